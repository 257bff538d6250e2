/** A batch and its hash (twin of contracts/superblock/Batch.sol). */
import { encodeAbiParameters, type Hex, keccak256 } from "viem";

/** A contiguous range of superblocks posted in one L1 transaction, fields in wire order. */
export type Batch = {
  /** position in the inbox, from 1; 0 is genesis */
  readonly index: bigint;
  readonly firstNumber: bigint;
  /** number of the tip */
  readonly number: bigint;
  /** the tip's, Unix seconds */
  readonly timestamp: bigint;
  readonly l1OriginNumber: bigint;
  /** L1 timestamp, Unix seconds */
  readonly postedAtSec: bigint;
  readonly parent: Hex;
  /** hash of the tip */
  readonly superblock: Hex;
  readonly blocksRoot: Hex;
  readonly channelsRoot: Hex;
  readonly consumedHash: Hex;
  readonly dataHash: Hex;
};

/** What a checkpoint names: known from the sealing of a batch on, before L1 has given it a place and a time. */
export type BatchTip = Pick<Batch, "superblock" | "number" | "timestamp">;

const BATCH = [
  { type: "uint64" },
  { type: "uint64" },
  { type: "uint64" },
  { type: "uint64" },
  { type: "uint64" },
  { type: "uint64" },
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
] as const;

export const hashBatch = (b: Batch): Hex =>
  keccak256(
    encodeAbiParameters(BATCH, [
      b.index,
      b.firstNumber,
      b.number,
      b.timestamp,
      b.l1OriginNumber,
      b.postedAtSec,
      b.parent,
      b.superblock,
      b.blocksRoot,
      b.channelsRoot,
      b.consumedHash,
      b.dataHash,
    ]),
  );

/** Commitment to the counts of messages from L1 consumed, one per rollup, ordered by chain id. */
export const hashConsumed = (counts: readonly bigint[]): Hex =>
  keccak256(encodeAbiParameters([{ type: "uint64[]" }], [counts]));
