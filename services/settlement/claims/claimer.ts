/** Sends the claim that a false batch allows, once; says so when there is none. */
import type { L1Sender } from "../../ports.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import type { Logger } from "../../runtime/logger.ts";
import { type ClaimSource, claimCall } from "./claimCall.ts";
import { type Disputed, findClaim } from "./findClaim.ts";

export type ClaimerDeps = ClaimSource & {
  readonly sender: L1Sender;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly log: Logger;
};

export type ClaimResult = "sent" | "unprovable" | "refused" | "done";

export interface Claimer {
  /** Can be called again and again for one batch; a claim that L1 refused is tried anew. */
  claim(disputed: Disputed, signal?: AbortSignal): Promise<ClaimResult>;
}

export function createClaimer(deps: ClaimerDeps): Claimer {
  const { log, sender } = deps;
  let settled: string | undefined;
  let refusedFor: string | undefined;
  return {
    claim: async (disputed, signal) => {
      const { index, superblock } = disputed.batch;
      const id = `${index}/${superblock}`;
      if (settled === id) return "done";
      const choice = findClaim(disputed);
      if (choice.kind === "unprovable") {
        settled = id;
        log.error({ index, superblock }, "false batch cannot be proven on L1, a person must act");
        return "unprovable";
      }
      const call = await claimCall(deps, disputed, choice, deps.deployment.addresses.claims);
      const outcome = await sender.send(call, signal);
      const facts = { index, superblock, kind: choice.kind };
      if (outcome.ok) {
        settled = id;
        const { transactionHash, gasUsed } = outcome;
        log.warn({ ...facts, transactionHash, gasUsed }, "false batch proven and taken back");
        return "sent";
      }
      // Somebody else may have been faster: then the batch is gone at the next look.
      if (outcome.error !== refusedFor)
        log.warn({ ...facts, error: outcome.error, detail: outcome.detail }, "claim refused, will retry");
      refusedFor = outcome.error;
      return "refused";
    },
  };
}
