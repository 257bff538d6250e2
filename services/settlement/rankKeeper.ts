/** The ranks of one process: counted anew at every look at L1, lowered at once when the store takes superblocks back. */
import type { HeadFeed, RankFeed, Ranks } from "../ports.ts";
import { initialRanks, type RankFacts, reduceRanks } from "./ranks.ts";

export interface RankKeeper extends RankFeed {
  readonly ranks: Ranks;
  /** Counts by what `look` finds; one count at a time. */
  count(look: () => Promise<RankFacts>): Promise<void>;
}

/** @param heads of the store whose superblocks are ranked; without it nothing is lowered between two counts */
export function createRankKeeper(heads?: HeadFeed): RankKeeper {
  const listeners = new Set<() => void>();
  let ranks = initialRanks;
  /** the lowest rollback since the last count began */
  let takenBackTo: bigint | undefined;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  heads?.subscribe((change) => {
    if (change.kind !== "rolledBack") return;
    const { to } = change;
    takenBackTo = takenBackTo === undefined || to < takenBackTo ? to : takenBackTo;
    ranks = reduceRanks(ranks, { type: "takenBack", to });
    tell();
  });
  return {
    get ranks() {
      return ranks;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    count: async (look) => {
      const before = ranks;
      const wasTakenBack = takenBackTo !== undefined;
      takenBackTo = undefined;
      const facts = await look();
      ranks = reduceRanks(ranks, { type: "counted", facts });
      // The look may be from before the rollback, and then speaks of what is gone.
      const to: bigint | undefined = takenBackTo;
      if (to !== undefined) ranks = reduceRanks(ranks, { type: "takenBack", to });
      if (wasTakenBack || !isSame(before, ranks)) tell();
    },
  };
}

const isSame = (a: Ranks, b: Ranks): boolean =>
  a.soft === b.soft && a.posted === b.posted && a.mined === b.mined && a.final === b.final;
