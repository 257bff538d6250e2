/** Stored blocks with what stands in them, formatted. */
import type { StoredBlock } from "../ports.ts";
import { firstLogIndexes, formatBlock, formatReceipt, transactionHashes } from "./format.ts";
import { formatTransaction } from "./formatTransaction.ts";
import type { RpcDeps } from "./rpcDeps.ts";

export const formattedBlock = (deps: RpcDeps, block: StoredBlock, full: boolean) =>
  formatBlock(
    deps,
    block,
    full ? block.transactions.map((_, index) => transactionAt(block, index)) : transactionHashes(block),
  );

/** Null when there is no such index. */
export function transactionAt({ header, transactions, receipts }: StoredBlock, index: number) {
  const raw = transactions[index];
  const receipt = receipts[index];
  if (raw === undefined || receipt === undefined) return null;
  const place = { header, index, receipt };
  return formatTransaction(raw, { chainId: header.chainId, from: receipt.from, place });
}

export function receiptsOf(deps: RpcDeps, { header, receipts }: StoredBlock) {
  const firstLogs = firstLogIndexes(receipts);
  return receipts.map((receipt, index) => formatReceipt(deps, header, receipt, index, firstLogs[index]!));
}
