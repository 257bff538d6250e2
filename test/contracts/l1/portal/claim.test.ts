import { expect } from "chai";
import { parseEther, parseEventLogs, zeroAddress } from "viem";
import { portalAbi } from "../../../../services/abi/index.ts";
import { MESSAGE_KIND } from "../../../../services/protocol/channels/channel.ts";
import { wait } from "../../../support/l1/batches.ts";
import { A, alice, bob } from "../../../support/l1/l1Fixture.ts";
import { claimable, LOOK } from "../../../support/l1/portalMessages.ts";

describe("Portal.claim", () => {
  it("pays what a final outbox holds, once, whoever asks", async () => {
    const { portal, claim, fixture } = await claimable(() => [{ message: {} }, { message: { value: 5n } }]);
    const { client } = fixture.chain;
    const before = await client.getBalance({ address: bob });
    const receipt = await portal.write("claim", claim(0));
    const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageClaimed" });
    expect(event!.args).deep.equal({ srcChainId: A, nonce: 0n, target: bob, value: parseEther("1") });
    expect((await client.getBalance({ address: bob })) - before).equal(parseEther("1"));
    expect(await client.getBalance({ address: portal.address })).equal(parseEther("9"));
    expect(await portal.read("isClaimed", [A, 0n])).equal(true);
    expect(await portal.read("isClaimed", [A, 1n])).equal(false);
    expect(await portal.refusal("claim", claim(0))).deep.equal({
      errorName: "PortalAlreadyClaimed",
      args: [A, 0n],
    });
    await portal.write("claim", claim(1));
  });

  it("tells the target, and only the target, who speaks", async () => {
    const { portal, claim, target } = await claimable((address) => [
      { message: { target: address }, data: LOOK },
    ]);
    await portal.write("claim", claim(0));
    expect(await target.read("sender")).equal(alice);
    expect(await target.read("chainId")).equal(A);
    expect(await target.read("received")).equal(parseEther("1"));
    for (const view of ["crossSender", "crossChainId"])
      expect(await portal.refusal(view)).deep.equal({ errorName: "PortalNotInClaim", args: [] });
  });

  it("a bounce pays its target with no data, and nobody speaks in it", async () => {
    const { portal, claim, target } = await claimable((address) => [
      { message: { kind: MESSAGE_KIND.bounce, target: address, gasLimit: 0n }, data: LOOK },
    ]);
    await portal.write("claim", claim(0));
    expect(await target.read("received")).equal(parseEther("1"));
    expect(await target.read("lastData")).equal("0x");
    expect(await target.read("sender")).equal(zeroAddress);
  });

  it("gives the target at least its gas limit or does nothing (f2)", async () => {
    const gasLimit = 2_000_000n;
    const { portal, claim, target } = await claimable((address) => [
      { message: { target: address, gasLimit }, data: LOOK },
    ]);
    const required = (gasLimit * 64n) / 63n + 50_000n;
    const refused = await portal.refusal("claim", claim(0), { gas: required });
    expect(refused.errorName).equal("PortalNotEnoughGas");
    expect(refused.args[0]).equal(required);
    await portal.write("claim", claim(0), { gas: required + 250_000n });
    expect((await target.read<bigint>("gasGiven")) >= gasLimit - 1_000n).equal(true);
  });

  it("at most the cap leaves in a window, all of it again in the next", async () => {
    const ether = (value: string) => ({ message: { value: parseEther(value) } });
    const { portal, claim, fixture } = await claimable(
      () => [ether("0.6"), ether("0.5"), ether("0.4"), ether("0")],
      (p) => ({ ...p, portal: { ...p.portal, withdrawCapBps: 1_000, withdrawWindowSec: 3_600n } }),
    );
    await portal.write("claim", claim(0));
    expect(await portal.refusal("claim", claim(1))).deep.equal({
      errorName: "PortalWithdrawCapReached",
      args: [parseEther("0.4"), parseEther("0.5")],
    });
    await portal.write("claim", claim(2));
    await portal.write("claim", claim(3));
    await wait(fixture, 3_600n);
    await portal.write("claim", claim(1));
  });
});
