/** Receipts of a block's transactions, their trie and their bloom. */

import type { TypedTransaction } from "@ethereumjs/tx";
import { bytesToHex } from "@ethereumjs/util";
import { encodeReceipt, type RunTxResult } from "@ethereumjs/vm";
import { getAddress, type Hex } from "viem";
import type { Log, Receipt, TxOutcome } from "../../ports.ts";
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
  address: getAddress(bytesToHex(address)),
  topics: topics.map((topic) => bytesToHex(topic)),
  data: bytesToHex(data),
});

const logsOf = (result: RunTxResult): Log[] => (result.receipt.logs as readonly LibraryLog[]).map(toLog);

type AppliedTransaction = Extract<TxOutcome, { readonly status: "applied" }>;

export const outcomeOf = ({ hash, result }: Included): AppliedTransaction => ({
  status: "applied",
  success: result.execResult.exceptionError === undefined,
  hash,
  gasUsed: result.totalGasSpent,
  logs: logsOf(result),
  returnData: bytesToHex(result.execResult.returnValue),
});

export const receiptOf = ({ tx, hash, result }: Included, baseFee: bigint): Receipt => ({
  transactionHash: hash,
  type: tx.type,
  success: result.execResult.exceptionError === undefined,
  from: getAddress(tx.getSenderAddress().toString()),
  to: tx.to === undefined ? null : getAddress(tx.to.toString()),
  contractAddress:
    tx.to === undefined && result.createdAddress ? getAddress(result.createdAddress.toString()) : null,
  gasUsed: result.totalGasSpent,
  cumulativeGasUsed: result.receipt.cumulativeBlockGasUsed,
  effectiveGasPrice: effectiveGasPrice(tx, baseFee),
  logsBloom: bytesToHex(result.bloom.bitvector),
  logs: logsOf(result),
});

export const receiptsRoot = (included: readonly Included[]): Uint8Array =>
  indexedRoot(included.map(({ tx, result }) => encodeReceipt(result.receipt, tx.type)));

export const transactionsRoot = (included: readonly Included[]): Uint8Array =>
  indexedRoot(included.map(({ tx }) => tx.serialize()));

export function blockBloom(included: readonly Included[]): Uint8Array {
  const bloom = new Uint8Array(256);
  for (const { result } of included)
    for (const [i, byte] of result.bloom.bitvector.entries()) bloom[i]! |= byte;
  return bloom;
}
