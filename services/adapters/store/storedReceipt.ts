/** A receipt without the bloom of no logs, which would be most of what most receipts take. */
import type { Hex } from "viem";
import type { Receipt } from "../../ports.ts";

export type StoredReceipt = Omit<Receipt, "logsBloom"> & Partial<Pick<Receipt, "logsBloom">>;

const EMPTY_BLOOM: Hex = `0x${"00".repeat(256)}`;

export function withoutEmptyBloom(receipt: Receipt): StoredReceipt {
  const { logsBloom, ...rest } = receipt;
  return receipt.logs.length === 0 ? rest : receipt;
}

export const withBloom = (receipt: StoredReceipt): Receipt => ({ logsBloom: EMPTY_BLOOM, ...receipt });
