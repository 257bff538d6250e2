import { expect } from "chai";
import { type Hex, parseEventLogs, type TransactionReceipt } from "viem";
import { checkpointLedgerAbi, fallbackAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import { type Batch, hashBatch } from "../../../../services/protocol/batch/batch.ts";
import { draftBatch, genesisParent, mine, post, superblockHash, wait } from "../../../support/l1/batches.ts";
import {
  type Base,
  draftNode,
  openFallback,
  otherMiner,
  postDraft,
  postNode,
} from "../../../support/l1/fallback.ts";
import type { Head } from "../../../support/l1/inboxDrafts.ts";
import { deployL1, type L1Fixture, miner, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

/** An eighth of what the easiest target asks; credited as far as a credit may grow in one step. */
const HARD_BITS = 0x200fffff;

/** Fallback over one mined batch of the leader's; another of its batches has fallen. */
async function opened(): Promise<{ fixture: L1Fixture; base: Base }> {
  const fixture = await deployL1();
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const first = await post(fixture, await draftBatch(fixture));
  await mine(fixture, first.batch);
  const second = await post(fixture, await draftBatch(fixture, { parent: first }));
  return { fixture, base: await openFallback(fixture, second, first) };
}

const events = (abi: typeof rollupInboxAbi, { logs }: TransactionReceipt) =>
  parseEventLogs({ abi, logs, eventName: "ChainSwitched" }).map(({ args }) => args);

const standing = async ({ contracts }: L1Fixture, from: bigint, count: number): Promise<Hex[]> =>
  await Promise.all(
    Array.from({ length: count }, (_, i) => contracts.inbox.read<Hex>("batchHash", [from + BigInt(i)])),
  );

const hashes = (...nodes: readonly { readonly batch: Batch }[]): Hex[] =>
  nodes.map(({ batch }) => hashBatch(batch));

describe("Fallback.postFallback", () => {
  it("puts a miner's superblock with its work onto the chain and tells everything", async () => {
    const { fixture, base } = await opened();
    const { inbox, ledger, fallback } = fixture.contracts;
    const draft = await draftNode(fixture, base);
    const { node, receipt } = await postDraft(fixture, base, draft);
    const { batch } = node;

    expect(batch).deep.equal({
      index: 2n,
      firstNumber: draft.tip.number,
      number: base.batch.number + 1n,
      timestamp: draft.tip.timestamp,
      l1OriginNumber: draft.tip.l1OriginNumber,
      postedAtSec: await fixture.chain.now(),
      parent: hashBatch(base.batch),
      blocksRoot: draft.tip.blocksRoot,
      channelsRoot: draft.tip.channelsRoot,
      dataHash: batch.dataHash,
      term: await inbox.read<Hex>("term"),
      superblock: superblockHash(fixture, draft),
      consumedHash: base.batch.consumedHash,
    });
    const [posted] = parseEventLogs({ abi: fallbackAbi, logs: receipt.logs });
    expect(posted!.args).deep.equal({
      index: 2n,
      superblock: batch.superblock,
      batchHash: hashBatch(batch),
      checkpoint: node.checkpoint,
      batch,
    });
    expect(events(rollupInboxAbi, receipt)).deep.equal([{ fromIndex: 2n, batchHashes: hashes(node) }]);
    const [accepted] = parseEventLogs({
      abi: checkpointLedgerAbi,
      logs: receipt.logs,
      eventName: "CheckpointAccepted",
    });
    expect(accepted!.args).include({ id: node.checkpoint, parent: base.checkpoint, miner });
    expect(await ledger.read<Hex>("lead")).equal(node.checkpoint);
    expect(await fallback.read<Hex>("checkpointOf", [hashBatch(batch)])).equal(node.checkpoint);
    expect(await fallback.read<boolean>("isUnsigned", [hashBatch(batch)])).equal(true);
    expect(await fallback.read<bigint>("standsSinceSec", [hashBatch(batch)])).equal(0n);
    expect(await inbox.read<Head>("head")).include({ index: 2n, number: batch.number });
    expect(await inbox.read<bigint>("miningClock")).equal(0n);
  });

  it("begins at genesis where nothing is mined, and goes on over its own batches", async () => {
    const fixture = await deployL1();
    const genesis = await genesisParent(fixture);
    const head = await post(fixture, await draftBatch(fixture));
    const base = await openFallback(fixture, head, genesis);
    expect(base.checkpoint).equal(ZERO_WORD);
    const first = await postNode(fixture, base);
    const second = await postNode(fixture, first, { author: otherMiner });
    expect(second.batch.index).equal(2n);
    expect(await standing(fixture, 1n, 3)).deep.equal([...hashes(first, second), ZERO_WORD]);
  });

  it("keeps a branch that does not lead aside: ties go to the first seen", async () => {
    const { fixture, base } = await opened();
    const first = await postNode(fixture, base);
    const draft = await draftNode(fixture, base, {}, otherMiner);
    const { node: aside, receipt } = await postDraft(fixture, base, draft);
    expect(events(rollupInboxAbi, receipt)).deep.equal([]);
    expect(await standing(fixture, 2n, 2)).deep.equal([...hashes(first), ZERO_WORD]);
    const { fallback, ledger } = fixture.contracts;
    expect(await fallback.read<Hex>("checkpointOf", hashes(aside))).equal(aside.checkpoint);
    expect(await ledger.read<Hex>("lead")).equal(first.checkpoint);
  });

  it("switches to the branch that outweighs, and back again", async () => {
    const { fixture, base } = await opened();
    const a1 = await postNode(fixture, base);
    const b1 = await postNode(fixture, base, { author: otherMiner });
    const draft = await draftNode(fixture, b1, {}, otherMiner);
    const { node: b2, receipt } = await postDraft(fixture, b1, draft, { branch: [b1.batch] });
    expect(events(rollupInboxAbi, receipt)).deep.equal([{ fromIndex: 2n, batchHashes: hashes(b1, b2) }]);
    expect(await standing(fixture, 1n, 4)).deep.equal([...hashes(base, b1, b2), ZERO_WORD]);
    const { fallback, inbox } = fixture.contracts;
    expect(await inbox.read<Head>("head")).include({ index: 3n, number: b2.batch.number });
    const since = await fixture.chain.now();
    expect(await fallback.read<bigint>("standsSinceSec", hashes(b1))).equal(since);
    expect(await fallback.read<bigint>("standsSinceSec", hashes(b2))).equal(0n);

    const a2 = await postNode(fixture, a1);
    expect(await standing(fixture, 2n, 2)).deep.equal(hashes(b1, b2));
    const a3 = await postNode(fixture, a2, { branch: [a1.batch, a2.batch] });
    expect(await standing(fixture, 1n, 5)).deep.equal([...hashes(base, a1, a2, a3), ZERO_WORD]);
    const again = await postNode(fixture, a3);
    expect(await standing(fixture, 4n, 3)).deep.equal([...hashes(a3, again), ZERO_WORD]);
  });

  it("switches to a branch that is shorter and heavier, and to one from the middle", async () => {
    const { fixture, base } = await opened();
    const { inbox } = fixture.contracts;
    const first = await postNode(fixture, base);
    const second = await postNode(fixture, first);
    const third = await postNode(fixture, second);
    const other = { author: otherMiner, nBits: HARD_BITS };
    const short = await postNode(fixture, base, other);
    expect(await standing(fixture, 2n, 4)).deep.equal([...hashes(first, second, third), ZERO_WORD]);
    const last = await postNode(fixture, short, { ...other, branch: [short.batch] });
    expect(await standing(fixture, 2n, 3)).deep.equal([...hashes(short, last), ZERO_WORD]);
    expect(await inbox.read<Head>("head")).include({ index: 3n, number: last.batch.number });
    expect((await inbox.refusal("requireBatch", [third.batch])).errorName).equal("InboxBatchNotThere");

    const aside = await postNode(fixture, short, { nBits: HARD_BITS });
    const newest = await postNode(fixture, aside, { nBits: HARD_BITS, branch: [aside.batch] });
    expect(await standing(fixture, 2n, 4)).deep.equal([...hashes(short, aside, newest), ZERO_WORD]);
  });

  it("leaves the credit with the miner whom the work names", async () => {
    const { fixture, base } = await opened();
    const draft = await draftNode(fixture, base, {}, otherMiner);
    const { receipt } = await postDraft(fixture, base, draft);
    const [accepted] = parseEventLogs({
      abi: checkpointLedgerAbi,
      logs: receipt.logs,
      eventName: "CheckpointAccepted",
    });
    expect(accepted!.args.miner).equal(otherMiner);
  });
});
