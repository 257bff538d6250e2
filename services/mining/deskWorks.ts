/** Accepted work as the desk knows it: what it was told is kept, and its own finds until they are. */
import type { Hex } from "viem";
import type { AcceptedWork } from "./acceptedWork.ts";

export interface DeskWorks {
  find(id: Hex): AcceptedWork | undefined;
  /** In the order found. */
  all(): readonly AcceptedWork[];
  /** On disk when it resolves; the first proof of a checkpoint stays. */
  add(work: AcceptedWork): Promise<void>;
  /** Takes the list of what is kept. */
  told(works: readonly AcceptedWork[]): void;
}

/** @param write has work on disk, and on its way to who keeps it, when it resolves */
export function createDeskWorks(write: (work: AcceptedWork) => Promise<void>): DeskWorks {
  let kept: readonly AcceptedWork[] = [];
  let byId = new Map<Hex, AcceptedWork>();
  /** what nobody has told of yet, and when it is on disk */
  const own = new Map<Hex, { readonly work: AcceptedWork; readonly written: Promise<void> }>();
  return {
    find: (id) => byId.get(id) ?? own.get(id)?.work,
    all: () => [...kept, ...[...own.values()].map(({ work }) => work)],
    add: async (work) => {
      const { id } = work;
      if (byId.has(id)) return;
      const before = own.get(id);
      if (before !== undefined) return before.written;
      const written = write(work);
      own.set(id, { work, written });
      try {
        await written;
      } catch (cause) {
        own.delete(id);
        throw cause;
      }
    },
    told: (works) => {
      if (works === kept) return;
      kept = works;
      byId = new Map(works.map((work) => [work.id, work]));
      for (const id of byId.keys()) own.delete(id);
    },
  };
}
