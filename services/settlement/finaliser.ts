/** Makes the newest batch final that L1 will take: chooses it, proves its channels, sends. */
import { encodeFunctionData, type Hex } from "viem";
import { settlementAbi } from "../abi/index.ts";
import type { Engine, L1Call, MinedCheckpoint, PostedBatch, SignedSuperblock, Store } from "../ports.ts";
import { challengeEndsAtSec, isFresh } from "../protocol/clocks.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { proveChannels } from "./channelProofs.ts";

export type FinalFacts = {
  readonly batches: readonly PostedBatch[];
  readonly checkpoints: readonly MinedCheckpoint[];
  /** id of the leading checkpoint */
  readonly lead: Hex;
  readonly finalBatchIndex: bigint;
  /** Unix seconds */
  readonly nowSec: bigint;
};

export type FinalLimits = Pick<
  Deployment["limits"],
  "challengeWindowSec" | "miningTimeoutSec" | "batchesKept"
>;

export type FinalChoice =
  | { readonly ok: true; readonly posted: PostedBatch; readonly checkpoint: MinedCheckpoint }
  | { readonly ok: false; readonly reason: "nothing-mined" | "stale" }
  | { readonly ok: false; readonly reason: "challenge-open"; readonly endsAtSec: bigint };

/** The newest batch on the leading chain whose challenge window is over. */
export function chooseFinal(facts: FinalFacts, limits: FinalLimits): FinalChoice {
  const leading = leadingChain(facts);
  const newest = leading[0];
  const newer = leading.filter((checkpoint) => checkpoint.batchIndex > facts.finalBatchIndex);
  if (newest === undefined || newer.length === 0) return { ok: false, reason: "nothing-mined" };
  const isStale = !isFresh(newest.acceptedAtSec, limits.miningTimeoutSec, facts.nowSec);
  if (isStale && !isFull(facts, newest, limits.batchesKept)) return { ok: false, reason: "stale" };
  let endsAtSec = challengeEndsAtSec(newer.at(-1)!.acceptedAtSec, limits.challengeWindowSec);
  for (const checkpoint of newer) {
    const posted = facts.batches.find(({ batch }) => batch.index === checkpoint.batchIndex);
    if (posted === undefined || posted.batch.superblock !== checkpoint.superblock) continue;
    const sinceSec = accusableSinceSec(facts, posted, checkpoint);
    endsAtSec = challengeEndsAtSec(sinceSec, limits.challengeWindowSec);
    if (endsAtSec <= facts.nowSec) return { ok: true, posted, checkpoint };
  }
  return { ok: false, reason: "challenge-open", endsAtSec };
}

/** Since it has work; one that lay aside, since it stands: the window that Settlement opens. */
function accusableSinceSec(facts: FinalFacts, posted: PostedBatch, checkpoint: MinedCheckpoint): bigint {
  const { stoodWith } = posted;
  const switchedAtSec = facts.checkpoints.find(({ id }) => id === stoodWith)?.acceptedAtSec ?? 0n;
  return switchedAtSec > checkpoint.acceptedAtSec ? switchedAtSec : checkpoint.acceptedAtSec;
}

/** All is mined and the inbox has no place left: no newer work can come before something is final. */
function isFull(facts: FinalFacts, newest: MinedCheckpoint, batchesKept: bigint): boolean {
  const headIndex = facts.batches.at(-1)?.batch.index;
  return headIndex === newest.batchIndex && headIndex - facts.finalBatchIndex + 1n === batchesKept;
}

/** Checkpoints from the lead down to the first. */
function leadingChain({ checkpoints, lead }: FinalFacts): MinedCheckpoint[] {
  const byId = new Map(checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
  const chain: MinedCheckpoint[] = [];
  for (let id = lead; id !== ZERO_HASH; ) {
    const checkpoint = byId.get(id);
    if (checkpoint === undefined) break;
    chain.push(checkpoint);
    id = checkpoint.parent;
  }
  return chain;
}

export type ProofSource = {
  readonly store: Pick<Store, "superblock" | "header">;
  /** one per rollup, ascending by chain id */
  readonly engines: readonly Pick<Engine, "chainId" | "proof">[];
};

/**
 * `Settlement.finalize` for a batch that this node has executed; undefined while the store, which follows L1 back and
 * forth, does not hold its tip.
 */
export async function finalizeCall(
  source: ProofSource,
  { posted, checkpoint }: Extract<FinalChoice, { ok: true }>,
  settlement: L1Call["to"],
): Promise<L1Call | undefined> {
  const tip = source.store.superblock(posted.batch.number);
  if (tip === undefined || tip.hash !== posted.batch.superblock) return undefined;
  const proofs = await Promise.all(source.engines.map((engine) => rollupProof(source, engine, tip)));
  const data = encodeFunctionData({
    abi: settlementAbi,
    functionName: "finalize",
    args: [posted.batch, checkpoint.height, [...tip.blocks], [...tip.channels], proofs],
  });
  return { to: settlement, data };
}

/** RLP header → state root → messenger's slot with the digest of all its channels. */
async function rollupProof(
  { store }: ProofSource,
  engine: ProofSource["engines"][number],
  tip: SignedSuperblock,
) {
  const header = store.header(engine.chainId, tip.superblock.number);
  if (header === undefined)
    throw new ServiceError(
      "store-gap",
      `block ${tip.superblock.number} of chain ${engine.chainId} is missing`,
    );
  return { header: header.rlp, ...(await proveChannels(engine, header.stateRoot)) };
}
