import { expect } from "chai";
import { keccak256, parseEther, parseEventLogs, zeroAddress } from "viem";
import { portalAbi } from "../../../../services/abi/index.ts";
import * as Tree from "../../../../services/protocol/appendOnlyTree.ts";
import { hashMessage, MESSAGE_KIND, type Message } from "../../../../services/protocol/channels/channel.ts";
import { A, alice, B, bob, deployL1, L1, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";
import { fee, GAS_LIMIT, type Sent, sendCall } from "../../../support/l1/portalMessages.ts";

describe("Portal.send", () => {
  it("locks the value, burns the price, records the tree and tells everything", async () => {
    const fixture = await deployL1();
    const { portal } = fixture.contracts;
    const { client } = fixture.chain;
    const burntBefore = await client.getBalance({ address: zeroAddress });
    const receipt = await portal.write(...sendCall({ data: "0xabcd", value: parseEther("2") }));
    const sentAtSec = await fixture.chain.now();
    const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageSent" });
    const message: Message = {
      kind: MESSAGE_KIND.call,
      srcChainId: L1,
      dstChainId: A,
      nonce: 0n,
      sender: alice,
      target: bob,
      value: parseEther("2"),
      gasLimit: GAS_LIMIT,
      deadline: sentAtSec + fixture.parameters.limits.forceDelaySec + fixture.parameters.limits.maxLagSec,
      refundTo: alice,
      dataHash: keccak256("0xabcd"),
      resultHash: ZERO_WORD,
    };
    const leaf = hashMessage(message);
    expect(event!.args).deep.equal({ dstChainId: A, nonce: 0n, leaf, message, data: "0xabcd" });
    const root = Tree.root(Tree.append(Tree.emptyTree, leaf));
    expect(await portal.read("record", [A, 1n])).deep.equal({ root, sentAtSec, gasTotal: GAS_LIMIT });
    expect(await client.getBalance({ address: portal.address })).equal(parseEther("2"));
    const fees = (await client.getBalance({ address: zeroAddress })) - burntBefore;
    expect(fees >= fee(GAS_LIMIT)).equal(true);
  });

  it("orders the messages of each rollup by itself and keeps every prefix's root", async () => {
    const fixture = await deployL1();
    const { portal } = fixture.contracts;
    let tree = Tree.emptyTree;
    for (let i = 0; i < 5; i++) {
      const receipt = await portal.write(...sendCall({ gasLimit: GAS_LIMIT + BigInt(i) }));
      const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageSent" });
      tree = Tree.append(tree, event!.args.leaf);
      await portal.write(...sendCall({ dst: B }));
    }
    expect(await portal.read("sentCount", [A])).equal(5n);
    const last = await portal.read<Sent>("record", [A, 5n]);
    expect([last.root, last.gasTotal]).deep.equal([Tree.root(tree), 5n * GAS_LIMIT + 10n]);
    expect((await portal.read<Sent>("record", [B, 5n])).root).not.equal(last.root);
    expect((await portal.read<Sent>("record", [A, 6n])).root).equal(ZERO_WORD);
  });

  it("takes a later deadline, and the sender where nobody is named for the refund", async () => {
    const fixture = await deployL1();
    const deadline = (await fixture.chain.now()) + 1_000_000n;
    const receipt = await fixture.contracts.portal.write(...sendCall({ deadline, refundTo: zeroAddress }));
    const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageSent" });
    expect([event!.args.message.deadline, event!.args.message.refundTo]).deep.equal([deadline, alice]);
  });
});
