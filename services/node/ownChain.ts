/**
 * L1 as a producer sees it: in fallback the batches that count are the heaviest that it has not found false, whatever
 * the ledger leads with. What was refused is remembered over a restart, for it is not executed twice.
 */
import type { Hex } from "viem";
import type { L1Reader, L1Standing, PostedBatch, Records } from "../ports.ts";
import type { MiningRules } from "../protocol/deployment.ts";
import { checkpointWorks } from "../protocol/superblock/checkpointWork.ts";
import { heaviestValid } from "./forkChoice.ts";
import type { Mismatch } from "./mismatch.ts";

export type OwnChain = {
  readonly l1: L1Reader;
  /** Takes a batch of the tree for false from now on. */
  refuse(posted: PostedBatch, mismatch: Mismatch): void;
  /** How many of the tree's batches, by our execution, are false. */
  readonly falseCount: (standing: L1Standing) => number;
};

const PREFIX = "produce/false/";

export function createOwnChain(
  l1: L1Reader,
  { records, rules }: { readonly records: Records; readonly rules: MiningRules },
): OwnChain {
  const isFalse = (hash: Hex): boolean => records.get(`${PREFIX}${hash}`) !== undefined;
  const standing = async (): Promise<L1Standing> => {
    const there = await l1.standing();
    if (there.fallback === undefined) return there;
    const works = checkpointWorks(await l1.checkpoints(), rules);
    const workOf = (id: Hex): bigint => works.totalOf(id) ?? 0n;
    return { ...there, batches: heaviestValid(there, there.fallback, { workOf, isFalse }) };
  };
  return {
    l1: {
      ...l1,
      standing,
      batches: async (fromIndex) =>
        (await standing()).batches.filter(({ batch }) => batch.index >= fromIndex),
    },
    // What is false outside the tree is L1's affair: no work builds around it.
    refuse: ({ hash, checkpoint }, { reason }) => {
      if (checkpoint !== undefined) records.put(`${PREFIX}${hash}`, reason);
    },
    falseCount: ({ fallback }) => fallback?.nodes.filter(({ hash }) => isFalse(hash)).length ?? 0,
  };
}
