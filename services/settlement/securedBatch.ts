/** The newest batch that leading work or finality holds: nothing goes back behind it. */
import type { L1Reader } from "../ports.ts";
import type { Batch } from "../protocol/batch/batch.ts";

export type SecuredSource = Pick<L1Reader, "lead" | "finalBatchIndex" | "batches" | "genesisBatch">;

/** As Settlement.securedBatchIndex has it. */
export async function securedBatch(l1: SecuredSource): Promise<Batch> {
  const mined = (await l1.lead())?.batchIndex ?? 0n;
  const final = await l1.finalBatchIndex();
  const index = mined > final ? mined : final;
  const found = (await l1.batches(index)).find(({ batch }) => batch.index === index);
  return found?.batch ?? l1.genesisBatch();
}
