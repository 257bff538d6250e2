/**
 * Posts in fallback: a superblock together with the work that somebody has found for it. Posted is what makes the
 * branch that we hold for good the heaviest; anything lighter would cost gas and change nothing.
 */
import type { Hex } from "viem";
import type { AcceptedWork } from "../mining/acceptedWork.ts";
import type {
  L1Reader,
  L1Sender,
  L1SendOutcome,
  L1Standing,
  MinedCheckpoint,
  SuperblockSigner,
} from "../ports.ts";
import type { Batch } from "../protocol/batch/batch.ts";
import type { FallbackCall } from "../protocol/batch/postFallback.ts";
import { encodeFallbackCall } from "../protocol/batch/postFallback.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { checkpointWorks } from "../protocol/superblock/checkpointWork.ts";
import type { Draft } from "../sequencer/draft.ts";

export type FallbackPosterDeps = {
  /** L1 with the chain that we hold for good */
  readonly l1: Pick<L1Reader, "standing" | "checkpoints">;
  /** L1 as it is */
  readonly ledger: Pick<L1Reader, "standing">;
  readonly sender: L1Sender;
  readonly draftOf: (superblock: Hex) => Draft | undefined;
  readonly deployment: Pick<Deployment, "l1ChainId" | "addresses" | "mining" | "limits">;
  /** The leader's, who returns with what it signs; a miner's superblocks need none. */
  readonly signer?: SuperblockSigner;
};

/** L1 at one look. */
type Seen = L1Standing & { readonly checkpoints: readonly MinedCheckpoint[] };

const refuse = (error: string, detail: string): L1SendOutcome & { ok: false } => ({
  ok: false,
  error,
  args: [],
  detail,
});

export function createFallbackPoster(
  deps: FallbackPosterDeps,
): (work: AcceptedWork, signal: AbortSignal) => Promise<L1SendOutcome> {
  return async (work, signal) => {
    const draft = deps.draftOf(work.checkpoint.superblock);
    if (draft === undefined) return refuse("draft-missing", `no draft ${work.checkpoint.superblock} here`);
    const there = await deps.ledger.standing();
    const checkpoints = await deps.l1.checkpoints();
    const obstacle = await obstacleOf(deps, draft, work, { ...there, checkpoints });
    if (obstacle !== undefined) return obstacle;
    const signed = deps.signer && (await signFor(deps.signer, draft, there));
    if (signed !== undefined && !signed.ok) return signed;
    const call = callOf(deps, draft, work, { ...there, checkpoints, signature: signed?.signature });
    const data = encodeFallbackCall(call);
    return deps.sender.send({ to: deps.deployment.addresses.fallback, data }, signal);
  };
}

/** Why the work is not posted now, before L1 is asked. */
async function obstacleOf(
  { l1, deployment }: FallbackPosterDeps,
  draft: Draft,
  { checkpoint }: AcceptedWork,
  { head, fallback, term, checkpoints }: Seen,
): Promise<L1SendOutcome | undefined> {
  if (fallback === undefined) return refuse("FallbackNotOpen", "the leader is back");
  if (draft.superblock.superblock.term !== term.term) return refuse("term-over", "it is of another term");
  const oldest = head.timestamp - deployment.limits.maxLagSec;
  if (draft.superblock.superblock.timestamp < oldest)
    return refuse("too-old", `L1 takes no superblock from before ${oldest}`);
  const isThere =
    draft.parentHash === fallback.base.hash || fallback.nodes.some(({ hash }) => hash === draft.parentHash);
  if (!isThere) return refuse("parent-not-there", `batch ${draft.parent.index} is not in the tree`);
  const works = checkpointWorks(checkpoints, deployment.mining);
  const { batches } = await l1.standing();
  const isInTree = BigInt(batches.length) > fallback.base.index;
  const lead = isInTree ? batches.at(-1)?.checkpoint : undefined;
  const best = works.totalOf(lead ?? fallback.baseCheckpoint) ?? 0n;
  const ours = works.totalWith({ parent: checkpoint.parentCheckpoint, nBits: checkpoint.nBits });
  return ours === undefined || ours > best
    ? undefined
    : refuse("lighter", `total work ${ours}, another branch has ${best}`);
}

/**
 * Signed as late as can be, and only on what leads: the signer takes one digest for a number of a term, so a signature
 * on a branch that loses would bar the leader from that number for the rest of the term.
 */
async function signFor(signer: SuperblockSigner, draft: Draft, { batches, fallback }: L1Standing) {
  const head = batches.at(-1)?.hash ?? fallback?.base.hash;
  if (draft.parentHash !== head) return refuse("not-leading", `batch ${draft.parent.index} does not lead`);
  const signed = await signer.sign(draft.superblock.superblock);
  return signed.ok ? signed : refuse("signer-refused", `${signed.reason}: ${signed.detail}`);
}

function callOf(
  { deployment }: FallbackPosterDeps,
  draft: Draft,
  { checkpoint, auxPow }: AcceptedWork,
  seen: Seen & { readonly signature: Hex | undefined },
): FallbackCall {
  const { superblock, parent, parentChannels, data, proofs } = draft;
  return {
    l1ChainId: deployment.l1ChainId,
    parent,
    parentChannels,
    tip: superblock.superblock,
    signature: seen.signature,
    blocks: superblock.blocks,
    channels: superblock.channels,
    data,
    ...(proofs && { proofs }),
    checkpoint,
    parentHeight: seen.checkpoints.find(({ id }) => id === checkpoint.parentCheckpoint)?.height ?? 0,
    auxPow,
    branch: branchTo(draft.parentHash, seen),
  };
}

/** Batches from the chain that stands up to one of the tree, the oldest first; none if that one stands. */
export function branchTo(
  hash: Hex,
  { batches, fallback }: Pick<L1Standing, "batches" | "fallback">,
): readonly Batch[] {
  const standing = new Set(batches.map((posted) => posted.hash));
  const nodes = new Map(fallback?.nodes.map((node) => [node.hash, node]));
  const branch: Batch[] = [];
  for (let at = nodes.get(hash); at !== undefined && !standing.has(at.hash); at = nodes.get(at.batch.parent))
    branch.unshift(at.batch);
  return branch;
}
