/** What contracts of other stacks ask before they settle, and the adapter that asks it for them. */
import { expect } from "chai";
import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { draftBatch, genesisParent, mine, post, rollBack, wait } from "../../../support/l1/batches.ts";
import { A, B, deployL1, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

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

  it("refuses a batch that has fallen", async () => {
    const { fixture, ledger, batch, verdict } = await arrange();
    await mine(fixture, batch);
    await rollBack(fixture, (await genesisParent(fixture)).batch);
    expect(await verdict()).equal(FAILURE.notStanding);
    expect(await ledger.read("isMined", [batch])).equal(false);
  });
});

describe("MinedOutputProposer", () => {
  async function withProposer() {
    const arranged = await arrange();
    const { fixture, ledger, blockOf } = arranged;
    const oracle = await fixture.chain.deploy("OutputOracleStub");
    const proposer = await fixture.chain.deploy("MinedOutputProposer", [
      ledger.address,
      oracle.address,
      A,
      MAX_AGE_SEC,
    ]);
    await oracle.write("setProposer", [proposer.address]);
    const output = { stateRoot: OTHER_WORD, messagePasserStorageRoot: ZERO_WORD, blockHash: blockOf(A) };
    const word = { type: "bytes32" } as const;
    const root = keccak256(
      encodeAbiParameters([word, word, word, word], [ZERO_WORD, OTHER_WORD, ZERO_WORD, blockOf(A)]),
    );
    const both = fixture.chain.at(proposer.address, [...proposer.abi, ...ledger.abi]);
    const call = [arranged.batch, arranged.draft.blocks, output] as const;
    return { ...arranged, oracle, proposer, both, call, root };
  }

  it("proposes an output while its block is mined and work is fresh", async () => {
    const { fixture, batch, oracle, proposer, both, call, root } = await withProposer();
    expect(await both.refusal("propose", call)).deep.equal({
      errorName: "LedgerNotSettled",
      args: [FAILURE.notMined],
    });
    await mine(fixture, batch);
    await proposer.write("propose", call);
    expect(await oracle.read<Hex>("lastRoot")).equal(root);
    expect(await oracle.read<bigint>("lastNumber")).equal(batch.number);
  });

  it("proposes nothing when work is stale, or when the batch has fallen", async () => {
    const { fixture, batch, oracle, both, call } = await withProposer();
    await mine(fixture, batch);
    await wait(fixture, MAX_AGE_SEC);
    expect((await both.refusal("propose", call)).args).deep.equal([FAILURE.stale]);
    await rollBack(fixture, (await genesisParent(fixture)).batch);
    expect((await both.refusal("propose", call)).args).deep.equal([FAILURE.notStanding]);
    expect(await oracle.read<Hex>("lastRoot")).equal(ZERO_WORD);
  });

  it("resolves a game over that output alone, and only then", async () => {
    const { fixture, batch, proposer, both, call, root } = await withProposer();
    const game = await fixture.chain.deploy("DisputeGameStub", [root]);
    const other = await fixture.chain.deploy("DisputeGameStub", [OTHER_WORD]);
    expect((await both.refusal("resolve", [game.address, ...call])).args).deep.equal([FAILURE.notMined]);
    await mine(fixture, batch);
    expect(await both.refusal("resolve", [other.address, ...call])).deep.equal({
      errorName: "ProposerOtherClaim",
      args: [OTHER_WORD, root],
    });
    await proposer.write("resolve", [game.address, ...call]);
    expect(await game.read<number>("status")).equal(2);
  });

  it("is of no use to whoever is not asked through it", async () => {
    const { fixture, oracle } = await withProposer();
    const [caller] = await fixture.chain.viem.getWalletClients();
    expect(await oracle.refusal("proposeL2Output", [ZERO_WORD, 1n, ZERO_WORD, 0n])).deep.equal({
      errorName: "StubNotProposer",
      args: [(await import("viem")).getAddress(caller!.account.address)],
    });
  });
});
