/** The channels of a superblock, read at both ends before it is closed. */
import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../abi/index.ts";
import type { OpenBlock } from "../ports.ts";
import { type ChannelEntry, channelIds, channelsDigest, localEntries } from "../protocol/channels/channel.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import {
  MESSENGER,
  MESSENGER_CHANNELS_DIGEST_SLOT,
  MESSENGER_UNSEALED_SLOT,
} from "../protocol/systemAddresses.ts";

export type CloseFailure =
  | { readonly ok: false; readonly reason: "channels-unsealed"; readonly chainId: bigint }
  | {
      readonly ok: false;
      readonly reason: "channels-differ";
      readonly source: ChannelEntry;
      readonly destination: ChannelEntry;
    };

export type Channels = {
  readonly ok: true;
  readonly entries: readonly ChannelEntry[];
  readonly consumed: readonly bigint[];
};

/** What a rollup's messenger says of its channels at the end of a block. */
export type ChannelEnd = { readonly digest: Hex; readonly isUnsealed: boolean };

/** Collects the entry of every channel and compares its two ends where both are rollups. */
export async function readChannels(
  l1ChainId: bigint,
  blocks: ReadonlyMap<bigint, OpenBlock>,
  before: readonly ChannelEntry[],
): Promise<Channels | CloseFailure> {
  for (const [chainId, block] of blocks)
    if (await isUnsealed(block)) return { ok: false, reason: "channels-unsealed", chainId };
  const { entries, consumed, differing } = await collect(l1ChainId, blocks, before);
  return differing === undefined
    ? { ok: true, entries, consumed }
    : { ok: false, reason: "channels-differ", ...differing };
}

/** The same where the ends need not agree: channels as their sources have them, and what each rollup says. */
export async function readFalseChannels(
  l1ChainId: bigint,
  blocks: ReadonlyMap<bigint, OpenBlock>,
  before: readonly ChannelEntry[],
): Promise<{ readonly channels: Channels; readonly ends: ReadonlyMap<bigint, ChannelEnd> }> {
  const { entries, consumed } = await collect(l1ChainId, blocks, before);
  const ends = new Map<bigint, ChannelEnd>();
  for (const [chainId, block] of blocks)
    ends.set(chainId, {
      digest: await block.storageAt(MESSENGER, MESSENGER_CHANNELS_DIGEST_SLOT),
      isUnsealed: await isUnsealed(block),
    });
  return { channels: { ok: true, entries, consumed }, ends };
}

const isUnsealed = async (block: OpenBlock): Promise<boolean> =>
  (await block.storageAt(MESSENGER, MESSENGER_UNSEALED_SLOT)) !== ZERO_HASH;

type Collected = {
  readonly entries: readonly ChannelEntry[];
  readonly consumed: readonly bigint[];
  /** the first channel whose ends differ */
  readonly differing: { readonly source: ChannelEntry; readonly destination: ChannelEntry } | undefined;
};

async function collect(
  l1ChainId: bigint,
  blocks: ReadonlyMap<bigint, OpenBlock>,
  before: readonly ChannelEntry[],
): Promise<Collected> {
  const local = new Map<bigint, readonly ChannelEntry[]>();
  for (const [chainId, block] of blocks)
    local.set(chainId, await localChannels(block, localEntries(before, chainId)));
  const entries: ChannelEntry[] = [];
  const consumed: bigint[] = [];
  let differing: Collected["differing"];
  const at = (chainId: bigint, id: { srcChainId: bigint; dstChainId: bigint }): ChannelEntry | undefined =>
    local.get(chainId)?.find((e) => e.srcChainId === id.srcChainId && e.dstChainId === id.dstChainId);
  for (const id of channelIds(l1ChainId, [...blocks.keys()])) {
    const source = at(id.srcChainId, id);
    const destination = at(id.dstChainId, id);
    const entry = source ?? destination;
    if (entry === undefined)
      throw new Error(`no messenger knows the channel ${id.srcChainId} to ${id.dstChainId}`);
    if (source && destination && (source.count !== destination.count || source.root !== destination.root))
      differing ??= { source, destination };
    entries.push(entry);
    if (id.srcChainId === l1ChainId) consumed.push(entry.count);
  }
  return { entries, consumed, differing };
}

/** A rollup's channels; taken over from the parent when the sealed digest has not moved. */
async function localChannels(
  block: OpenBlock,
  before: readonly ChannelEntry[],
): Promise<readonly ChannelEntry[]> {
  const digest = await block.storageAt(MESSENGER, MESSENGER_CHANNELS_DIGEST_SLOT);
  if (digest === channelsDigest(before)) return before;
  const outcome = await block.call({
    to: MESSENGER,
    data: encodeFunctionData({ abi: crossRollupMessengerAbi, functionName: "channels" }),
  });
  if (!outcome.success)
    throw new Error(`messenger.channels() failed: ${outcome.failure ?? outcome.returnData}`);
  return decodeFunctionResult({
    abi: crossRollupMessengerAbi,
    functionName: "channels",
    data: outcome.returnData,
  });
}
