/** What contracts of other stacks ask before they settle. */
import { expect } from "chai";
import { draftBatch, genesisParent, mine, post, rollBack, wait } from "../../../support/l1/batches.ts";
import { A, B, deployL1 } from "../../../support/l1/l1Fixture.ts";

const MAX_AGE_SEC = 100n;
const OTHER_WORD = `0x${"5a".repeat(32)}` as const;
/** ICheckpointLedger.SettlementFailure */
const FAILURE = { notStanding: 1, notMined: 2, stale: 3, wrongBlocks: 4, otherBlock: 5 } as const;

async function arrange() {
  const fixture = await deployL1();
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const draft = await draftBatch(fixture);
  const { batch } = await post(fixture, draft);
  const { ledger } = fixture.contracts;
  const blockOf = (chainId: bigint) => draft.blocks.find((leaf) => leaf.chainId === chainId)!.blockHash;
  const ask = { batch, blocks: draft.blocks, settled: { chainId: A, blockHash: blockOf(A) } };
  const args = ({ batch, blocks, settled }: typeof ask) => [batch, blocks, settled, MAX_AGE_SEC];
  /** Both twins, which must agree. */
  const verdict = async (change: Partial<typeof ask> = {}): Promise<number> => {
    const call = args({ ...ask, ...change });
    if (await ledger.read<boolean>("allowSettlement", call)) {
      await ledger.read("requireSettlement", call);
      return 0;
    }
    const { errorName, args: refused } = await ledger.refusal("requireSettlement", call);
    expect(errorName).equal("LedgerNotSettled");
    return Number(refused[0]);
  };
  return { fixture, ledger, draft, batch, blockOf, ask, verdict };
}

describe("CheckpointLedger for other contracts", () => {
  it("allows settlement of a block while its batch is mined and work is fresh, and says why not else", async () => {
    const { fixture, ledger, draft, batch, blockOf, verdict } = await arrange();
    expect(await verdict()).equal(FAILURE.notMined);
    expect(await ledger.read("isMined", [batch])).equal(false);
    await mine(fixture, batch);
    expect(await ledger.read("isMined", [batch])).equal(true);
    expect(await verdict()).equal(0);
    expect(await verdict({ settled: { chainId: B, blockHash: blockOf(B) } })).equal(0);
    expect(await verdict({ settled: { chainId: B, blockHash: blockOf(A) } })).equal(FAILURE.otherBlock);
    expect(await verdict({ settled: { chainId: A, blockHash: OTHER_WORD } })).equal(FAILURE.otherBlock);
    expect(await verdict({ blocks: draft.blocks.toReversed() })).equal(FAILURE.wrongBlocks);
    expect(await verdict({ batch: { ...batch, dataHash: OTHER_WORD } })).equal(FAILURE.notStanding);
    expect(await ledger.read("isMined", [{ ...batch, dataHash: OTHER_WORD }])).equal(false);
  });

  it("f31: refuses when work gets old, counted from the mined superblock's own time", async () => {
    const { fixture, ledger, batch, verdict } = await arrange();
    await wait(fixture, 60n);
    await mine(fixture, batch);
    await fixture.chain.advanceTo(batch.timestamp + MAX_AGE_SEC);
    expect(await ledger.read("age")).equal(MAX_AGE_SEC);
    expect(await verdict()).equal(0);
    await fixture.chain.advanceTo(batch.timestamp + MAX_AGE_SEC + 1n);
    expect(await verdict()).equal(FAILURE.stale);
  });

  it("refuses genesis before there is work: the root of the tree is nobody's", async () => {
    const { fixture, ledger, batch, verdict } = await arrange();
    const genesis = (await genesisParent(fixture)).batch;
    expect(await ledger.read("isMined", [genesis])).equal(false);
    expect(await verdict({ batch: genesis })).equal(FAILURE.notMined);
    expect(await ledger.read("age")).equal(2n ** 64n - 1n);
    await mine(fixture, batch);
    expect(await ledger.read("isMined", [genesis])).equal(true);
    await rollBack(fixture, genesis);
    expect(await ledger.read("isMined", [genesis])).equal(false);
  });

  it("answers whatever is asked: any age, no blocks", async () => {
    const { fixture, ledger, draft, batch, ask, verdict } = await arrange();
    await mine(fixture, batch);
    const always = [batch, draft.blocks, ask.settled, 2n ** 64n - 1n];
    expect(await ledger.read("allowSettlement", always)).equal(true);
    expect(await verdict({ blocks: [] })).equal(FAILURE.wrongBlocks);
  });

  it("a tip a little ahead of L1 is of no age", async () => {
    const fixture = await deployL1();
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    const timestamp = (await fixture.chain.now()) + fixture.parameters.limits.maxLeadSec;
    const { batch } = await post(fixture, await draftBatch(fixture, { timestamp }));
    await mine(fixture, batch);
    expect(await fixture.chain.now()).lessThan(Number(timestamp));
    expect(await fixture.contracts.ledger.read("age")).equal(0n);
  });

  it("refuses a batch that has fallen", async () => {
    const { fixture, ledger, batch, verdict } = await arrange();
    await mine(fixture, batch);
    await rollBack(fixture, (await genesisParent(fixture)).batch);
    expect(await verdict()).equal(FAILURE.notStanding);
    expect(await ledger.read("isMined", [batch])).equal(false);
  });
});
