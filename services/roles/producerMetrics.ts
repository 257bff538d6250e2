/** What an operator sees of a producer, besides what any node shows. */
import type { Address } from "viem";
import type { Engine, Store } from "../ports.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { type FallbackProduction, PRODUCER_PHASES } from "./fallbackProduction.ts";
import { oneHot } from "./roleMetrics.ts";

export type ProducerView = {
  readonly production: Pick<FallbackProduction, "phase" | "works" | "falseBatches">;
  readonly balances: () => ReadonlyMap<bigint, bigint>;
};

export function registerProducer(metrics: Metrics, { production, balances }: ProducerView): void {
  metrics.gauge(
    { name: "lockstep_producer_phase", help: "1 for what the producer is at", labels: ["phase"] },
    () => oneHot("phase", PRODUCER_PHASES, (phase) => production.phase === phase),
  );
  metrics.gauge({ name: "lockstep_producer_finds", help: "work found here that is kept" }, () => [
    { value: production.works.all().length },
  ]);
  metrics.gauge(
    { name: "lockstep_producer_false_batches", help: "batches of fallback held for false" },
    () => [{ value: production.falseBatches }],
  );
  metrics.gauge(
    { name: "lockstep_producer_balance_wei", help: "of the producer, for gas", labels: ["chain"] },
    () =>
      [...balances()].map(([chainId, wei]) => ({ labels: { chain: String(chainId) }, value: Number(wei) })),
  );
}

/** What the producer has on every rollup at the head. */
export async function readBalances(
  { engines, store }: { readonly engines: readonly Engine[]; readonly store: Pick<Store, "head" | "header"> },
  producer: Address,
): Promise<ReadonlyMap<bigint, bigint>> {
  const number = store.head()?.superblock.number ?? 0n;
  const found = new Map<bigint, bigint>();
  for (const engine of engines) {
    const header = store.header(engine.chainId, number);
    if (header === undefined) continue;
    found.set(engine.chainId, (await engine.account(header.stateRoot, producer)).balance);
  }
  return found;
}
