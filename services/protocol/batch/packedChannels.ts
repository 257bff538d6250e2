/** Channels on their way to L1 (twin of contracts/superblock/PackedChannels.sol). */
import { concat, type Hex, hexToBigInt, size, slice, toHex } from "viem";
import { EMPTY_ROOT } from "../appendOnlyTree.ts";
import type { ChannelEntry, ChannelId } from "../channels/channel.ts";

const COUNT_BYTES = 8;
const ROOT_BYTES = 32;

/** In order: the count, 8 bytes big-endian, and the root, which an empty channel leaves out. */
export const packChannels = (entries: readonly ChannelEntry[]): Hex =>
  concat(
    entries.map(({ count, root }) => {
      const head = toHex(count, { size: COUNT_BYTES });
      return count === 0n ? head : concat([head, root]);
    }),
  );

/** The channels with these ids; undefined if the bytes are not exactly those of so many. */
export function unpackChannels(packed: Hex, ids: readonly ChannelId[]): ChannelEntry[] | undefined {
  const entries: ChannelEntry[] = [];
  let position = 0;
  const take = (length: number): Hex | undefined => {
    if (position + length > size(packed)) return undefined;
    position += length;
    return slice(packed, position - length, position);
  };
  for (const id of ids) {
    const head = take(COUNT_BYTES);
    if (head === undefined) return undefined;
    const count = hexToBigInt(head);
    const root = count === 0n ? EMPTY_ROOT : take(ROOT_BYTES);
    if (root === undefined) return undefined;
    entries.push({ ...id, count, root });
  }
  return position === size(packed) ? entries : undefined;
}

/** Those of the entries that L1 sends. */
export const entriesFrom = (entries: readonly ChannelEntry[], srcChainId: bigint): ChannelEntry[] =>
  entries.filter((entry) => entry.srcChainId === srcChainId);
