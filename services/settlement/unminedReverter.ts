/**
 * Takes back on L1, on all rollups together, what no work has come for in `revertDelay`. Nothing is kept: every look
 * decides anew by what L1 says, so a revert that L1 refused, or lost in a reorganisation, is sent again.
 */
import { encodeFunctionData, type Hex } from "viem";
import { settlementAbi } from "../abi/index.ts";
import type { L1Reader, L1Sender } from "../ports.ts";
import type { Batch } from "../protocol/batch/batch.ts";
import { isRevertDue } from "../protocol/clocks.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";
import { type SecuredSource, securedBatch } from "./securedBatch.ts";

export type RevertFacts = {
  readonly clockSec: bigint;
  /** the newest batch that stands, and the newest that work or finality holds */
  readonly newest: Pick<Batch, "index" | "number">;
  readonly secured: Pick<Batch, "index" | "number">;
  /** superblocks above the secured batch that a batch of L1 ends in */
  readonly unminedTips: readonly Hex[];
  /** superblocks for which work was accepted that L1 has not recorded yet */
  readonly workOn: readonly Hex[];
};

export type RevertChoice =
  | { readonly due: true }
  | { readonly due: false; readonly result: "nothing-unmined" }
  | {
      readonly due: false;
      readonly result: "not-overdue";
      readonly clockSec: bigint;
      readonly revertDelaySec: bigint;
    }
  /** its relay is to come first */
  | { readonly due: false; readonly result: "work-on-its-way"; readonly superblock: Hex };

export function chooseRevert(facts: RevertFacts, revertDelaySec: bigint): RevertChoice {
  const { clockSec, newest, secured } = facts;
  if (newest.index <= secured.index) return { due: false, result: "nothing-unmined" };
  if (!isRevertDue(clockSec, revertDelaySec))
    return { due: false, result: "not-overdue", clockSec, revertDelaySec };
  const superblock = facts.unminedTips.find((tip) => facts.workOn.includes(tip));
  return superblock === undefined ? { due: true } : { due: false, result: "work-on-its-way", superblock };
}

export type RevertResult =
  | {
      readonly result: "sent";
      readonly transactionHash: Hex;
      readonly gasUsed: bigint;
      /** superblocks above `to`, up to `from`, have fallen */
      readonly from: bigint;
      readonly to: bigint;
    }
  | { readonly result: "refused"; readonly error: string; readonly detail: string }
  | Omit<Extract<RevertChoice, { due: false }>, "due">;

export type UnminedReverterDeps = {
  readonly l1: SecuredSource & Pick<L1Reader, "miningClock">;
  readonly sender: L1Sender;
  readonly deployment: {
    readonly addresses: Pick<Deployment["addresses"], "settlement">;
    readonly limits: Pick<Deployment["limits"], "revertDelaySec">;
  };
  /** superblocks for which this process has accepted work that L1 has not recorded */
  readonly workOn?: () => readonly Hex[];
  readonly log: Logger;
};

export interface UnminedReverter {
  /** One look at L1, and the revert if it is due. */
  step(signal?: AbortSignal): Promise<RevertResult>;
}

export function createUnminedReverter(deps: UnminedReverterDeps): UnminedReverter {
  const { log } = deps;
  let refusedFor: string | undefined;
  return {
    step: async (signal) => {
      const outcome = await look(deps, signal);
      if (outcome.result === "sent") {
        const { result: _, ...facts } = outcome;
        log.warn(facts, "unmined batches taken back on L1");
      }
      const refusal = outcome.result === "refused" ? outcome.error : undefined;
      // Somebody else may have been faster, or work has come: then nothing is unmined at the next look.
      if (outcome.result === "refused" && refusal !== refusedFor)
        log.warn({ error: outcome.error, detail: outcome.detail }, "revert refused, will retry");
      refusedFor = refusal;
      return outcome;
    },
  };
}

async function look(
  { l1, sender, deployment, workOn }: UnminedReverterDeps,
  signal: AbortSignal | undefined,
): Promise<RevertResult> {
  const secured = await securedBatch(l1);
  const above = (await l1.batches(secured.index + 1n)).map(({ batch }) => batch);
  const newest = above.at(-1) ?? secured;
  const choice = chooseRevert(
    {
      clockSec: await l1.miningClock(),
      newest,
      secured,
      unminedTips: above.map(({ superblock }) => superblock),
      workOn: workOn?.() ?? [],
    },
    deployment.limits.revertDelaySec,
  );
  if (!choice.due) {
    const { due: _, ...why } = choice;
    return why;
  }
  const data = encodeFunctionData({ abi: settlementAbi, functionName: "revertUnmined", args: [secured] });
  const outcome = await sender.send({ to: deployment.addresses.settlement, data }, signal);
  if (!outcome.ok) return { result: "refused", error: outcome.error, detail: outcome.detail };
  const { transactionHash, gasUsed } = outcome;
  return { result: "sent", transactionHash, gasUsed, from: newest.number, to: secured.number };
}
