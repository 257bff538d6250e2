/** The superblock and its hash (twin of contracts/superblock/Superblock.sol). */
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  hashTypedData,
  keccak256,
  type TypedDataDomain,
  toHex,
} from "viem";
import { hashLeaf, staticRoot } from "../merkleTree.ts";

/** One slot of all rollups: exactly one block of each, same number, same timestamp. Fields in wire order. */
export type Superblock = {
  readonly term: Hex;
  readonly number: bigint;
  /** Unix seconds */
  readonly timestamp: bigint;
  readonly producer: Address;
  readonly parent: Hex;
  readonly historyRoot: Hex;
  readonly blocksRoot: Hex;
  readonly channelsRoot: Hex;
  readonly l1OriginNumber: bigint;
  readonly l1Origin: Hex;
};

export const SUPERBLOCK_TYPES = {
  Superblock: [
    { name: "term", type: "bytes32" },
    { name: "number", type: "uint64" },
    { name: "timestamp", type: "uint64" },
    { name: "producer", type: "address" },
    { name: "parent", type: "bytes32" },
    { name: "historyRoot", type: "bytes32" },
    { name: "blocksRoot", type: "bytes32" },
    { name: "channelsRoot", type: "bytes32" },
    { name: "l1OriginNumber", type: "uint64" },
    { name: "l1Origin", type: "bytes32" },
  ],
} as const;

/** EIP-712 domain of a deployment. */
export type SuperblockDomain = { readonly l1ChainId: bigint; readonly inbox: Address };

export const typedDomain = (domain: SuperblockDomain): TypedDataDomain => ({
  name: "Lockstep",
  version: "1",
  chainId: domain.l1ChainId,
  verifyingContract: domain.inbox,
});

/** EIP-712 digest: what the leader signs and what every reference to a superblock holds. */
export const hashSuperblock = (superblock: Superblock, domain: SuperblockDomain): Hex =>
  hashTypedData({
    domain: typedDomain(domain),
    types: SUPERBLOCK_TYPES,
    primaryType: "Superblock",
    message: superblock,
  });

/** Leaf of the history tree, whose index is the superblock's number. */
export const hashHistoryLeaf = (superblockHash: Hex): Hex => hashLeaf(superblockHash);

type TermParts = [previous: Hex, startNumber: bigint, startSuperblock: Hex, openedAtSec: bigint];

const termWord = (parts: TermParts): bigint =>
  BigInt(
    keccak256(
      encodeAbiParameters(
        [{ type: "bytes32" }, { type: "uint64" }, { type: "bytes32" }, { type: "uint64" }],
        parts,
      ),
    ),
  );

/** Name of the leader's term that starts after `startSuperblock`, opened at an L1 timestamp: its last bit is 0. */
export const nextTerm = (...parts: TermParts): Hex => toHex((termWord(parts) >> 1n) << 1n, { size: 32 });

/** The same of a term of fallback, where miners build: its last bit is 1. */
export const nextFallbackTerm = (...parts: TermParts): Hex => toHex(termWord(parts) | 1n, { size: 32 });

export const isFallbackTerm = (term: Hex): boolean => (BigInt(term) & 1n) === 1n;

/** One rollup's block in a superblock. */
export type BlockLeaf = {
  readonly chainId: bigint;
  readonly number: bigint;
  readonly blockHash: Hex;
  readonly stateRoot: Hex;
  /** Commits to per-transaction states for execution proofs; zero until those exist. */
  readonly traceRoot: Hex;
};

const BLOCK_LEAF = [
  { type: "uint64" },
  { type: "uint64" },
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
] as const;

export const hashBlockLeaf = (leaf: BlockLeaf): Hex =>
  hashLeaf(
    encodeAbiParameters(BLOCK_LEAF, [
      leaf.chainId,
      leaf.number,
      leaf.blockHash,
      leaf.stateRoot,
      leaf.traceRoot,
    ]),
  );

/** Root over a superblock's blocks, ordered by chain id. */
export const blocksRoot = (leaves: readonly BlockLeaf[]): Hex => staticRoot(leaves.map(hashBlockLeaf));
