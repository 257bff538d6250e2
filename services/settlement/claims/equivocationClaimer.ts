/** Proves on L1 that the leader has signed two superblocks for one number. */
import type { L1Sender } from "../../ports.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import type { Equivocation } from "../../protocol/superblock/equivocation.ts";
import type { Logger } from "../../runtime/logger.ts";
import { equivocationCall, type TermSource } from "./equivocationCall.ts";

export type EquivocationClaimerDeps = {
  readonly l1: TermSource;
  readonly sender: L1Sender;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly log: Logger;
};

export type EquivocationResult =
  | { readonly result: "sent"; readonly transactionHash: string; readonly gasUsed: bigint }
  /** the leader has been slashed for it, by this claim or another */
  | { readonly result: "punished" }
  /** of a term that our L1 has never opened, or not yet */
  | { readonly result: "unknown-term"; readonly term: string }
  | { readonly result: "refused"; readonly error: string; readonly detail: string };

export interface EquivocationClaimer {
  /** Can be called again and again with the same evidence. */
  claim(evidence: Equivocation, signal?: AbortSignal): Promise<EquivocationResult>;
}

/** A slash stands for every equivocation of a term that opened before it. */
const PUNISHED = "BondSlashedSince";

export function createEquivocationClaimer(deps: EquivocationClaimerDeps): EquivocationClaimer {
  const { l1, log } = deps;
  const punished = new Set<string>();
  let told: string | undefined;
  return {
    claim: async (evidence, signal) => {
      const { term, number } = evidence.first.superblock;
      const id = `${term}/${number}`;
      // While the term is in force, nothing has been proven: or L1 went back behind the proof.
      const isInForce = (await l1.term()).term === term;
      if (!isInForce && punished.has(id)) return { result: "punished" };
      const result = await send(deps, evidence, signal);
      if (result.result === "sent" || result.result === "punished") punished.add(id);
      const { result: outcome, ...facts } = result;
      const news = `${id}/${outcome}/${"error" in result ? result.error : ""}`;
      if (outcome === "sent")
        log.warn({ term, number, ...facts }, "equivocation proven, the bond is slashed");
      else if (outcome !== "punished" && news !== told)
        log.warn({ term, number, outcome, ...facts }, "claim of an equivocation refused, will retry");
      told = news;
      return result;
    },
  };
}

async function send(
  { l1, sender, deployment }: EquivocationClaimerDeps,
  evidence: Equivocation,
  signal: AbortSignal | undefined,
): Promise<EquivocationResult> {
  const { term } = evidence.first.superblock;
  const opening = await l1.termOpening(term);
  if (opening === undefined) return { result: "unknown-term", term };
  const call = await equivocationCall(l1, evidence, opening, deployment.addresses.claims);
  const outcome = await sender.send(call, signal);
  if (outcome.ok) {
    const { transactionHash, gasUsed } = outcome;
    return { result: "sent", transactionHash, gasUsed };
  }
  if (outcome.error === PUNISHED) return { result: "punished" };
  return { result: "refused", error: outcome.error, detail: outcome.detail };
}
