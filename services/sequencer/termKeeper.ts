/**
 * Gives a term up whose superblocks can never be posted, because L1 lost the block they stand on. It breaks soft
 * promises and costs from a bond, so it waits until L1 has settled and looks once more before it sends.
 */
import { encodeFunctionData } from "viem";
import { rollupInboxAbi } from "../abi/index.ts";
import type { L1Reader, L1Sender, Store } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Halt } from "./halt.ts";

export type TermKeeperDeps = {
  readonly l1: Pick<L1Reader, "standing" | "block" | "genesisBatch">;
  readonly sender: L1Sender;
  readonly store: Pick<Store, "head">;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly halt: () => Halt | undefined;
  readonly log: Logger;
  /** L1 blocks that must follow after the loss was seen */
  readonly settleBlocks: bigint;
  /** Told of every term given up. */
  readonly onAbandoned?: () => void;
};

export interface TermKeeper {
  step(signal: AbortSignal): Promise<void>;
}

export function createTermKeeper(deps: TermKeeperDeps): TermKeeper {
  const { l1, sender, store, log } = deps;
  /** the loss: whose origin, and how long L1 was at the first look and at the last */
  let seen: { readonly origin: bigint; readonly first: bigint; readonly last: bigint } | undefined;
  let refusedFor: string | undefined;

  const isSettled = (origin: bigint, l1Number: bigint): boolean => {
    // An L1 that has become shorter is another fork again.
    const isSame = seen?.origin === origin && l1Number >= seen.last;
    seen = { origin, first: isSame ? seen!.first : l1Number, last: l1Number };
    return l1Number - seen.first >= deps.settleBlocks;
  };

  return {
    step: async (signal) => {
      const halt = deps.halt();
      if (halt?.reason !== "l1-origin-gone") {
        seen = undefined;
        return;
      }
      const { head: l1Head, term, batches } = await l1.standing();
      if (!isSettled(halt.number, l1Head.number)) return;
      const head = store.head()?.superblock;
      const isTermOpen = head?.term === term.term;
      const isGone = head && (await l1.block(head.l1OriginNumber))?.hash !== head.l1Origin;
      if (!isTermOpen || !isGone) return;
      log.warn({ term: term.term, number: head.number, origin: head.l1OriginNumber }, "term is given up");
      const args = [batches.at(-1)?.batch ?? (await l1.genesisBatch())] as const;
      const data = encodeFunctionData({ abi: rollupInboxAbi, functionName: "abandonTerm", args });
      const outcome = await sender.send({ to: deps.deployment.addresses.inbox, data }, signal);
      if (outcome.ok) deps.onAbandoned?.();
      else if (outcome.error !== refusedFor)
        log.error({ error: outcome.error, detail: outcome.detail }, "term could not be given up");
      refusedFor = outcome.ok ? undefined : outcome.error;
    },
  };
}
