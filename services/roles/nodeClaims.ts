/**
 * What a node with a claim key does on L1: it proves false batches as it derives them and equivocations as it hears of
 * them, and takes back what no work came for, if it is told to.
 */
import { readKeyFile } from "../adapters/keyFile.ts";
import { createL1Sender } from "../adapters/l1/l1Sender.ts";
import type { DerivationDeps } from "../node/derivation.ts";
import type { Clock } from "../ports.ts";
import type { Equivocation } from "../protocol/superblock/equivocation.ts";
import type { NodeConfig } from "../runtime/config.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { type ClaimerDeps, createClaimer } from "../settlement/claims/claimer.ts";
import type { TermSource } from "../settlement/claims/equivocationCall.ts";
import { createEquivocationClaimer } from "../settlement/claims/equivocationClaimer.ts";
import { runUnminedReverts, type UnminedRevertsOptions } from "./unminedReverts.ts";

export type NodeClaimsOptions = Omit<ClaimerDeps, "sender"> & {
  readonly config: NodeConfig;
  readonly l1: TermSource & UnminedRevertsOptions["l1"];
  readonly deployment: ClaimerDeps["deployment"] & UnminedRevertsOptions["deployment"];
  readonly clock: Clock;
  readonly lifecycle: Pick<Lifecycle, "run" | "signal">;
};

export type NodeClaims = {
  readonly onFalse: NonNullable<DerivationDeps["onFalse"]>;
  /** Claims what is found, and takes back what is overdue, until the life cycle ends. */
  watch(found: () => readonly Equivocation[]): void;
};

/** Between two looks at the evidence. */
const WATCH_MS = 2_000;

export function openNodeClaims(options: NodeClaimsOptions): NodeClaims | undefined {
  const { config, clock, log, lifecycle } = options;
  if (config.claimKey === undefined) {
    if (config.revertUnmined)
      throw new UsageError("--revert-unmined needs --claim-key, an account that pays on L1");
    return undefined;
  }
  const account = readKeyFile(config.claimKey);
  const sender = createL1Sender({ url: config.l1Url, account, clock, log });
  const parts = { ...options, sender };
  const claimer = createEquivocationClaimer(parts);
  const { signal } = lifecycle;
  return {
    onFalse: createClaimer(parts).claim,
    watch: (found) => {
      const step = async (): Promise<void> => {
        for (const evidence of found()) await claimer.claim(evidence, signal);
      };
      lifecycle.run("claims", runLoop("claims", step, { clock, log, signal, everyMs: WATCH_MS }));
      if (config.revertUnmined) runUnminedReverts(parts);
    },
  };
}
