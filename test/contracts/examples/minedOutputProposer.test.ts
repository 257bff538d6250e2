/** The adapter that settles for contracts of the OP Stack. */
import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { expect } from "chai";
import { bytesToHex, encodeAbiParameters, getAddress, type Hex, hexToBytes, keccak256, toHex } from "viem";
import { blocksRoot } from "../../../services/protocol/superblock/superblock.ts";
import {
  type Draft,
  draftBatch,
  genesisParent,
  mine,
  post,
  rollBack,
  wait,
} from "../../support/l1/batches.ts";
import { A, B, deployL1, ZERO_WORD } from "../../support/l1/l1Fixture.ts";

const MAX_AGE_SEC = 100n;
const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;
/** ICheckpointLedger.SettlementFailure */
const FAILURE = { notStanding: 1, notMined: 2, stale: 3, otherBlock: 5 } as const;
/** L2ToL1MessagePasser, by the OP Stack's specification. */
const MESSAGE_PASSER = hexToBytes("0x4200000000000000000000000000000000000016");

/** A rollup's state with the message passer in it, by ethereumjs. */
async function stateOf(storageRoot: Hex) {
  const state = await createMPT({ useKeyHashing: true });
  const accountOf = (root: Hex) =>
    RLP.encode([Uint8Array.of(1), Uint8Array.of(7), hexToBytes(root), hexToBytes(keccak256("0x60"))]);
  for (let i = 1; i <= 20; i++)
    await state.put(hexToBytes(keccak256(toHex(i))).slice(12), accountOf(keccak256("0x80")));
  await state.put(MESSAGE_PASSER, accountOf(storageRoot));
  const proof = await createMerkleProof(state, MESSAGE_PASSER);
  return { stateRoot: bytesToHex(state.root()), proof: proof.map((node) => bytesToHex(node)) };
}

/** `draft` with this state of the first rollup. */
function withState(draft: Draft, stateRoot: Hex): Draft {
  const blocks = draft.blocks.map((leaf) => (leaf.chainId === A ? { ...leaf, stateRoot } : leaf));
  return { ...draft, blocks, tip: { ...draft.tip, blocksRoot: blocksRoot(blocks) } };
}

async function arrange() {
  const fixture = await deployL1();
  const { ledger } = fixture.contracts;
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const storageRoot = keccak256("0x1234");
  const { stateRoot, proof } = await stateOf(storageRoot);
  const draft = withState(await draftBatch(fixture), stateRoot);
  const { batch } = await post(fixture, draft);
  const oracle = await fixture.chain.deploy("OutputOracleStub");
  const proposer = await fixture.chain.deploy("MinedOutputProposer", [
    ...[ledger.address, oracle.address, A, MAX_AGE_SEC],
  ]);
  await oracle.write("setProposer", [proposer.address]);
  const [{ blockHash }, other] = [A, B].map((id) => draft.blocks.find(({ chainId }) => chainId === id)!) as [
    Draft["blocks"][number],
    Draft["blocks"][number],
  ];
  const output = { stateRoot, messagePasserStorageRoot: storageRoot, blockHash };
  const callWith = (change: Partial<typeof output> = {}, nodes: readonly Hex[] = proof) =>
    [batch, draft.blocks, { ...output, ...change }, nodes] as const;
  const word = { type: "bytes32" } as const;
  const root = keccak256(
    encodeAbiParameters([word, word, word, word], [ZERO_WORD, stateRoot, storageRoot, blockHash]),
  );
  const both = fixture.chain.at(proposer.address, [...proposer.abi, ...ledger.abi]);
  return { fixture, batch, oracle, proposer, both, callWith, root, proof, output, other };
}

describe("MinedOutputProposer", () => {
  it("proposes an output while its block is mined and work is fresh", async () => {
    const { fixture, batch, oracle, proposer, both, callWith, root } = await arrange();
    expect(await both.refusal("propose", callWith())).deep.equal({
      errorName: "LedgerNotSettled",
      args: [FAILURE.notMined],
    });
    await mine(fixture, batch);
    await proposer.write("propose", callWith());
    expect(await oracle.read<Hex>("lastRoot")).equal(root);
    expect(await oracle.read<bigint>("lastNumber")).equal(batch.number);
  });

  it("proposes nothing when work is stale, or when the batch has fallen", async () => {
    const { fixture, batch, oracle, both, callWith } = await arrange();
    await mine(fixture, batch);
    await wait(fixture, MAX_AGE_SEC);
    expect((await both.refusal("propose", callWith())).args).deep.equal([FAILURE.stale]);
    await rollBack(fixture, (await genesisParent(fixture)).batch);
    expect((await both.refusal("propose", callWith())).args).deep.equal([FAILURE.notStanding]);
    expect(await oracle.read<Hex>("lastRoot")).equal(ZERO_WORD);
  });

  it("takes no word of an output from whoever calls", async () => {
    const { fixture, batch, both, callWith, proof, output, other } = await arrange();
    await mine(fixture, batch);
    const refusal = (...args: Parameters<typeof callWith>) => both.refusal("propose", callWith(...args));
    expect(await refusal({ blockHash: other.blockHash })).deep.equal({
      errorName: "LedgerNotSettled",
      args: [FAILURE.otherBlock],
    });
    expect(await refusal({ stateRoot: OTHER_WORD })).deep.equal({
      errorName: "ProposerWrongStateRoot",
      args: [output.stateRoot, OTHER_WORD],
    });
    expect(await refusal({ messagePasserStorageRoot: OTHER_WORD })).deep.equal({
      errorName: "ProposerWrongStorageRoot",
      args: [output.messagePasserStorageRoot, OTHER_WORD],
    });
    const own = await stateOf(OTHER_WORD);
    expect((await refusal({ messagePasserStorageRoot: OTHER_WORD }, own.proof)).errorName).equal(
      "AccountProofInvalid",
    );
    expect((await refusal({}, proof.slice(0, -1))).errorName).equal("AccountProofInvalid");
  });

  it("is of no use to whoever is not asked through it", async () => {
    const { fixture, oracle } = await arrange();
    const [caller] = await fixture.chain.viem.getWalletClients();
    expect(await oracle.refusal("proposeL2Output", [ZERO_WORD, 1n, ZERO_WORD, 0n])).deep.equal({
      errorName: "StubNotProposer",
      args: [getAddress(caller!.account.address)],
    });
  });
});
