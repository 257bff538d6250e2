/** A state folder from a backup must not sign: what it does not know of, the leader may have signed already. */
import type { Hex } from "viem";
import type { L1Reader, Store } from "../ports.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { type AlignmentDeps, align } from "../sequencer/alignment.ts";

export type CurrentStateOptions = {
  readonly stateDir: string;
  readonly store: Pick<Store, "head" | "superblock">;
  /** what L1 took back; it belongs to the folder too */
  readonly fallen: AlignmentDeps["fallen"];
  /** whether it is a draft for fallback, which comes into the journal from L1 only */
  readonly isDraft?: (hash: Hex) => boolean;
  readonly l1: Pick<L1Reader, "standing">;
  /** the signer's last signature, if there is one */
  readonly signed: { readonly term: Hex; readonly number: bigint; readonly digest: Hex } | undefined;
};

/** Refuses a journal that is behind the signer's record or behind, or beside, what stands in the inbox. */
export async function requireCurrentState(options: CurrentStateOptions): Promise<void> {
  const { stateDir, store, fallen, l1, signed } = options;
  const head = store.head()?.superblock;
  const isKnown =
    signed === undefined ||
    fallen.link(signed.digest) !== undefined ||
    options.isDraft?.(signed.digest) ||
    (head !== undefined && (signed.term !== head.term || signed.number <= head.number));
  if (!isKnown)
    throw new UsageError(
      `${stateDir} is older than what was signed (${signed.number} after ${head?.number ?? "nothing"}): a restored backup must not sign; derive from L1 with another leader key`,
    );
  const aligned = align({ store, fallen }, await l1.standing());
  if (aligned.kind === "diverged")
    throw new UsageError(
      `${stateDir} does not hold superblock ${aligned.halt.number} that L1 has (its head is ${head?.number ?? "missing"}): a restored backup must not sign; derive from L1 with another leader key`,
    );
}
