/** Posting, finality and derivation against an L1 node with the real contracts. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Address, createPublicClient, encodeFunctionData, type Hex, http, size, toHex } from "viem";
import { crossRollupMessengerAbi, portalAbi, settlementAbi } from "../../services/abi/index.ts";
import { L1Error } from "../../services/adapters/l1/l1Client.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createDerivation, type DerivationProgress } from "../../services/node/derivation.ts";
import type { L1Reader, PostedBatch, PostedInput } from "../../services/ports.ts";
import { decodeBatchData, encodeBatchData } from "../../services/protocol/batch/batchData.ts";
import { encodeBatchCall } from "../../services/protocol/batch/postBatch.ts";
import { claimArguments } from "../../services/protocol/channels/withdrawal.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import { MESSENGER } from "../../services/protocol/systemAddresses.ts";
import { openRollupState } from "../../services/roles/rollupState.ts";
import type { PostedReport } from "../../services/settlement/posting.ts";
import type { SealedRange } from "../../services/settlement/postingState.ts";
import { batchBase, findDifference, sealRange } from "../../services/settlement/rangeSealer.ts";
import { createSettlement } from "../../services/settlement/settlementLoop.ts";
import { type LivePair, openRollups, person, quiet, startLivePair } from "../support/livePair.ts";

const A = 42101n;
const B = 42102n;
const LIMITS = { maxSuperblocks: 120n, everySec: 0n, maxLagSec: 60n, maxDataBytes: 120_000 };
const expectRejection = async (job: Promise<unknown>, message: string): Promise<void> => {
  const outcome = await job.then(
    () => "resolved",
    (error: Error) => error.message,
  );
  expect(outcome).to.equal(message);
};
/** Owns nothing on L1 before the withdrawal. */
const BENEFICIARY: Address = "0x00000000000000000000000000000000000B0b01";
const noSignal = new AbortController().signal;

describe("settlement and derivation on a live L1", function () {
  this.timeout(60_000);
  let pair: LivePair;
  before(async () => {
    pair = await startLivePair();
  });
  after(() => pair.stop());

  const reports: PostedReport[] = [];
  const settlementDeps = () => ({
    ...pair,
    sender: pair.poster,
    clock: systemClock,
    log: quiet,
    limits: LIMITS,
    everyMs: 100,
    onPosted: (report: PostedReport) => reports.push(report),
  });
  const settlementOf = () => createSettlement(settlementDeps());
  const nodeOf = async (l1: L1Reader = pair.l1, onProgress?: (p: DerivationProgress) => void) => {
    const rollups = await openRollups(pair.deployment);
    const derivation = createDerivation({
      ...rollups,
      l1,
      deployment: pair.deployment,
      log: quiet,
      ...(onProgress && { onProgress }),
    });
    return { ...rollups, derivation };
  };
  const call = (
    chainId: bigint,
    nonce: number,
    { gas = 21_000n, ...to }: { to: Address; value: bigint; data?: Hex; gas?: bigint },
  ) =>
    person(4).signTransaction({
      ...to,
      gas,
      nonce,
      type: "eip1559",
      chainId: Number(chainId),
      maxFeePerGas: 10n ** 9n,
      maxPriorityFeePerGas: 10n ** 6n,
    });
  const transfer = (chainId: bigint, nonce: number) =>
    call(chainId, nonce, { to: person(5).address, value: 10n ** 17n });
  const trigger = (
    chainId: bigint,
    nonce: number,
    [dst, target, gasLimit, value]: [bigint, Address, bigint, bigint],
  ) =>
    call(chainId, nonce, {
      to: MESSENGER,
      value,
      gas: 300_000n,
      data: encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [dst, target, "0x", gasLimit],
      }),
    });
  const postHead = async () => {
    const settlement = settlementOf();
    await settlement.step(noSignal);
    const posted = (await pair.l1.batches(0n)).at(-1)!;
    expect(posted.batch.number, JSON.stringify(settlement.posting, String)).to.equal(
      pair.store.head()!.superblock.number,
    );
    return { settlement, posted };
  };

  it("posts a range with deposits and transfers of both rollups in one transaction", async () => {
    await pair.produce();
    await pair.produce(
      new Map([
        [A, [await transfer(A, 0), await transfer(A, 1)]],
        [B, [await transfer(B, 0)]],
      ]),
    );
    await pair.produce();
    const { settlement, posted } = await postHead();
    expect(settlement.ranks).to.deep.equal({ soft: 3n, posted: 3n, mined: 0n, final: 0n });
    expect(posted.batch.firstNumber).to.equal(1n);
    const input = await pair.l1.input(posted);
    const decoded = decodeBatchData(input.data, batchBase({ store: pair.store, rollups: [A, B] }, 1n));
    expect(decoded.ok && decoded.superblocks.length).to.equal(3);
    expect(input.consumed).to.deep.equal(pair.store.head()!.consumed);
    const client = createPublicClient({ transport: http(pair.url) });
    const { gasUsed } = await client.getTransactionReceipt({ hash: posted.transactionHash });
    expect(reports).to.deep.equal([
      { superblocks: 3, dataBytes: input.data.length, gasUsed, carrier: "calldata", blobGasUsed: 0n },
    ]);
  });

  it("derives every block from L1 alone, to the same hashes", async () => {
    const progress: DerivationProgress[] = [];
    const node = await nodeOf(pair.l1, (p) => progress.push(p));
    expect(await node.derivation.step(noSignal)).to.deep.equal({ ok: true, number: 3n, batchIndex: 1n });
    expect(progress).to.deep.equal([{ number: 3n, batchIndex: 1n, lastBatchIndex: 1n }]);
    for (let number = 0n; number <= 3n; number++) {
      expect(node.store.superblock(number)!.hash).to.equal(pair.store.superblock(number)!.hash);
      for (const chainId of [A, B])
        expect(node.store.header(chainId, number)!.hash).to.equal(pair.store.header(chainId, number)!.hash);
    }
    expect(node.store.block(A, 2n)!.transactions).to.deep.equal(pair.store.block(A, 2n)!.transactions);
  });

  it("goes on where the store stands, after taking back half a batch (f14)", async () => {
    const node = await nodeOf();
    await node.derivation.step(noSignal);
    node.store.rollbackTo(2n);
    const again = await node.derivation.step(noSignal);
    expect(again, JSON.stringify(again, String)).to.deep.equal({ ok: true, number: 3n, batchIndex: 1n });
    await pair.produce(new Map([[B, [await transfer(B, 1)]]]));
    await postHead();
    expect(await node.derivation.step(noSignal)).to.deep.equal({ ok: true, number: 4n, batchIndex: 2n });
    expect(node.store.head()!.hash).to.equal(pair.store.head()!.hash);
  });

  it("posts nothing twice after a restart (f14)", async () => {
    const before = await pair.l1.batches(0n);
    await settlementOf().step(noSignal);
    expect(await pair.l1.batches(0n)).to.deep.equal(before);
  });

  it("derives a trigger with its action and a withdrawal, into a database that is closed in between", async () => {
    const path = mkdtempSync(join(tmpdir(), "lockstep-node-"));
    const opened = async () => {
      const stops: (() => Promise<void>)[] = [];
      const state = await openRollupState(pair.deployment, path, { onStop: (_, stop) => stops.push(stop) });
      const derivation = createDerivation({ ...state, l1: pair.l1, deployment: pair.deployment, log: quiet });
      return { ...state, derivation, close: () => stops[0]!() };
    };
    const before = await opened();
    await before.derivation.step(noSignal);
    await before.close();
    const moved = await trigger(A, 2, [B, person(6).address, 100_000n, 10n ** 15n]);
    const withdrawn = await trigger(A, 3, [31337n, BENEFICIARY, 0n, 10n ** 16n]);
    await pair.produce(new Map([[A, [moved, withdrawn]]]));
    const { posted } = await postHead();
    const after = await opened();
    expect(await after.derivation.step(noSignal)).to.include({ ok: true, number: posted.batch.number });
    const counts = new Map(
      after.store.head()!.channels.map((c) => [`${c.srcChainId}-${c.dstChainId}`, c.count]),
    );
    expect([counts.get(`${A}-${B}`), counts.get(`${A}-31337`)]).to.deep.equal([1n, 1n]);
    expect(after.store.head()!.hash).to.equal(pair.store.head()!.hash);
    await after.close();
    rmSync(path, { recursive: true });
  });

  it("sends a range again, with the same data, when L1 has lost it (f15)", async () => {
    const client = createPublicClient({ transport: http(pair.url) });
    const request = client.request as (args: { method: string; params?: unknown[] }) => Promise<unknown>;
    await pair.produce();
    const snapshot = await request({ method: "evm_snapshot", params: [] });
    const first = (await postHead()).posted;
    await request({ method: "evm_revert", params: [snapshot] });
    expect((await pair.l1.batches(0n)).length, "the reader has seen the reorganisation").to.equal(3);
    const again = (await postHead()).posted;
    expect(again.batch.index).to.equal(first.batch.index);
    expect(again.batch.dataHash).to.equal(first.batch.dataHash);
    expect(again.batch.superblock).to.equal(first.batch.superblock);
  });

  it("posts exactly what it had journaled when it died before sending (f14, f16)", async () => {
    await pair.produce();
    const dying = createSettlement({
      ...settlementDeps(),
      sender: { address: pair.poster.address, send: () => Promise.reject(new Error("killed")) },
    });
    await expectRejection(dying.step(noSignal), "killed");
    const journaled = pair.store.records.list<SealedRange>("poster/range/").at(-1)!.value;
    await pair.produce();
    await settlementOf().step(noSignal);
    const posted = (await pair.l1.batches(0n)).at(-1)!;
    expect(posted.batch.number, "not the newer superblock too").to.equal(journaled.last);
    expect(toHex((await pair.l1.input(posted)).data)).to.equal(journaled.data);
  });

  it("stops for data-do-not-reproduce when the journal was damaged, and posts nothing", async () => {
    const number = (await pair.l1.batches(0n)).at(-1)!.batch.number;
    const key = `poster/range/${(number + 1n).toString().padStart(20, "0")}`;
    const tip = pair.store.superblock(number + 1n)!.hash;
    const damaged: SealedRange = { first: number + 1n, last: number + 1n, tip, data: "0x0100" };
    pair.store.records.put(key, damaged);
    const settlement = settlementOf();
    await settlement.step(noSignal);
    pair.store.records.delete(key);
    expect(settlement.posting).to.include({ phase: "stopped", reason: "data-do-not-reproduce" });
    expect((await pair.l1.batches(0n)).at(-1)!.batch.number).to.equal(number);
  });

  it("seals only as many superblocks as fit, and refuses superblock-too-large", () => {
    const source = { store: pair.store, rollups: [A, B] };
    const whole = sealRange(source, { first: 1n, last: 3n }, 120_000);
    if (!whole.ok) throw new Error(whole.reason);
    expect(whole.range.last).to.equal(3n);
    const shorter = sealRange(source, { first: 1n, last: 3n }, size(whole.range.data) - 1);
    if (!shorter.ok) throw new Error(shorter.reason);
    expect(Number(shorter.range.last)).to.be.within(1, 2);
    expect(findDifference(source, shorter.range)).to.equal(undefined);
    expect(sealRange(source, { first: 1n, last: 3n }, 10)).to.include({
      ok: false,
      reason: "superblock-too-large",
    });
  });

  it("finalises a mined batch after its challenge window, and a node's proof is as good as the sequencer's", async () => {
    const { posted } = await postHead();
    await pair.mine(posted);
    const settlement = settlementOf();
    const deadline = Date.now() + 20_000;
    while (settlement.ranks.final < posted.batch.number && Date.now() < deadline) {
      await settlement.step(noSignal);
      await systemClock.sleep(200);
    }
    expect(settlement.ranks).to.deep.equal({ soft: 8n, posted: 8n, mined: 8n, final: 8n });
    expect(await pair.l1.finalBatchIndex()).to.equal(posted.batch.index);
    expect(pair.store.records.list("poster/range/")).to.deep.equal([]);
    const client = createPublicClient({ transport: http(pair.url) });
    const outbox = await client.readContract({
      address: pair.deployment.addresses.settlement,
      abi: settlementAbi,
      functionName: "finalOutbox",
      args: [A],
    });
    expect(outbox.root).to.equal(
      pair.store.head()!.channels.find((c) => c.srcChainId === A && c.dstChainId === 31337n)!.root,
    );
  });

  it("pays a withdrawal against the final outbox, once", async () => {
    const client = createPublicClient({ transport: http(pair.url) });
    const outbox = await client.readContract({
      address: pair.deployment.addresses.settlement,
      abi: settlementAbi,
      functionName: "finalOutbox",
      args: [A],
    });
    const sent = pair.store.sentMessage(A, 31337n, 0n)!;
    const leaves = pair.store.leaves(A, 31337n, outbox.count);
    const claim = claimArguments(sent, leaves, outbox.count);
    if (!claim.ok) throw new Error(claim.reason);
    const data = encodeFunctionData({ abi: portalAbi, functionName: "claim", args: claim.args });
    const call = { to: pair.deployment.addresses.portal, data };
    expect(await pair.poster.send(call)).to.include({ ok: true });
    expect(await client.getBalance({ address: BENEFICIARY })).to.equal(10n ** 16n);
    expect(await pair.poster.send(call)).to.include({ ok: false, error: "PortalAlreadyClaimed" });
  });

  it("names the contract's error when a call would revert, and sends nothing", async () => {
    const batches = await pair.l1.batches(0n);
    const parent = { ...batches.at(-1)!.batch, dataHash: ZERO_HASH };
    const tip = pair.store.head()!;
    const client = createPublicClient({ transport: http(pair.url) });
    const before = await client.getTransactionCount({ address: pair.poster.address });
    const outcome = await pair.poster.send({
      to: pair.deployment.addresses.inbox,
      data: encodeBatchCall({
        l1ChainId: pair.deployment.l1ChainId,
        parent,
        parentChannels: tip.channels,
        tip: tip.superblock,
        signature: tip.signature!,
        blocks: tip.blocks,
        channels: tip.channels,
        data: "0x01",
      }),
    });
    expect(outcome).to.include({ ok: false, error: "InboxWrongParent" });
    expect(await client.getTransactionCount({ address: pair.poster.address })).to.equal(before);
  });

  describe("given a batch whose data do not derive to its tip", () => {
    /** The real L1 with one batch's input changed. */
    const altered = (change: (input: PostedInput, posted: PostedBatch) => PostedInput): L1Reader => ({
      ...pair.l1,
      input: async (posted) => {
        const input = await pair.l1.input(posted);
        return posted.batch.index === 1n ? change(input, posted) : input;
      },
    });
    const recoded = (change: Parameters<typeof encodeBatchData>[0]) =>
      encodeBatchData(change, batchBase({ store: pair.store, rollups: [A, B] }, 1n));
    const decodedOf = (input: PostedInput) => {
      const decoded = decodeBatchData(input.data, batchBase({ store: pair.store, rollups: [A, B] }, 1n));
      if (!decoded.ok) throw new Error(decoded.reason);
      return decoded.superblocks;
    };
    const reportOf = async (l1: L1Reader) => {
      const node = await nodeOf(l1);
      const outcome = await node.derivation.step(noSignal);
      expect(node.store.head()!.superblock.number, "nothing of it is stored").to.equal(0n);
      if (outcome.ok) throw new Error("derived");
      return outcome.mismatch;
    };

    it("reports data-refused", async () => {
      const l1 = altered((input) => ({ ...input, data: input.data.subarray(1) }));
      expect((await reportOf(l1)).reason).to.equal("data-refused");
    });

    it("reports data-refused for a call that nobody can read", async () => {
      const detail = "a pointer that leads backwards";
      const l1: L1Reader = {
        ...pair.l1,
        input: () => Promise.reject(new L1Error("l1-call-unreadable", detail)),
      };
      expect(await reportOf(l1)).to.deep.equal({ reason: "data-refused", why: "call", detail });
    });

    it("reports wrong-superblock-count", async () => {
      const l1 = altered((input) => ({ ...input, data: recoded(decodedOf(input).slice(0, 2)) }));
      expect(await reportOf(l1)).to.deep.equal({
        reason: "wrong-superblock-count",
        expected: 3n,
        actual: 2n,
      });
    });

    it("reports wrong-producer", async () => {
      const l1 = altered((input) => ({
        ...input,
        data: recoded(decodedOf(input).map((s) => ({ ...s, producer: person(9).address }))),
      }));
      expect(await reportOf(l1)).to.include({ reason: "wrong-producer", number: 1n });
    });

    it("reports transaction-invalid with its place", async () => {
      const l1 = altered((input) => {
        const [first, second, third] = decodedOf(input);
        const [a, b] = second!.transactions;
        const swapped = { ...second!, transactions: [a!.toReversed(), b!] };
        return { ...input, data: recoded([first!, swapped, third!]) };
      });
      expect(await reportOf(l1)).to.deep.include({
        reason: "transaction-invalid",
        number: 2n,
        chainId: A,
        index: 0,
      });
    });

    it("reports which state root differs", async () => {
      const l1 = altered((input) => {
        const [first, second, third] = decodedOf(input);
        const [a] = second!.transactions;
        return { ...input, data: recoded([first!, { ...second!, transactions: [a!, []] }, third!]) };
      });
      expect(await reportOf(l1)).to.include({
        reason: "tip-differs",
        number: 3n,
        field: `stateRoot of ${B}`,
      });
    });

    it("reports origin-too-new", async () => {
      const l1 = altered((input, { l1Block }) => ({
        ...input,
        data: recoded(decodedOf(input).map((s) => ({ ...s, l1OriginNumber: l1Block.number }))),
      }));
      expect(await reportOf(l1)).to.include({ reason: "origin-too-new", number: 1n });
    });
  });
});
