/** Work that was accepted from miners, kept until nobody can need it again; written before a miner hears `true`. */
import type { Hex } from "viem";
import type { Records } from "../ports.ts";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { Checkpoint } from "../protocol/superblock/checkpoint.ts";

export type AcceptedWork = {
  /** of the checkpoint, wire order */
  readonly id: Hex;
  readonly checkpoint: Checkpoint;
  /** what it names; its batch may not be posted yet, and may be posted anew after a reorganisation of L1 */
  readonly tip: BatchTip;
  /** calldata layout */
  readonly auxPow: Hex;
  readonly foundAtMs: number;
  /** who handed it in */
  readonly worker?: string;
  /** why L1 will never take it; undefined while it may */
  readonly refusedBecause?: string;
};

const PREFIX = "mining/work/";

export interface AcceptedWorks {
  find(id: Hex): AcceptedWork | undefined;
  /** In the order found. */
  all(): readonly AcceptedWork[];
  /** On disk when it resolves; the first proof of a checkpoint stays. */
  add(work: AcceptedWork): Promise<void>;
  refuse(id: Hex, because: string): void;
  /** Drops work that is done with: found before a time, and refused or among those that L1 has. */
  forget(before: number, known: { has(id: Hex): boolean }): void;
}

export function openAcceptedWorks(records: Records, flushed: () => Promise<void>): AcceptedWorks {
  const works = new Map<Hex, AcceptedWork>();
  const stored = records.list<AcceptedWork>(PREFIX).map(({ value }) => value);
  for (const work of stored.sort((a, b) => a.foundAtMs - b.foundAtMs)) works.set(work.id, work);
  const keep = (work: AcceptedWork): void => {
    works.set(work.id, work);
    records.put(`${PREFIX}${work.id}`, work);
  };
  return {
    find: (id) => works.get(id),
    all: () => [...works.values()],
    add: async (work) => {
      if (!works.has(work.id)) keep(work);
      await flushed();
    },
    refuse: (id, because) => {
      const work = works.get(id);
      if (work !== undefined) keep({ ...work, refusedBecause: because });
    },
    forget: (before, known) => {
      for (const { id, foundAtMs, refusedBecause } of works.values()) {
        if (foundAtMs >= before || (refusedBecause === undefined && !known.has(id))) continue;
        works.delete(id);
        records.delete(`${PREFIX}${id}`);
      }
    },
  };
}
