/**
 * The smallest rollups that L1 can check: a state of one account, the messenger, with one word, its digest of channels.
 * Tries of a single leaf are their own proof.
 */
import { RLP } from "@ethereumjs/rlp";
import { type Address, bytesToHex, type Hex, hexToBytes, keccak256 } from "viem";
import { type ChannelEntry, channelsDigest, localEntries } from "../../services/protocol/channels/channel.ts";
import type { BlockLeaf } from "../../services/protocol/superblock/superblock.ts";
import { MESSENGER, MESSENGER_CHANNELS_DIGEST_SLOT } from "../../services/protocol/systemAddresses.ts";

export type ModelBlock = {
  readonly leaf: BlockLeaf;
  readonly header: Hex;
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly Hex[];
};

export type BlockPlan = {
  readonly chainId: bigint;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly producer: Address;
  readonly parentSuperblock: Hex;
  readonly l1Origin: Hex;
  /** as the state has them */
  readonly channels: readonly ChannelEntry[];
};

const ZERO: Hex = `0x${"00".repeat(32)}`;
const NO_CODE = keccak256("0x");
const EMPTY_TRIE = keccak256("0x80");
const EMPTY_LIST = keccak256("0xc0");
const GAS_LIMIT = 30_000_000n;
/** Hex prefix of a leaf whose path has an even number of nibbles. */
const EVEN_LEAF = "20";

/** The only node of a trie with one key. */
function onlyLeaf(key: Hex, value: Uint8Array): { readonly root: Hex; readonly node: Hex } {
  const path = hexToBytes(`0x${EVEN_LEAF}${keccak256(key).slice(2)}`);
  const node = bytesToHex(RLP.encode([path, value]));
  return { root: keccak256(node), node };
}

const number = (value: bigint): Uint8Array =>
  value === 0n ? new Uint8Array() : hexToBytes(`0x${value.toString(16).replace(/^(.(..)*)$/, "0$1")}`);

/** @param headerTimestamp what the header says, in a lie other than the superblock */
export function buildBlock(plan: BlockPlan, headerTimestamp = plan.timestamp): ModelBlock {
  const digest = channelsDigest(localEntries(plan.channels, plan.chainId));
  const storage = onlyLeaf(MESSENGER_CHANNELS_DIGEST_SLOT, RLP.encode(number(BigInt(digest))));
  const account = [number(1n), number(7n), hexToBytes(storage.root), hexToBytes(NO_CODE)];
  const state = onlyLeaf(MESSENGER, RLP.encode(account));
  const header = bytesToHex(
    RLP.encode([
      ...[ZERO, EMPTY_LIST, plan.producer, state.root, EMPTY_TRIE, EMPTY_TRIE].map((h) =>
        hexToBytes(h as Hex),
      ),
      new Uint8Array(256),
      number(0n),
      number(plan.number),
      number(GAS_LIMIT),
      number(0n),
      number(headerTimestamp),
      hexToBytes(plan.parentSuperblock),
      hexToBytes(ZERO),
      new Uint8Array(8),
      number(7n),
      hexToBytes(EMPTY_TRIE),
      number(0n),
      number(0n),
      hexToBytes(plan.l1Origin),
      hexToBytes(ZERO),
    ]),
  );
  return {
    leaf: {
      chainId: plan.chainId,
      number: plan.number,
      blockHash: keccak256(header),
      stateRoot: state.root,
      traceRoot: ZERO,
    },
    header,
    accountProof: [state.node],
    storageProof: [storage.node],
  };
}
