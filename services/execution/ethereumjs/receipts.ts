/** Receipts of a block's transactions, their trie and their bloom. */

import type { TypedTransaction } from "@ethereumjs/tx";
import { encodeReceipt, type RunTxResult } from "@ethereumjs/vm";
import type { Hex } from "viem";
import type { Log, Receipt, TxOutcome } from "../../ports.ts";
import { toAddress, toHexString } from "../../runtime/bytes.ts";
import { indexedRoot } from "./indexedRoot.ts";
import { effectiveGasPrice } from "./transactions.ts";

/** A transaction in the block, with what its execution gave. */
export type Included = {
  readonly tx: TypedTransaction;
  readonly raw: Hex;
  readonly hash: Hex;
  readonly result: RunTxResult;
};

type LibraryLog = readonly [Uint8Array, readonly Uint8Array[], Uint8Array];

const toLog = ([address, topics, data]: LibraryLog): Log => ({
  address: toAddress(address),
  topics: topics.map((topic) => toHexString(topic)),
  data: toHexString(data),
});

const logsOf = (result: RunTxResult): Log[] => (result.receipt.logs as readonly LibraryLog[]).map(toLog);

type AppliedTransaction = Extract<TxOutcome, { readonly status: "applied" }>;

export const outcomeOf = ({ hash, result }: Included): AppliedTransaction => ({
  status: "applied",
  success: result.execResult.exceptionError === undefined,
  hash,
  gasUsed: result.totalGasSpent,
  logs: logsOf(result),
  returnData: toHexString(result.execResult.returnValue),
});

export const receiptOf = ({ tx, hash, result }: Included, baseFee: bigint): Receipt => ({
  transactionHash: hash,
  type: tx.type,
  success: result.execResult.exceptionError === undefined,
  from: toAddress(tx.getSenderAddress().bytes),
  to: tx.to === undefined ? null : toAddress(tx.to.bytes),
  contractAddress:
    tx.to === undefined && result.createdAddress ? toAddress(result.createdAddress.bytes) : null,
  gasUsed: result.totalGasSpent,
  cumulativeGasUsed: result.receipt.cumulativeBlockGasUsed,
  effectiveGasPrice: effectiveGasPrice(tx, baseFee),
  logsBloom: toHexString(result.bloom.bitvector),
  logs: logsOf(result),
});

export const receiptsRoot = (included: readonly Included[]): Uint8Array =>
  indexedRoot(included.map(({ tx, result }) => encodeReceipt(result.receipt, tx.type)));

export const transactionsRoot = (included: readonly Included[]): Uint8Array =>
  indexedRoot(included.map(({ tx }) => tx.serialize()));

export function blockBloom(included: readonly Included[]): Uint8Array {
  const bloom = new Uint8Array(256);
  for (const { result } of included)
    if (result.receipt.logs.length > 0)
      for (let i = 0; i < bloom.length; i++) bloom[i]! |= result.bloom.bitvector[i]!;
  return bloom;
}
