/** What an account has signed for its latest nonces, so that a restart or a reorganisation goes on with the same. */
import type { Address } from "viem";
import type { Records } from "../../../ports.ts";
import type { Entry } from "./sendingState.ts";

/** An account has at most one transaction of ours in a block, so this covers as many blocks of a reorganisation. */
const KEPT_NONCES = 64;

export interface SendJournal {
  at(nonce: number): Entry | undefined;
  /** Resolves when the entry is on the disk. */
  put(entry: Entry): Promise<void>;
}

/** @param store of the process; entries live in memory alone without one */
export function openSendJournal(
  address: Address,
  store?: { readonly records: Records; flushed(): Promise<void> },
): SendJournal {
  if (store === undefined) {
    const entries = new Map<number, Entry>();
    return {
      at: (nonce) => entries.get(nonce),
      put: async (entry) => {
        entries.set(entry.nonce, entry);
        entries.delete(entry.nonce - KEPT_NONCES);
      },
    };
  }
  const prefix = `l1/sent/${address.toLowerCase()}/`;
  const keyOf = (nonce: number): string => `${prefix}${nonce.toString().padStart(12, "0")}`;
  return {
    at: (nonce) => store.records.get<Entry>(keyOf(nonce)),
    put: async (entry) => {
      store.records.put(keyOf(entry.nonce), entry);
      for (const { key, value } of store.records.list<Entry>(prefix))
        if (value.nonce <= entry.nonce - KEPT_NONCES) store.records.delete(key);
      await store.flushed();
    },
  };
}
