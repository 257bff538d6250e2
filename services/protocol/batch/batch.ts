/** A batch and its hash (twin of contracts/superblock/Batch.sol). */
import { concat, encodeAbiParameters, type Hex, keccak256 } from "viem";
import { type ChannelEntry, hashEntry } from "../channels/channel.ts";

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
  readonly blocksRoot: Hex;
  readonly channelsRoot: Hex;
  readonly dataHash: Hex;
  readonly term: Hex;
  /** hash of the tip */
  readonly superblock: Hex;
  readonly consumedHash: Hex;
};

/** What a checkpoint names: known from the sealing of a batch on, before L1 has given it a place and a time. */
export type BatchTip = Pick<Batch, "superblock" | "number" | "timestamp">;

const BODY = [
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
] as const;

const FOUR_WORDS = [
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
] as const;

/** Hash of what the next batch need not know. */
export const hashBatchBody = (b: Batch): Hex =>
  keccak256(
    encodeAbiParameters(BODY, [
      b.index,
      b.firstNumber,
      b.number,
      b.timestamp,
      b.l1OriginNumber,
      b.postedAtSec,
      b.parent,
      b.blocksRoot,
      b.channelsRoot,
      b.dataHash,
    ]),
  );

export const hashBatch = (b: Batch): Hex =>
  keccak256(encodeAbiParameters(FOUR_WORDS, [b.term, b.superblock, b.consumedHash, hashBatchBody(b)]));

/** Commitment to the messages from L1 consumed: the tip's channels from L1, ordered by chain id. */
export const hashConsumed = (fromL1: readonly ChannelEntry[]): Hex =>
  keccak256(concat(fromL1.map(hashEntry)));
