/**
 * Rollups reduced to what L1 sees of them: headers over real state tries in which the messenger holds its digest.
 * The tries, proofs and headers are ethereumjs', so nothing here shares code with the contracts.
 */
import { createBlockHeader } from "@ethereumjs/block";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { type Address, bytesToHex, type Hex, hexToBytes, keccak256, toHex } from "viem";
import * as Tree from "../../../services/protocol/appendOnlyTree.ts";
import {
  type ChannelEntry,
  channelIds,
  channelsDigest,
  localEntries,
} from "../../../services/protocol/channels/channel.ts";
import type { BlockLeaf } from "../../../services/protocol/superblock/superblock.ts";
import { MESSENGER, MESSENGER_CHANNELS_DIGEST_SLOT } from "../../../services/protocol/systemAddresses.ts";

export type RollupProof = {
  readonly header: Hex;
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly Hex[];
};

export type ModelBlock = {
  readonly leaf: BlockLeaf;
  readonly proof: RollupProof;
  /** the block's true header, whatever a test makes of it elsewhere */
  readonly trueHeader: Hex;
  /** storage proof of another slot of the messenger */
  readonly proveSlot: (slot: Hex) => Promise<readonly Hex[]>;
};

const ZERO = `0x${"00".repeat(32)}` as const;
const OTHERS = 24;
/** Slots of other things; the first ones are the messenger's own. */
const FIRST_OTHER = 100;
const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });

/** All channels, empty. */
export const emptyChannels = (l1ChainId: bigint, rollups: readonly bigint[]): ChannelEntry[] =>
  channelIds(l1ChainId, rollups).map((id) => ({ ...id, count: 0n, root: Tree.EMPTY_ROOT }));

/** The channel with the given leaves in it. */
export const channelOf = (srcChainId: bigint, dstChainId: bigint, leaves: readonly Hex[]): ChannelEntry => {
  const tree = leaves.reduce(Tree.append, Tree.emptyTree);
  return { srcChainId, dstChainId, count: tree.count, root: Tree.root(tree) };
};

/** `entries` with those of `changed` in the place of their namesakes. */
export const withEntries = (
  entries: readonly ChannelEntry[],
  changed: readonly ChannelEntry[],
): ChannelEntry[] =>
  entries.map(
    (e) => changed.find((c) => c.srcChainId === e.srcChainId && c.dstChainId === e.dstChainId) ?? e,
  );

const stripped = (word: Hex): Uint8Array =>
  hexToBytes(`0x${BigInt(word).toString(16)}`.replace(/^0x(.(..)*)$/, "0x0$1") as Hex);

/** What a header holds besides number, timestamp and state root; ethereumjs' defaults where nothing is said. */
export type ModelEnv = {
  readonly coinbase?: Address;
  readonly parentHash?: Hex;
  readonly parentBeaconBlockRoot?: Hex;
  readonly extraData?: Hex;
  readonly mixHash?: Hex;
  readonly baseFeePerGas?: bigint;
  readonly gasLimit?: bigint;
  readonly gasUsed?: bigint;
  readonly difficulty?: bigint;
  readonly nonce?: Hex;
  readonly uncleHash?: Hex;
  readonly withdrawalsRoot?: Hex;
  readonly blobGasUsed?: bigint;
  readonly excessBlobGas?: bigint;
};

/** A block whose messenger holds the digest of the channels local to the rollup. */
export async function buildBlock(options: {
  readonly chainId: bigint;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly channels: readonly ChannelEntry[];
  readonly env?: ModelEnv;
  /** other words in the messenger's storage */
  readonly words?: readonly (readonly [slot: Hex, word: Hex])[];
}): Promise<ModelBlock> {
  const { chainId, number, timestamp, channels, env = {}, words = [] } = options;
  const storage = await createMPT({ useKeyHashing: true });
  const slot = hexToBytes(MESSENGER_CHANNELS_DIGEST_SLOT);
  await storage.put(slot, RLP.encode(stripped(channelsDigest(localEntries(channels, chainId)))));
  for (const [at, word] of words) await storage.put(hexToBytes(at), RLP.encode(stripped(word)));
  const state = await createMPT({ useKeyHashing: true });
  for (let i = 1; i <= OTHERS; i++) {
    await storage.put(hexToBytes(toHex(FIRST_OTHER + i, { size: 32 })), RLP.encode(Uint8Array.of(i)));
    const other = [
      Uint8Array.of(i),
      Uint8Array.of(1),
      hexToBytes(keccak256("0x80")),
      hexToBytes(keccak256("0x")),
    ];
    await state.put(hexToBytes(keccak256(toHex(i))).slice(12), RLP.encode(other));
  }
  const account = [Uint8Array.of(1), Uint8Array.of(7), storage.root(), hexToBytes(keccak256("0x60"))];
  await state.put(hexToBytes(MESSENGER), RLP.encode(account));

  const header = createBlockHeader(
    { stateRoot: state.root(), number, timestamp, gasLimit: 30_000_000n, ...env },
    { common, skipConsensusFormatValidation: true },
  );
  return {
    leaf: {
      chainId,
      number,
      blockHash: bytesToHex(header.hash()),
      stateRoot: bytesToHex(state.root()),
      traceRoot: ZERO,
    },
    proof: {
      header: bytesToHex(header.serialize()),
      accountProof: (await createMerkleProof(state, hexToBytes(MESSENGER))).map((node) => bytesToHex(node)),
      storageProof: (await createMerkleProof(storage, slot)).map((node) => bytesToHex(node)),
    },
    trueHeader: bytesToHex(header.serialize()),
    proveSlot: async (at) =>
      (await createMerkleProof(storage, hexToBytes(at))).map((node) => bytesToHex(node)),
  };
}
