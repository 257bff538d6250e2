/**
 * The draft that is mined on now, and those that somebody may still find work for. Every draft is on disk before
 * anybody hears of it: work that is found for it is worth nothing without it.
 */
import type { Hex } from "viem";
import type { Clock, L1Reader, Store } from "../ports.ts";
import type { Draft, DraftPlan } from "./draft.ts";

export type DraftKeeperDeps = {
  readonly store: Pick<Store, "records" | "flushed">;
  readonly clock: Pick<Clock, "now">;
  readonly l1: Pick<L1Reader, "block" | "messages">;
  readonly build: (plan: DraftPlan) => Promise<Draft | undefined>;
  /** users' transactions that wait */
  readonly waiting: () => number;
  /** Whether a draft must stay however old it is: a leader must know what it has signed. */
  readonly isKept?: (superblock: Hex) => boolean;
  readonly limits: DraftLimits;
};

export type DraftLimits = {
  /** a draft is kept for so long at least, unless what it builds on has moved */
  readonly stableMs: number;
  /** and not longer than this: L1 takes no old superblock */
  readonly maxAgeMs: number;
  readonly originDepth: bigint;
};

export interface DraftKeeper {
  /** What is to be mined on; undefined before the first, and after `drop`. */
  readonly present: Draft | undefined;
  /** Builds anew if what there is will not do. */
  refresh(plan: DraftPlan): Promise<void>;
  /** Nothing is to be mined on. */
  drop(): void;
  find(superblock: Hex): Draft | undefined;
}

const PREFIX = "fallback/draft/";
/** Work is handed in within minutes, or never. */
const KEPT_MS = 3_600_000;

export const findDraft = ({ records }: Pick<Store, "records">, superblock: Hex): Draft | undefined =>
  records.get<Draft>(`${PREFIX}${superblock}`);

export function createDraftKeeper(deps: DraftKeeperDeps): DraftKeeper {
  const { store, clock, limits } = deps;
  let present: Draft | undefined;
  /** transactions that waited when it was built, beyond those in it */
  let leftWaiting = 0;

  const keep = async (draft: Draft): Promise<void> => {
    for (const { key, value } of store.records.list<Draft>(PREFIX))
      if (value.builtAtMs < clock.now() - KEPT_MS && !deps.isKept?.(value.superblock.hash))
        store.records.delete(key);
    store.records.put(`${PREFIX}${draft.superblock.hash}`, draft);
    await store.flushed();
  };

  const isFit = async (draft: Draft, { parent, standing }: DraftPlan): Promise<boolean> => {
    const { superblock } = draft.superblock;
    if (draft.parentHash !== parent.hash || superblock.term !== standing.term.term) return false;
    if ((await deps.l1.block(superblock.l1OriginNumber))?.hash !== superblock.l1Origin) return false;
    const ageMs = clock.now() - draft.builtAtMs;
    if (ageMs < limits.stableMs) return true;
    if (ageMs >= limits.maxAgeMs || deps.waiting() > leftWaiting + draft.included.length) return false;
    return !(await hasNewMessages(draft, standing.head.number - limits.originDepth));
  };

  const hasNewMessages = async ({ superblock }: Draft, upTo: bigint): Promise<boolean> => {
    for (const [i, { chainId }] of superblock.blocks.entries()) {
      const next = await deps.l1.messages(chainId, superblock.consumed[i]!, upTo);
      // What its origin reached is left out for want of room.
      if (next.some(({ l1BlockNumber }) => l1BlockNumber > superblock.superblock.l1OriginNumber)) return true;
    }
    return false;
  };

  return {
    get present() {
      return present;
    },
    refresh: async (plan) => {
      if (present !== undefined && (await isFit(present, plan))) return;
      present = undefined;
      const draft = await deps.build(plan);
      if (draft === undefined) return;
      await keep(draft);
      leftWaiting = Math.max(0, deps.waiting() - draft.included.length);
      present = draft;
    },
    drop: () => {
      present = undefined;
    },
    find: (superblock) => findDraft(store, superblock),
  };
}
