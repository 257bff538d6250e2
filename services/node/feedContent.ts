/**
 * Whether what travels beside a signed superblock is what was signed: leaves and entries by their roots, headers by
 * the leaves, transactions by the headers. What is not is the feed's fault, not the leader's.
 */
import { bytesToHex, fromRlp, type Hex, hexToBytes, keccak256 } from "viem";
import { indexedRoot } from "../execution/ethereumjs/indexedRoot.ts";
import { channelsRoot } from "../protocol/channels/channel.ts";
import type { FeedSuperblock } from "../protocol/feed/feedMessage.ts";
import { blocksRoot } from "../protocol/superblock/superblock.ts";

export type FeedContent = Omit<FeedSuperblock, "sequence" | "type">;

/** Position of transactionsRoot in a header. */
const TRANSACTIONS_ROOT = 4;

/** Name of the first field that does not belong to the superblock; undefined if all do. */
export function foreignField(content: FeedContent): string | undefined {
  const { superblock, blocks, channels, headers, transactions } = content;
  if (blocksRoot(blocks) !== superblock.blocksRoot) return "blocks";
  if (channelsRoot(channels) !== superblock.channelsRoot) return "channels";
  if (headers.length !== blocks.length) return "headers";
  if (transactions.length !== blocks.length) return "transactions";
  for (const [i, { chainId, blockHash }] of blocks.entries()) {
    if (keccak256(headers[i]!) !== blockHash) return `header of ${chainId}`;
    if (transactionsRootOf(headers[i]!) !== rootOf(transactions[i]!)) return `transactions of ${chainId}`;
  }
  return undefined;
}

const rootOf = (transactions: readonly Hex[]): Hex =>
  bytesToHex(indexedRoot(transactions.map((raw) => hexToBytes(raw))));

/** undefined for a header that is none: it was signed, and its transactions cannot be told. */
function transactionsRootOf(header: Hex): Hex | undefined {
  try {
    const field = (fromRlp(header) as readonly unknown[])[TRANSACTIONS_ROOT];
    return typeof field === "string" ? (field as Hex) : undefined;
  } catch {
    return undefined;
  }
}
