/** The channels of a superblock, read at both ends before it is closed. */
import { decodeFunctionResult, encodeFunctionData } from "viem";
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

/** Collects the entry of every channel and compares its two ends where both are rollups. */
export async function readChannels(
  l1ChainId: bigint,
  blocks: ReadonlyMap<bigint, OpenBlock>,
  before: readonly ChannelEntry[],
): Promise<Channels | CloseFailure> {
  const local = new Map<bigint, readonly ChannelEntry[]>();
  for (const [chainId, block] of blocks) {
    if ((await block.storageAt(MESSENGER, MESSENGER_UNSEALED_SLOT)) !== ZERO_HASH)
      return { ok: false, reason: "channels-unsealed", chainId };
    local.set(chainId, await localChannels(block, localEntries(before, chainId)));
  }
  const entries: ChannelEntry[] = [];
  const consumed: bigint[] = [];
  const at = (chainId: bigint, id: { srcChainId: bigint; dstChainId: bigint }): ChannelEntry | undefined =>
    local.get(chainId)?.find((e) => e.srcChainId === id.srcChainId && e.dstChainId === id.dstChainId);
  for (const id of channelIds(l1ChainId, [...blocks.keys()])) {
    const source = at(id.srcChainId, id);
    const destination = at(id.dstChainId, id);
    const entry = source ?? destination;
    if (entry === undefined)
      throw new Error(`no messenger knows the channel ${id.srcChainId} to ${id.dstChainId}`);
    if (source && destination && (source.count !== destination.count || source.root !== destination.root))
      return { ok: false, reason: "channels-differ", source, destination };
    entries.push(entry);
    if (id.srcChainId === l1ChainId) consumed.push(entry.count);
  }
  return { ok: true, entries, consumed };
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
