/** Which checkpoints a rollup's MinedBlockOracle should be given next. */
import type { Address, Hex } from "viem";
import type { BlockHeader, MinedCheckpoint } from "../ports.ts";
import type { Checkpoint } from "../protocol/superblock/checkpoint.ts";
import type { Superblock } from "../protocol/superblock/superblock.ts";

/** A checkpoint that L1 accepted, with its proof. */
export type ProvenCheckpoint = {
  readonly id: Hex;
  readonly checkpoint: Checkpoint;
  /** calldata layout */
  readonly auxPow: Hex;
};

/** As L1's event tells it; every checkpoint there has the rules' `auxChainId`. */
export const provenCheckpoint = (
  { id, parent, nBits, superblock, miner, auxPow }: MinedCheckpoint,
  auxChainId: number,
): ProvenCheckpoint => ({
  id,
  checkpoint: { auxChainId, nBits, parentCheckpoint: parent, superblock, miner },
  auxPow,
});

/** A run of checkpoints, and the superblock that the newest names. */
export type OracleRun = {
  readonly checkpoints: readonly (Checkpoint & { readonly miner: Address })[];
  readonly auxPows: readonly Hex[];
  readonly superblock: Superblock;
};

/** Arguments of `MinedBlockOracle.submit`. */
export type OracleSubmission = OracleRun & {
  /** RLP */
  readonly nextHeader: Hex;
};

/** How far back the oracle can look up a block's hash (EIP-2935). */
export const HISTORY_WINDOW_BLOCKS = 8191n;
/** What a submission ordinarily takes at most; the rest follows with the next block. */
export const MAX_RUN = 16;
/** What it takes at most when none of the ordinary ones can be opened: some 14 million gas. */
export const MAX_LONG_RUN = 90;

/**
 * The run after what the oracle knows whose newest checkpoint can be opened: block number + 1 of its superblock exists
 * and is not too old. `accepted` is the leading chain in order, without the root. A row of checkpoints over batches
 * that were old already when they were mined must not stop the relay for ever: then the run is longer.
 */
export function nextOracleSubmission(facts: OracleFacts): OracleSubmission | undefined {
  const { chainId, known, accepted, blockNumber } = facts;
  const waiting = accepted.slice(known, known + MAX_LONG_RUN);
  const opening = ({ checkpoint }: ProvenCheckpoint) => {
    const superblock = facts.superblockByHash(checkpoint.superblock);
    const next = superblock && facts.nextHeader(chainId, superblock.number + 1n);
    const recent = superblock && isInWindow(superblock, blockNumber);
    return superblock && next && recent ? { superblock, nextHeader: next.rlp } : undefined;
  };
  const ordinary = waiting.slice(0, MAX_RUN).findLastIndex((proven) => opening(proven));
  const last = ordinary >= 0 ? ordinary : waiting.findIndex((proven) => opening(proven));
  const opened = waiting[last] && opening(waiting[last]);
  if (opened === undefined) return undefined;
  return { ...runOf(waiting.slice(0, last + 1), opened.superblock), nextHeader: opened.nextHeader };
}

type OracleFacts = {
  readonly chainId: bigint;
  /** how many of `accepted`, from the first on, the oracle has already, leading there or not */
  readonly known: number;
  readonly accepted: readonly ProvenCheckpoint[];
  readonly superblockByHash: (hash: Hex) => Superblock | undefined;
  readonly nextHeader: (chainId: bigint, number: bigint) => Pick<BlockHeader, "rlp"> | undefined;
  /** number of the block that the transaction will stand in */
  readonly blockNumber: bigint;
};

/**
 * The run for `MinedBlockOracle.submitOld`, when there is none for `submit`: up to the newest of an ordinary run that the
 * window of block hashes no longer reaches. Its place in the history costs a hash for every superblock, so it is the
 * last resort: all miners were away for longer than the window.
 */
export function nextOldRun(facts: Omit<OracleFacts, "nextHeader">): OracleRun | undefined {
  const { known, accepted, blockNumber } = facts;
  const waiting = accepted.slice(known, known + MAX_RUN);
  const oldOf = ({ checkpoint }: ProvenCheckpoint): Superblock | undefined => {
    const superblock = facts.superblockByHash(checkpoint.superblock);
    return superblock && !isInWindow(superblock, blockNumber) ? superblock : undefined;
  };
  const last = waiting.findLastIndex((proven) => oldOf(proven) !== undefined);
  return last < 0 ? undefined : runOf(waiting.slice(0, last + 1), oldOf(waiting[last]!)!);
}

const isInWindow = ({ number }: Superblock, blockNumber: bigint): boolean =>
  number + 1n + HISTORY_WINDOW_BLOCKS >= blockNumber;

const runOf = (run: readonly ProvenCheckpoint[], superblock: Superblock): OracleRun => ({
  checkpoints: run.map(({ checkpoint }) => checkpoint),
  auxPows: run.map(({ auxPow }) => auxPow),
  superblock,
});
