/** Sends the claim that a false batch allows; says so, once, when there is none. */
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
  /** Called at every look while the batch stands; a claim that L1 refused, or lost in a reorganisation, is sent anew. */
  claim(disputed: Disputed, signal?: AbortSignal): Promise<ClaimResult>;
}

export function createClaimer(deps: ClaimerDeps): Claimer {
  const { log, sender } = deps;
  let hopeless: string | undefined;
  let refusedFor: string | undefined;
  return {
    claim: async (disputed, signal) => {
      const { index, superblock } = disputed.batch;
      const id = `${index}/${superblock}`;
      if (hopeless === id) return "done";
      const choice = findClaim(disputed);
      if (choice.kind === "unprovable") {
        hopeless = id;
        log.error({ index, superblock }, "false batch cannot be proven on L1, a person must act");
        return "unprovable";
      }
      const call = await claimCall(deps, disputed, choice, deps.deployment.addresses.claims);
      const outcome = await sender.send(call, signal);
      const facts = { index, superblock, kind: choice.kind };
      // A batch that is disputed again after its claim stands again: L1 went back behind the claim.
      if (outcome.ok) {
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
