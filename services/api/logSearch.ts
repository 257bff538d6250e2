/** Logs that match criteria: blooms say which blocks are worth reading. */
import { type Hex, hexToBytes, keccak256 } from "viem";
import type { BlockHeader, Log, StoredBlock } from "../ports.ts";
import { firstLogIndexes, formatLog } from "./format.ts";
import type { LogCriteria } from "./params.ts";
import { headNumber, numberOf } from "./ranks.ts";
import type { RpcDeps } from "./rpcDeps.ts";
import { type RpcRefusal, refuse } from "./rpcErrors.ts";

const MAX_BLOCKS = 100_000n;
const MAX_LOGS = 10_000;

export type FormattedLog = ReturnType<typeof formatLog>;
type Wanted = Pick<LogCriteria, "addresses" | "topics">;

export function searchLogs(deps: RpcDeps, criteria: LogCriteria): FormattedLog[] | RpcRefusal {
  if (criteria.blockHash) {
    const block = deps.store.blockByHash(deps.chainId, criteria.blockHash);
    return block ? logsIn(block, criteria) : refuse("notFound", "unknown block");
  }
  const range = rangeOf(deps, criteria);
  if (!("from" in range)) return range;
  const found: FormattedLog[] = [];
  for (let number = range.from; number <= range.to; number++) {
    const header = deps.store.header(deps.chainId, number);
    if (!header || !mayContain(header, criteria)) continue;
    found.push(...logsIn(deps.store.block(deps.chainId, number)!, criteria));
    if (found.length > MAX_LOGS)
      return refuse("limitExceeded", `query returned more than ${MAX_LOGS} results`);
  }
  return found;
}

function rangeOf(deps: RpcDeps, { fromBlock, toBlock }: LogCriteria) {
  const bound = (id: LogCriteria["fromBlock"]): bigint => {
    if (id === undefined) return headNumber(deps);
    if ("hash" in id) return deps.store.blockByHash(deps.chainId, id.hash)?.header.number ?? -1n;
    return numberOf(deps, id);
  };
  const from = bound(fromBlock);
  const last = bound(toBlock);
  if (from < 0n || last < 0n) return refuse("notFound", "unknown block");
  if (from > last) return refuse("invalidParams", "invalid block range");
  const head = headNumber(deps);
  let to = last;
  if (to > head) to = head;
  if (to - from >= MAX_BLOCKS) return refuse("limitExceeded", `range of more than ${MAX_BLOCKS} blocks`);
  return { from, to };
}

/** Of all blocks above a number, newest block first. */
export function logsAbove(deps: RpcDeps, below: bigint, wanted: Wanted): FormattedLog[] {
  const { store, chainId } = deps;
  const found: FormattedLog[] = [];
  for (let number = headNumber(deps); number > below; number--) {
    const header = store.header(chainId, number);
    if (header && mayContain(header, wanted)) found.push(...logsIn(store.block(chainId, number)!, wanted));
  }
  return found;
}

export function logsIn({ header, receipts }: StoredBlock, wanted: Wanted): FormattedLog[] {
  const first = firstLogIndexes(receipts);
  return receipts.flatMap((receipt, index) =>
    receipt.logs.flatMap((log, i) =>
      isWanted(log, wanted) ? [formatLog(header, receipt, index, i, first[index]! + i)] : [],
    ),
  );
}

const isWanted = (log: Log, { addresses, topics }: Wanted): boolean =>
  (addresses.length === 0 || addresses.includes(log.address)) &&
  topics.length <= log.topics.length &&
  topics.every((anyOf, i) => anyOf.length === 0 || anyOf.includes(log.topics[i]!));

/** Whether the header's bloom allows a match. */
function mayContain(header: BlockHeader, { addresses, topics }: Wanted): boolean {
  const groups: readonly (readonly Hex[])[] = [addresses, ...topics];
  return groups.every(
    (anyOf) => anyOf.length === 0 || anyOf.some((item) => isInBloom(header.logsBloom, item)),
  );
}

/** Three bits of 2048, from the first six bytes of the item's hash (yellow paper 4.3.1). */
function isInBloom(bloom: Hex, item: Hex): boolean {
  const digest = hexToBytes(keccak256(item));
  return [0, 2, 4].every((i) => {
    const bit = ((digest[i]! << 8) | digest[i + 1]!) & 2047;
    const byte = Number.parseInt(bloom.substr(2 + 2 * (255 - (bit >> 3)), 2), 16);
    return (byte & (1 << (bit & 7))) !== 0;
  });
}
