/** Opens fallback as soon as L1 lets anybody; until then it says what is waited for. */
import { encodeFunctionData } from "viem";
import { fallbackAbi } from "../abi/index.ts";
import type { Clock, L1Reader, L1Sender } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";

export type FallbackOpenerDeps = {
  readonly l1: Pick<L1Reader, "standing" | "genesisBatch" | "lead" | "finalBatchIndex">;
  readonly sender: L1Sender;
  readonly deployment: Pick<Deployment, "addresses">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
};

export interface FallbackOpener {
  /** Why L1 does not let it be opened, by the contract's name; undefined before the first try and after the last. */
  readonly waitsFor: { readonly error: string; readonly detail: string } | undefined;
  /** Tries, unless it was tried a moment ago. */
  step(signal: AbortSignal): Promise<void>;
}

const TRY_EVERY_MS = 5_000;

export function createFallbackOpener(deps: FallbackOpenerDeps): FallbackOpener {
  const { l1, sender, deployment, clock, log } = deps;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let waitsFor: FallbackOpener["waitsFor"];

  /** The newest batch, and the newest that nothing can take back: mined on the leading chain, or final. */
  const ends = async () => {
    const { batches } = await l1.standing();
    const [lead, finalIndex] = await Promise.all([l1.lead(), l1.finalBatchIndex()]);
    const minedIndex = lead?.batchIndex ?? 0n;
    const secured = minedIndex > finalIndex ? minedIndex : finalIndex;
    const genesis = await l1.genesisBatch();
    const at = (index: number) => batches[index - 1]?.batch ?? genesis;
    return { head: at(batches.length), target: at(Number(secured)) };
  };

  return {
    get waitsFor() {
      return waitsFor;
    },
    step: async (signal) => {
      if (clock.now() - triedAtMs < TRY_EVERY_MS) return;
      triedAtMs = clock.now();
      const { head, target } = await ends();
      const data = encodeFunctionData({ abi: fallbackAbi, functionName: "open", args: [head, target] });
      const outcome = await sender.send({ to: deployment.addresses.fallback, data }, signal);
      if (outcome.ok) {
        log.warn({ base: target.index, number: target.number }, "fallback opened");
        waitsFor = undefined;
        return;
      }
      const { error, detail } = outcome;
      if (error !== waitsFor?.error) log.info({ error, detail }, "fallback cannot be opened yet");
      waitsFor = { error, detail };
    },
  };
}
