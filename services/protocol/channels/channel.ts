/** Channels: messages, their leaves, entries and roots (twin of contracts/superblock/Channel.sol). */
import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";
import { hashLeaf, staticRoot } from "../merkleTree.ts";

export const MESSAGE_KIND = { call: 0, forcedTransaction: 1, bounce: 2, triggeringCall: 3 } as const;

/** A leaf of a channel, fields in wire order; the call data travel beside it. */
export type Message = {
  readonly kind: number;
  readonly srcChainId: bigint;
  readonly dstChainId: bigint;
  readonly nonce: bigint;
  readonly sender: Address;
  readonly target: Address;
  /** wei */
  readonly value: bigint;
  readonly gasLimit: bigint;
  /** Unix seconds, zero if none */
  readonly deadline: bigint;
  readonly refundTo: Address;
  readonly dataHash: Hex;
  readonly resultHash: Hex;
};

const MESSAGE = [
  { type: "uint8" },
  { type: "uint64" },
  { type: "uint64" },
  { type: "uint64" },
  { type: "address" },
  { type: "address" },
  { type: "uint256" },
  { type: "uint64" },
  { type: "uint64" },
  { type: "address" },
  { type: "bytes32" },
  { type: "bytes32" },
] as const;

export const hashMessage = (m: Message): Hex =>
  hashLeaf(
    encodeAbiParameters(MESSAGE, [
      m.kind,
      m.srcChainId,
      m.dstChainId,
      m.nonce,
      m.sender,
      m.target,
      m.value,
      m.gasLimit,
      m.deadline,
      m.refundTo,
      m.dataHash,
      m.resultHash,
    ]),
  );

/** State of one channel, claimed for both of its ends. */
export type ChannelEntry = {
  readonly srcChainId: bigint;
  readonly dstChainId: bigint;
  readonly count: bigint;
  readonly root: Hex;
};

const ENTRY = [
  { name: "srcChainId", type: "uint64" },
  { name: "dstChainId", type: "uint64" },
  { name: "count", type: "uint64" },
  { name: "root", type: "bytes32" },
] as const;

export const hashEntry = (entry: ChannelEntry): Hex =>
  hashLeaf(encodeAbiParameters(ENTRY, [entry.srcChainId, entry.dstChainId, entry.count, entry.root]));

/** `channelsRoot` of a superblock: entries ordered by (source, destination). */
export const channelsRoot = (entries: readonly ChannelEntry[]): Hex => staticRoot(entries.map(hashEntry));

/** Digest of the channels that start or end at one chain, in the messenger's fixed slot. */
export const channelsDigest = (entries: readonly ChannelEntry[]): Hex =>
  keccak256(encodeAbiParameters([{ type: "tuple[]", components: ENTRY }], [entries]));

export type ChannelId = { readonly srcChainId: bigint; readonly dstChainId: bigint };

/**
 * All channels of a set of rollups with their L1, ordered by (source, destination): every ordered pair of
 * distinct rollups and, for each rollup, to and from L1.
 */
export function channelIds(l1ChainId: bigint, rollups: readonly bigint[]): ChannelId[] {
  const chains = [l1ChainId, ...rollups].sort((a, b) => (a < b ? -1 : 1));
  return chains.flatMap((srcChainId) =>
    chains.filter((dst) => dst !== srcChainId).map((dstChainId) => ({ srcChainId, dstChainId })),
  );
}

/** Those of the entries that start or end at `chainId`, in the same order. */
export const localEntries = (entries: readonly ChannelEntry[], chainId: bigint): ChannelEntry[] =>
  entries.filter((e) => e.srcChainId === chainId || e.dstChainId === chainId);
