/** Sends the claim of an equivocation in the term in force; it ends that term. */
import type { L1Reader, L1Sender } from "../../ports.ts";
import type { Batch } from "../../protocol/batch/batch.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import type { Equivocation } from "../../protocol/superblock/equivocation.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { ClaimResult } from "./claimer.ts";
import { equivocationCall } from "./equivocationCall.ts";

type L1View = Pick<L1Reader, "batches" | "lead" | "finalBatchIndex" | "genesisBatch">;

export type AccuserDeps = {
  readonly l1: L1View;
  readonly sender: L1Sender;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly log: Logger;
};

/** Can be called again and again for one piece of evidence; a claim that L1 refused is tried anew. */
export type Accuse = (evidence: Equivocation, signal?: AbortSignal) => Promise<ClaimResult>;

export function createAccuser({ l1, sender, deployment, log }: AccuserDeps): Accuse {
  let settledTerm: string | undefined;
  let refusedFor: string | undefined;
  return async (evidence, signal) => {
    const { term, number } = evidence.first.superblock;
    // One proof ends the term and takes the whole bond; there is no second one.
    if (settledTerm === term) return "done";
    const call = equivocationCall(evidence, await securedBatch(l1), deployment.addresses.claims);
    const outcome = await sender.send(call, signal);
    if (outcome.ok) {
      settledTerm = term;
      const { transactionHash, gasUsed } = outcome;
      log.warn({ term, number, transactionHash, gasUsed }, "equivocation proven, the term is over");
      return "sent";
    }
    const { error, detail } = outcome;
    if (error !== refusedFor) log.warn({ term, number, error, detail }, "claim refused, will retry");
    refusedFor = error;
    return "refused";
  };
}

/** Where an equivocation takes the inbox back to: what leading work or finality holds. */
async function securedBatch(l1: L1View): Promise<Batch> {
  const [batches, lead, final] = await Promise.all([l1.batches(0n), l1.lead(), l1.finalBatchIndex()]);
  const mined = lead?.batchIndex ?? 0n;
  const index = mined > final ? mined : final;
  return batches.find(({ batch }) => batch.index === index)?.batch ?? l1.genesisBatch();
}
