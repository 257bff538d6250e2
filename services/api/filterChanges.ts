/** What a polled filter has not reported yet. */
import type { Filter } from "./filters.ts";
import { type FormattedLog, logsIn } from "./logSearch.ts";
import { headNumber, numberOf } from "./ranks.ts";
import type { RpcDeps } from "./rpcDeps.ts";

export function changesOf(deps: RpcDeps, filter: Filter): FormattedLog[] | string[] {
  const { store, chainId } = deps;
  const head = headNumber(deps);
  const numbers: bigint[] = [];
  for (; filter.next <= head; filter.next++) numbers.push(filter.next);
  const { criteria } = filter;
  if (criteria === undefined) return numbers.map((number) => store.header(chainId, number)!.hash);
  const bound = (id: typeof criteria.toBlock): bigint | undefined =>
    id && "number" in id ? numberOf(deps, id) : undefined;
  const from = bound(criteria.fromBlock) ?? 0n;
  const to = bound(criteria.toBlock) ?? head;
  return numbers
    .filter((number) => number >= from && number <= to)
    .flatMap((number) => logsIn(store.block(chainId, number)!, criteria));
}
