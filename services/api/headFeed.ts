/** Tells those who follow the head of the store about its changes. One per process, shared by all rollups. */
import type { HeadChange, HeadFeed } from "../ports.ts";

export type HeadAnnouncer = HeadFeed & {
  /** Called by whoever changed the store, afterwards. */
  announce(change: HeadChange): void;
};

export function createHeadFeed(): HeadAnnouncer {
  const listeners = new Set<(change: HeadChange) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce(change) {
      for (const listener of listeners) listener(change);
    },
  };
}
