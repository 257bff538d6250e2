/**
 * What happens when nobody mines, told as users, operators and followers see it: the sequencer stops by itself and goes
 * on with the next checkpoint; what waits for too long goes back on both rollups and comes again.
 */
import { expect } from "chai";
import { type Address, createPublicClient, encodeFunctionData, type Hex, http } from "viem";
import { crossRollupMessengerAbi } from "../../services/abi/index.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS } from "../../services/devnet.ts";
import type { Ranks } from "../../services/ports.ts";
import { MESSENGER } from "../../services/protocol/systemAddresses.ts";
import { runRevertRole } from "../../services/roles/revertRole.ts";
import { followTransaction } from "../support/followedTransaction.ts";
import { quiet } from "../support/livePair.ts";
import { priceOf } from "../support/messages.ts";
import { type SequencerStand, startSequencerStand } from "../support/sequencerStand.ts";

const [A, B] = [42101n, 42102n];
const { alice } = DEVELOPMENT_ACCOUNTS;
/** Nobody's before, on B. */
const BENEFICIARY: Address = "0x00000000000000000000000000000000000b0b02";
const LIMITS = { miningTimeoutSec: 60n, revertDelaySec: 180n, exitDelaySec: 3600n };
const ACTION_GAS = 100_000n;
const MOVED = 10n ** 15n;

type Status = {
  readonly ready: boolean;
  readonly reasons: readonly { readonly reason: string }[];
  readonly feeds?: readonly { readonly halt: string | null }[];
  readonly ranks: Readonly<Record<keyof Ranks, Hex>>;
};

describe("a deployment without miners", function () {
  this.timeout(120_000);
  let stand: SequencerStand;
  before(async () => {
    stand = await startSequencerStand(LIMITS);
  });
  after(() => stand?.stop());

  const ask = <T>(url: string, method: string, params: readonly unknown[] = []): Promise<T> =>
    createPublicClient({ transport: http(url, { retryCount: 0 }) }).request({
      method,
      params,
    } as never) as Promise<T>;
  const a = () => stand.sequencer.get(A)!;
  const statusOf = (url: string) => ask<Status>(url, "lockstep_status");
  const ready = async () => {
    const answer = await fetch(`${stand.opsUrl}/readyz`);
    return { code: answer.status, ...((await answer.json()) as Pick<Status, "reasons">) };
  };
  const metric = async (line: string): Promise<number> => {
    const text = await (await fetch(`${stand.opsUrl}/metrics`)).text();
    return Number(
      text
        .split("\n")
        .find((each) => each.startsWith(`${line} `))
        ?.split(" ")[1],
    );
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await systemClock.sleep(50);
  };
  /** Sends ETH from A to B: a group with a leg on each. */
  const moveToB = async (): Promise<Hex> => {
    const nonce = Number(await ask<Hex>(a(), "eth_getTransactionCount", [alice.address, "pending"]));
    const raw = await alice.signTransaction({
      type: "eip1559",
      chainId: Number(A),
      nonce,
      to: MESSENGER,
      value: MOVED + priceOf(ACTION_GAS),
      gas: 400_000n,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 10n ** 6n,
      data: encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [B, BENEFICIARY, "0x", ACTION_GAS],
      }),
    });
    return ask<Hex>(a(), "eth_sendRawTransaction", [raw]);
  };
  const arrivedOnB = async (): Promise<bigint> =>
    BigInt(await ask<Hex>(stand.sequencer.get(B)!, "eth_getBalance", [BENEFICIARY, "latest"]));
  /** No work any more, and batches on L1 that wait for some. */
  const stopMining = async (): Promise<void> => {
    stand.miner.pause();
    await until(async () => (await metric("lockstep_work_waiting")) === 0);
    const from = (await stand.l1.standing()).batches.length;
    await until(async () => (await stand.l1.standing()).batches.length > from);
  };
  const funded = (): Promise<void> =>
    until(async () => BigInt(await ask<Hex>(a(), "eth_getBalance", [alice.address, "latest"])) > 0n);

  it("given miners, a transaction is followed to final, on sequencer and node, by the hash of either leg", async () => {
    await funded();
    const hash = await moveToB();
    const first = await followTransaction(a(), hash);
    const { superblock } = await first.next("soft");
    const group = await ask<{ legs: { transactionHash: Hex; chainId: Hex }[] }>(a(), "lockstep_getGroup", [
      hash,
    ]);
    const action = group.legs.find(({ chainId }) => BigInt(chainId) === B)!.transactionHash;
    const others = [
      await followTransaction(stand.node.get(A)!, hash),
      await followTransaction(stand.node.get(B)!, action),
      await followTransaction(stand.sequencer.get(B)!, action),
    ];
    for (const one of [first, ...others]) {
      expect((await one.next("final")).superblock).to.equal(superblock);
      // A node that L1 overtakes derives anew what the feed had told it, so it may tell of the way twice.
      const statuses = one.told.map(({ status }) => status);
      const way = statuses.slice(statuses.lastIndexOf("soft"));
      expect(way, JSON.stringify(one.told)).to.deep.equal(["soft", "posted", "mined", "final"]);
      one.close();
    }
    const receipt = await ask<{ lockstepRank: string }>(stand.node.get(B)!, "eth_getTransactionReceipt", [
      action,
    ]);
    expect(receipt.lockstepRank).to.equal("final");
    expect(await arrivedOnB()).to.equal(MOVED);
  });

  it("stops by itself after miningTimeout, says so everywhere, and goes on with the next checkpoint", async () => {
    await stopMining();
    await stand.putForward(LIMITS.miningTimeoutSec + 1n);
    await until(async () => (await ready()).code === 503);
    expect((await ready()).reasons.map(({ reason }) => reason)).to.deep.equal(["work-overdue"]);
    for (const url of stand.sequencer.values())
      expect((await statusOf(url)).reasons.map(({ reason }) => reason)).to.deep.equal(["work-overdue"]);
    await until(async () => (await statusOf(stand.node.get(A)!)).feeds?.[0]?.halt === "work-overdue");
    expect(await metric('lockstep_impediment{reason="work-overdue"}')).to.equal(1);

    // Two slots later nothing has been produced, and a transaction that was sent waits.
    const number = await ask<Hex>(a(), "eth_blockNumber");
    const hash = await moveToB();
    const followed = await followTransaction(a(), hash);
    await followed.next("pending");
    const halted = () => metric('lockstep_slots_total{status="halted"}');
    const before = await halted();
    await until(async () => (await halted()) >= before + 2);
    expect(await ask<Hex>(a(), "eth_blockNumber")).to.equal(number);
    expect(followed.told.map(({ status }) => status)).to.deep.equal(["pending"]);

    stand.miner.resume();
    await followed.next("mined");
    expect(followed.told.map(({ status }) => status).slice(0, 4)).to.deep.equal([
      "pending",
      "soft",
      "posted",
      "mined",
    ]);
    expect((await ready()).code).to.equal(200);
    await until(async () => (await statusOf(stand.node.get(A)!)).feeds?.[0]?.halt === null);
    followed.close();
  });

  it("takes what no work came for back on both rollups after revertDelay; its transactions come again, and are mined", async () => {
    await stopMining();
    const arrived = await arrivedOnB();
    const hash = await moveToB();
    const followed = await followTransaction(a(), hash);
    const onNode = await followTransaction(stand.node.get(A)!, hash);
    const fell = (await followed.next("posted")).superblock!;
    expect(await arrivedOnB()).to.equal(arrived + MOVED);
    const { term } = await stand.l1.standing();
    await stand.putForward(LIMITS.revertDelaySec + 1n);

    // L1 may have been seen to go back before the sequencer has followed: then it is soft for a moment.
    expect(await followed.next("reverted")).to.deep.include({
      reason: "superblock-taken-back",
      superblock: fell,
    });
    await onNode.next("reverted");
    const again = await followed.next("soft");
    expect(await arrivedOnB(), "once").to.equal(arrived + MOVED);
    const after = await stand.l1.standing();
    expect(after.term.term).not.to.equal(term.term);
    const superblocks = await Promise.all(
      [...stand.sequencer.values()].map((url) =>
        ask<{ superblock: { term: Hex }; blocks: unknown[] }>(url, "lockstep_getSuperblock", [
          again.superblock,
        ]),
      ),
    );
    expect(superblocks[0]).to.deep.equal(superblocks[1]);
    expect(superblocks[0]!.blocks, "a block of each rollup").to.have.length(2);

    stand.miner.resume();
    for (const one of [followed, onNode]) {
      const { superblock } = await one.next("final");
      expect(superblock).to.equal(again.superblock);
      one.close();
    }
    expect(await arrivedOnB()).to.equal(arrived + MOVED);
  });

  it("`lockstep revert` says not-overdue before its time", async () => {
    const config = {
      l1Url: stand.l1Url,
      deployment: stand.deploymentFile,
      keyFile: stand.keyFile,
      logLevel: "silent",
    } as const;
    const { signal } = new AbortController();
    await stopMining();
    const outcome = await runRevertRole({ config, clock: systemClock, log: quiet, signal });
    expect(outcome).to.include({ result: "not-overdue", revertDelaySec: LIMITS.revertDelaySec });
  });
});
