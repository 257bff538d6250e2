/** The L1 call that proves an equivocation. */
import { encodeFunctionData } from "viem";
import { claimsAbi } from "../../abi/index.ts";
import type { L1Call, L1Reader, TermOpening } from "../../ports.ts";
import type { Batch } from "../../protocol/batch/batch.ts";
import type { Equivocation } from "../../protocol/superblock/equivocation.ts";

export type TermSource = Pick<
  L1Reader,
  "term" | "termOpening" | "lead" | "finalBatchIndex" | "batches" | "genesisBatch"
>;

export async function equivocationCall(
  l1: TermSource,
  { first, second }: Equivocation,
  opening: TermOpening,
  claims: L1Call["to"],
): Promise<L1Call> {
  const data = encodeFunctionData({
    abi: claimsAbi,
    functionName: "claimEquivocation",
    args: [first, second, opening, await securedBatch(l1)],
  });
  return { to: claims, data };
}

/** Where the inbox goes back to if the term is in force, as Settlement.securedBatchIndex has it. */
async function securedBatch(l1: TermSource): Promise<Batch> {
  const mined = (await l1.lead())?.batchIndex ?? 0n;
  const final = await l1.finalBatchIndex();
  const index = mined > final ? mined : final;
  const found = (await l1.batches(index)).find(({ batch }) => batch.index === index);
  return found?.batch ?? l1.genesisBatch();
}
