/**
 * The soft end of a node's chain: signed superblocks above what L1 has, each verified and executed here before it is
 * kept. One `accept` at a time, and none while derivation writes: the caller sees to that.
 */
import type { Hex } from "viem";
import { followHistory } from "../execution/history.ts";
import type { HeadChange, L1Reader, SignedSuperblock, Store } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { FeedPosition } from "../protocol/feed/feedMessage.ts";
import type { Equivocation } from "../protocol/superblock/equivocation.ts";
import { hashSuperblock } from "../protocol/superblock/superblock.ts";
import { type FeedContent, foreignField } from "./feedContent.ts";
import { isSignedBy } from "./leaderSignature.ts";
import type { Mismatch } from "./mismatch.ts";
import { keepSigned, signedAt } from "./signedMemory.ts";
import { type VerifyDeps, verifySuperblock } from "./verifySuperblock.ts";

export type SoftChainDeps = Omit<VerifyDeps, "store" | "l1"> & {
  readonly store: Store;
  readonly l1: VerifyDeps["l1"] & Pick<L1Reader, "term">;
  readonly deployment: VerifyDeps["deployment"] & Pick<Deployment, "leader">;
  readonly announce: (change: HeadChange) => void;
};

export type Accepted =
  | { readonly ok: true; readonly at: FeedPosition }
  | { readonly ok: false; readonly reason: "bad-signature"; readonly hash: string }
  /** what travels beside the superblock is not what was signed */
  | { readonly ok: false; readonly reason: "not-what-was-signed"; readonly field: string }
  /** it follows nothing that we have */
  | { readonly ok: false; readonly reason: "gap"; readonly number: bigint; readonly head: bigint }
  /** its term is not the one that L1 has, as far as our L1 node knows; or it names an L1 block that is not there yet */
  | { readonly ok: false; readonly reason: "unknown-term"; readonly term: string }
  | { readonly ok: false; readonly reason: "l1-behind"; readonly l1OriginNumber: bigint }
  /** L1 has another at this number */
  | { readonly ok: false; readonly reason: "posted-otherwise"; readonly number: bigint }
  | { readonly ok: false; readonly reason: "equivocation"; readonly evidence: Equivocation }
  | {
      readonly ok: false;
      readonly reason: "false";
      readonly at: FeedPosition;
      readonly mismatch: Mismatch;
    };

export interface SoftChain {
  /** Where the chain ends. */
  head(): FeedPosition;
  at(number: bigint): FeedPosition;
  /** @param posted number of the newest superblock that L1 has */
  accept(content: FeedContent, posted: bigint): Promise<Accepted>;
  /** Takes back what the feed says is gone; never what L1 has. */
  takeBack(to: bigint, posted: bigint): Promise<void>;
}

export function createSoftChain(deps: SoftChainDeps): SoftChain {
  const { store } = deps;
  const history = followHistory(store);
  /** signed, but not what execution gives: judged once */
  const falseOnes = new Map<Hex, Mismatch>();

  async function takeBack(to: bigint, posted: bigint): Promise<void> {
    const least = to < posted ? posted : to;
    if (store.head()!.superblock.number <= least) return;
    deps.announce({ kind: "takingBack", to: least });
    store.rollbackTo(least);
    await store.flushed();
    deps.announce({ kind: "rolledBack", to: least });
  }

  return {
    head: () => positionOf(store.head()!),
    at: (number) => positionOf(store.superblock(number)!),
    takeBack,
    accept: async (content, posted) => {
      const { superblock, signature } = content;
      const { number, term } = superblock;
      const hash = hashSuperblock(superblock, deps.domain);
      if (!(await isSignedBy(deps.deployment.leader, hash, signature)))
        return { ok: false, reason: "bad-signature", hash };
      const standing = store.superblock(number);
      if (standing?.hash === hash) return { ok: true, at: { number, hash } };
      const other = signedAt(store, number).find(
        (known) => known.hash !== hash && known.superblock.term === term,
      );
      if (other !== undefined) {
        const first = { superblock: other.superblock, signature: other.signature };
        return { ok: false, reason: "equivocation", evidence: { first, second: { superblock, signature } } };
      }
      if (number <= posted) return { ok: false, reason: "posted-otherwise", number };
      const field = foreignField(content);
      if (field !== undefined) return { ok: false, reason: "not-what-was-signed", field };
      if (term !== (await deps.l1.term()).term) return { ok: false, reason: "unknown-term", term };
      // What stands there is of a term that is over.
      if (standing !== undefined) await takeBack(number - 1n, posted);
      const parent = store.head()!;
      if (superblock.parent !== parent.hash || number !== parent.superblock.number + 1n)
        return { ok: false, reason: "gap", number, head: parent.superblock.number };
      const known = falseOnes.get(hash);
      if (known !== undefined) return { ok: false, reason: "false", at: { number, hash }, mismatch: known };
      const verified = await verifySuperblock(deps, content, { parent, history: history() });
      if (!verified.ok && verified.reason === "false") {
        falseOnes.set(hash, verified.mismatch);
        keepSigned(store, { superblock, hash, signature });
        return { ok: false, reason: "false", at: { number, hash }, mismatch: verified.mismatch };
      }
      if (!verified.ok) return verified;
      store.append(verified.superblock, verified.blocks, []);
      await store.flushed();
      deps.announce({ kind: "appended", superblock: verified.superblock });
      return { ok: true, at: { number, hash } };
    },
  };
}

const positionOf = ({ superblock, hash }: SignedSuperblock): FeedPosition => ({
  number: superblock.number,
  hash,
});
