/** A state folder from a backup must not sign: what it does not know of, the leader may have signed already. */
import type { Hex } from "viem";
import type { L1Reader, Store } from "../ports.ts";
import { UsageError } from "../runtime/serviceError.ts";

export type CurrentStateOptions = {
  readonly stateDir: string;
  readonly store: Pick<Store, "head" | "superblock">;
  readonly l1: Pick<L1Reader, "batches">;
  /** the signer's last signature, if there is one */
  readonly signed: { readonly term: Hex; readonly number: bigint } | undefined;
};

/** Refuses a journal that is behind the signer's record or behind, or beside, what stands in the inbox. */
export async function requireCurrentState({
  stateDir,
  store,
  l1,
  signed,
}: CurrentStateOptions): Promise<void> {
  const head = store.head()?.superblock;
  if (signed && head && signed.term === head.term && signed.number > head.number)
    throw new UsageError(
      `${stateDir} is older than what was signed (${signed.number} after ${head.number}): a restored backup must not sign; derive from L1 with another leader key`,
    );
  const posted = (await l1.batches(0n)).at(-1)?.batch;
  if (posted !== undefined && store.superblock(posted.number)?.hash !== posted.superblock)
    throw new UsageError(
      `${stateDir} does not hold superblock ${posted.number} that L1 has (its head is ${head?.number ?? "missing"}): a restored backup must not sign; derive from L1 with another leader key`,
    );
}
