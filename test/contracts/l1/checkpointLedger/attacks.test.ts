/**
 * Every rule of merged mining against the ledger as it is deployed, with proofs that were really mined: each attack
 * changes one thing of a proof that the ledger takes. Longer than a page: the table is one list of rules.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { bytesToHex, type Hex, parseEventLogs } from "viem";
import { checkpointLedgerAbi } from "../../../../services/abi/index.ts";
import * as AuxPow from "../../../../services/protocol/bitcoin/auxPow.ts";
import { le32, sha256d } from "../../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../../../services/protocol/bitcoin/coinbaseScript.ts";
import * as MerkleBranch from "../../../../services/protocol/bitcoin/merkleBranch.ts";
import * as Checkpoint from "../../../../services/protocol/superblock/checkpoint.ts";
import * as CheckpointChain from "../../../../services/protocol/superblock/checkpointChain.ts";
import {
  draftBatch,
  mineOver,
  type Parent,
  post,
  submission,
  type WorkOver,
  wait,
} from "../../../support/l1/batches.ts";
import { alice, bob, deployL1, type L1Fixture, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";
import {
  type BuildOptions,
  buildAuxPow,
  type Commitment,
  mineHeader,
} from "../../../support/mergedMining.ts";

/** One hash in 65536 meets it, so that no forgery does by chance. */
const HARD_BITS = 0x1f00ffff;
const HEIGHT = Uint8Array.of(3, 1, 2, 3);
const PAYMENT = new Uint8Array(25).fill(0x51);
const OTHER_HASH = sha256d(Uint8Array.of(7));
type Build = (auxHash: Uint8Array, auxChainId: number) => Uint8Array;

const word = (bytes: Uint8Array, value: number): number => {
  const at = bytes.indexOf(value);
  if (at < 0) throw new RangeError("not there");
  return at;
};
const rootAtIn = (tx: Uint8Array, root: Uint8Array, from: "start" | "end" = "end"): number => {
  const [hex, sought] = [bytesToHex(tx).slice(2), bytesToHex(root).slice(2)];
  const at = from === "end" ? hex.lastIndexOf(sought) : hex.indexOf(sought);
  if (at < 0) throw new RangeError("no root in the coinbase");
  return at / 2;
};

/** A proof in the layout of call data, of a transaction that options shape. */
function proofOf(
  auxHash: Uint8Array,
  auxChainId: number,
  options: Omit<BuildOptions, "auxHash"> & {
    readonly form?: AuxPow.Proof["form"];
    readonly from?: "start";
  } = {},
): Uint8Array {
  let committed: Commitment | undefined;
  const { form = "script", from, script, ...rest } = options;
  const built = buildAuxPow({
    auxHash,
    auxChainId,
    nBits: HARD_BITS,
    ...rest,
    script: (commitment) => {
      committed = commitment;
      return script?.(commitment) ?? concatBytes(HEIGHT, commitment.inScript);
    },
  });
  const rootAt = rootAtIn(built.coinbase, committed!.root, from);
  return AuxPow.encode({ form, ...built, rootAt });
}
const withByte = (proof: Uint8Array, at: number, value: number): Uint8Array =>
  proof.map((byte, i) => (i === at ? value : byte));
const inOutput = (options: Parameters<typeof proofOf>[2] = {}) =>
  ({
    form: "output",
    script: () => HEIGHT,
    outputs: (c: Commitment) => [PAYMENT, c.inOutput],
    ...options,
  }) as const;

/** What is wrong → the verdict, and how to make it. */
const ATTACKS: readonly (readonly [string, CheckpointChain.Failure, Build])[] = [
  ["work on another checkpoint", "HashAboveTarget", (_, id) => proofOf(OTHER_HASH, id)],
  [
    "a header that was mined for another coinbase",
    "HashAboveTarget",
    (aux, id) =>
      concatBytes(
        proofOf(OTHER_HASH, id).subarray(0, 48),
        proofOf(aux, id, { nBits: 0x207fffff }).subarray(48),
      ),
  ],
  [
    "a header that does not meet the target",
    "HashAboveTarget",
    (aux, id) => proofOf(aux, id, { nBits: 0x207fffff }),
  ],
  ["the slot of another chain", "HashAboveTarget", (aux, id) => proofOf(aux, id + 1, { chainDepth: 4 })],
  [
    "a coinbase that is not the first transaction",
    "HashAboveTarget",
    (aux, id) => {
      let header: Uint8Array = new Uint8Array();
      const sibling = sha256d(Uint8Array.of(1));
      const built = buildAuxPow({
        auxHash: aux,
        auxChainId: id,
        coinbaseDepth: 0,
        editTransaction: (tx) => {
          header = mineHeader(MerkleBranch.fold(sha256d(tx), [sibling], 1), HARD_BITS);
          return tx;
        },
      });
      const root = aux.toReversed();
      return AuxPow.encode({
        form: "script",
        ...built,
        parentHeader: header,
        coinbaseBranch: [sibling],
        rootAt: rootAtIn(built.coinbase, root),
      });
    },
  ],
  ["a coinbase branch of 31", "CoinbaseBranchTooLong", (aux, id) => proofOf(aux, id, { coinbaseDepth: 31 })],
  ["a chain branch of 31", "ChainBranchTooLong", (aux, id) => withByte(proofOf(aux, id), 50, 31)],
  [
    "a tree twice as large as its branch",
    "SizeMismatch",
    (aux, id) =>
      proofOf(aux, id, {
        chainDepth: 1,
        script: ({ root }) => concatBytes(HEIGHT, CoinbaseScript.scriptCommitment(root, 4, 7)),
      }),
  ],
  [
    "no magic, as in Namecoin's first blocks",
    "MagicNotBeforeRoot",
    (aux, id) => proofOf(aux, id, { script: ({ inScript }) => concatBytes(HEIGHT, inScript.subarray(4)) }),
  ],
  [
    "magic that does not stand directly before the root",
    "MagicNotBeforeRoot",
    (aux, id) =>
      proofOf(aux, id, {
        script: ({ inScript }) =>
          concatBytes(HEIGHT, CoinbaseScript.MAGIC, Uint8Array.of(0), inScript.subarray(4)),
      }),
  ],
  [
    "magic twice",
    "MagicRepeated",
    (aux, id) => proofOf(aux, id, { script: ({ inScript }) => concatBytes(CoinbaseScript.MAGIC, inScript) }),
  ],
  [
    "magic in the nonce",
    "MagicRepeated",
    (aux, id) => proofOf(aux, id, { nonce: new DataView(CoinbaseScript.MAGIC.buffer).getUint32(0, true) }),
  ],
  [
    "the root twice",
    "RootRepeated",
    (aux, id) => proofOf(aux, id, { script: ({ root, inScript }) => concatBytes(root, inScript) }),
  ],
  [
    "three bytes after the root",
    "SizeAndNonceMissing",
    (aux, id) =>
      proofOf(aux, id, { script: ({ inScript }) => concatBytes(HEIGHT, inScript.subarray(0, -5)) }),
  ],
  [
    "a root behind the script",
    "RootOutsideScript",
    (aux, id) => proofOf(aux, id, { ...inOutput(), form: "script" }),
  ],
  ["a root before the outputs", "RootOutsideOutputs", (aux, id) => proofOf(aux, id, { form: "output" })],
  [
    "both forms, found in the script",
    "BothForms",
    (aux, id) =>
      proofOf(aux, id, { outputs: (c) => [PAYMENT, c.inOutput], script: (c) => c.inScript, from: "start" }),
  ],
  [
    "both forms, found in the output",
    "BothForms",
    (aux, id) => proofOf(aux, id, inOutput({ script: (c) => c.inScript })),
  ],
  [
    "two commitments in outputs",
    "OutputCommitmentRepeated",
    (aux, id) => proofOf(aux, id, inOutput({ outputs: (c) => [c.inOutput, c.inOutput] })),
  ],
  [
    "a root in an output that is no commitment",
    "OutputCommitmentMisplaced",
    (aux, id) =>
      proofOf(
        aux,
        id,
        inOutput({
          outputs: (c) => [
            CoinbaseScript.outputCommitment(OTHER_HASH, 1, 7),
            concatBytes(PAYMENT, c.inOutput),
          ],
        }),
      ),
  ],
  [
    "a script of 101 bytes",
    "ScriptLengthOutOfRange",
    (aux, id) => proofOf(aux, id, { script: (c) => concatBytes(c.inScript, new Uint8Array(57)) }),
  ],
  ["a transaction of 64 bytes, which may be an inner node", "TransactionTruncated", shortTransaction],
  [
    "a length that is not the shortest",
    "CompactSizeNotMinimal",
    (aux, id) => {
      const proof = proofOf(aux, id);
      const at = word(proof.subarray(proof.length - 39), 1) + proof.length - 39;
      return concatBytes(proof.subarray(0, at), Uint8Array.of(0xfd, 1, 0), proof.subarray(at + 1));
    },
  ],
  [
    "bytes behind the lock time",
    "TrailingBytes",
    (aux, id) => concatBytes(proofOf(aux, id), Uint8Array.of(0)),
  ],
  ["outputs cut off", "OutputsTruncated", (aux, id) => proofOf(aux, id).slice(0, -1)],
  ["a form that is none", "FormUnknown", (aux, id) => withByte(proofOf(aux, id), 48, 2)],
  ["half a header", "ProofTruncated", (aux, id) => proofOf(aux, id).slice(0, 40)],
];

/** 27 bytes carried stand for 64: version, the omitted input and root, and nothing that could be a whole script. */
function shortTransaction(aux: Uint8Array, auxChainId: number): Uint8Array {
  const proof = proofOf(aux, auxChainId, { coinbaseDepth: 0 });
  const OMITTED = 37 + 32;
  const carried = Math.max(5, 64 - OMITTED);
  return proof.slice(0, 54 + carried);
}

/** The others are of the tree or of the compact target, and have tests of their own below. */
const OF_THE_CHECKPOINT: readonly CheckpointChain.Failure[] = [
  "None",
  "Known",
  "WrongAuxChainId",
  "UnknownParent",
  "TargetTooEasyForParent",
  "TargetNotReached",
  "NBitsNegative",
  "NBitsZero",
  "NBitsOverflow",
];

describe("CheckpointLedger against forged, late, copied and lucky work", function () {
  this.timeout(120_000);
  let fixture: L1Fixture;
  let posted: Parent;
  before(async () => {
    fixture = await deployL1();
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    posted = await post(fixture, await draftBatch(fixture, { superblocks: 2n }));
  });

  /** The checkpoint over the posted batch, with a proof that is still to be made. */
  const checkpointOver = (change: Partial<Checkpoint.Checkpoint> = {}): Checkpoint.Checkpoint => ({
    auxChainId: fixture.parameters.mining.auxChainId,
    nBits: HARD_BITS,
    parentCheckpoint: ZERO_WORD,
    superblock: posted.batch.superblock,
    miner: alice,
    ...change,
  });
  const call = (checkpoint: Checkpoint.Checkpoint, proof: Uint8Array) =>
    [checkpoint, posted.batch, 0, bytesToHex(proof)] as const;
  const failureOf = async (checkpoint: Checkpoint.Checkpoint, proof: Uint8Array) => {
    const refused = await fixture.contracts.ledger.refusal("submitCheckpoint", call(checkpoint, proof));
    expect(refused.errorName).equal("LedgerRefused");
    return CheckpointChain.FAILURES[Number(refused.args[0])];
  };
  const honest = (checkpoint: Checkpoint.Checkpoint) =>
    proofOf(Checkpoint.hash(checkpoint), checkpoint.auxChainId);

  for (const [title, verdict, build] of ATTACKS)
    it(`${verdict}: ${title}`, async () => {
      const checkpoint = checkpointOver();
      const proof = build(Checkpoint.hash(checkpoint), checkpoint.auxChainId);
      expect(await failureOf(checkpoint, proof)).equal(verdict);
    });

  it("has an attack for every verdict on a proof", () => {
    const tried = new Set(ATTACKS.map(([, verdict]) => verdict));
    const missing = CheckpointChain.FAILURES.filter(
      (failure) => !tried.has(failure) && !OF_THE_CHECKPOINT.includes(failure),
    );
    expect(missing).deep.equal([]);
  });

  it("WrongAuxChainId: work for another chain of the same tree", async () => {
    const checkpoint = checkpointOver({ auxChainId: 1 });
    expect(await failureOf(checkpoint, honest(checkpoint))).equal("WrongAuxChainId");
  });

  it("NBitsNegative, NBitsZero, NBitsOverflow: a compact target that is none", async () => {
    const proof = honest(checkpointOver());
    expect(await failureOf(checkpointOver({ nBits: 0x1d80ffff }), proof)).equal("NBitsNegative");
    expect(await failureOf(checkpointOver({ nBits: 0 }), proof)).equal("NBitsZero");
    expect(await failureOf(checkpointOver({ nBits: 0x2300ffff }), proof)).equal("NBitsOverflow");
  });

  it("TargetNotReached: a target easier than ever allowed", async () => {
    const checkpoint = checkpointOver({ nBits: 0x2100ffff });
    expect(await failureOf(checkpoint, honest(checkpoint))).equal("TargetNotReached");
  });

  it("front-run: the same proof from another sender is credited to the miner whom it names", async () => {
    const own = await deployL1();
    await wait(own, own.parameters.mining.minSpacingSec);
    const work = await mineOver(own, (await post(own, await draftBatch(own))).batch, { account: alice });
    const { ledger } = own.contracts;
    // The account is part of what was mined, so it cannot be exchanged.
    const stolen: WorkOver = { ...work, checkpoint: { ...work.checkpoint, nBits: HARD_BITS, miner: bob } };
    expect((await ledger.refusal("submitCheckpoint", submission(stolen))).args).deep.equal([
      CheckpointChain.FAILURES.indexOf("HashAboveTarget"),
    ]);
    const { logs } = await ledger.write("submitCheckpoint", submission(work), { account: bob });
    const [accepted] = parseEventLogs({ abi: checkpointLedgerAbi, logs, eventName: "CheckpointAccepted" });
    expect(accepted!.args.miner).equal(alice);
    const late = await ledger.write("submitCheckpoint", submission(work), { account: alice });
    expect(late.logs, "a replay, or who came second: without effect").deep.equal([]);
  });

  it("late: work handed in long after, when others lead, counts for what it is", async () => {
    const own = await deployL1();
    await wait(own, own.parameters.mining.minSpacingSec);
    const first = await post(own, await draftBatch(own));
    const kept = await mineOver(own, first.batch, { account: bob });
    const { ledger } = own.contracts;
    const lead = await mineOver(own, first.batch);
    await ledger.write("submitCheckpoint", submission(lead));
    await wait(own, 1_000n);
    await ledger.write("submitCheckpoint", submission(kept));
    expect(await ledger.read<Hex>("lead")).equal(lead.id);
    expect(await ledger.read("node", [kept.id, 1])).include({ isKnown: true, isLeading: false });
  });

  it("lucky: a hash far below the target is worth no more than the schedule's growth", async () => {
    const checkpoint = checkpointOver();
    await fixture.contracts.ledger.write("submitCheckpoint", call(checkpoint, honest(checkpoint)));
    // The root's credit is 2; 65536 hashes were proved.
    const node = await fixture.contracts.ledger.read<{ totalWork: bigint }>("node", [
      Checkpoint.id(checkpoint),
      1,
    ]);
    expect(node.totalWork).equal(3n);
  });

  it("takes a commitment in an output, rolled version bits and the longest branches", async () => {
    const own = await deployL1();
    await wait(own, own.parameters.mining.minSpacingSec);
    const { batch } = await post(own, await draftBatch(own));
    for (const [i, options] of [inOutput(), { chainDepth: 30, coinbaseDepth: 30 }].entries()) {
      const miner: Hex = `0x${"00".repeat(19)}0${i + 1}`;
      const checkpoint = { ...checkpointOver({ superblock: batch.superblock, miner }), nBits: 0x207fffff };
      const proof = proofOf(Checkpoint.hash(checkpoint), checkpoint.auxChainId, {
        nBits: 0x207fffff,
        ...options,
      });
      await own.contracts.ledger.write("submitCheckpoint", [checkpoint, batch, 0, bytesToHex(proof)]);
    }
    const checkpoint = { ...checkpointOver({ superblock: batch.superblock, miner: bob }), nBits: 0x207fffff };
    const proof = proofOf(Checkpoint.hash(checkpoint), checkpoint.auxChainId, { coinbaseDepth: 0 });
    const rolled = Array.from({ length: 64 }, (_, i) => concatBytes(le32(0x3fffe000 - i), proof.subarray(4)));
    const accepted = rolled.find(
      (candidate) =>
        AuxPow.tryVerify(Checkpoint.hash(checkpoint), checkpoint.auxChainId, checkpoint.nBits, candidate) ===
        "None",
    )!;
    await own.contracts.ledger.write("submitCheckpoint", [checkpoint, batch, 0, bytesToHex(accepted)]);
  });
});
