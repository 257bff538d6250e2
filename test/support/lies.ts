/** The lies of a leader, by whether L1 can be shown that they are lies. */
import { fromRlp, type Hex, keccak256, toRlp } from "viem";
import type { BatchSuperblock } from "../../services/protocol/batch/batchData.ts";
import type { ChannelEntry } from "../../services/protocol/channels/channel.ts";
import type { Lie, Tip } from "./lyingLeader.ts";

const A = 42101n;
const B = 42102n;
export const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;

const channelFromAToB = (change: Partial<ChannelEntry>) => (tip: Tip) => ({
  ...tip,
  channels: tip.channels.map((entry) =>
    entry.srcChainId === A && entry.dstChainId === B ? { ...entry, ...change } : entry,
  ),
});

const superblockWith =
  (change: (superblock: Tip["superblock"]) => Partial<Tip["superblock"]>) =>
  (tip: Tip): Tip => ({ ...tip, superblock: { ...tip.superblock, ...change(tip.superblock) } });

/** The head under another number. */
const renumbered =
  (by: bigint) =>
  (tip: Tip): Tip => {
    const number = tip.superblock.number + by;
    const blocks = tip.blocks.map((block) => ({ ...block, number }));
    return { ...superblockWith(() => ({ number }))(tip), blocks };
  };

export const channelRoot: Lie = { tip: channelFromAToB({ count: 1n, root: OTHER_WORD }) };
export const channelCount: Lie = { tip: channelFromAToB({ count: 1n }) };
export const numberTooLow: Lie = { tip: renumbered(-1n) };

export const provable: readonly (readonly [string, Lie])[] = [
  ["a channel root that no rollup's state holds", channelRoot],
  ["a channel count that no rollup's state holds", channelCount],
  [
    "a header that contradicts its superblock",
    { tip: (tip) => ({ ...tip, blocks: tip.blocks.with(0, { ...tip.blocks[0]!, stateRoot: OTHER_WORD }) }) },
  ],
  [
    "another time in the superblock than in its headers",
    { tip: superblockWith(({ timestamp }) => ({ timestamp: timestamp + 1n })) },
  ],
  ["a leap over a number", { tip: renumbered(1n) }],
  ["another history", { tip: superblockWith(() => ({ historyRoot: OTHER_WORD })) }],
];

/** The truth, but on top of the batch that L1 has, whatever that is. */
export const ontoParent: Lie = {
  tip: (tip, { number, superblock: parent }) => {
    const isTaken = tip.superblock.number <= number;
    const above = isTaken ? renumbered(number + 1n - tip.superblock.number)(tip) : tip;
    return superblockWith(({ timestamp }) => ({ parent, timestamp: timestamp + 1n }))(above);
  },
};

/** A state root that its header agrees with, so that header and leaf can be opened and show nothing. */
export function withStateRoot(tip: Tip, headerRlp: Hex, stateRoot: Hex): { tip: Tip; headerRlp: Hex } {
  const fields = fromRlp(headerRlp, "hex") as Hex[];
  const changed = toRlp(fields.with(3, stateRoot));
  const block = { ...tip.blocks[0]!, stateRoot, blockHash: keccak256(changed) };
  return { tip: { ...tip, blocks: tip.blocks.with(0, block) }, headerRlp: changed };
}

export const withoutFirst = (truth: readonly BatchSuperblock[]) => truth.slice(1);

export const withTransaction =
  (raw: Hex, instead: Hex) =>
  (truth: readonly BatchSuperblock[]): readonly BatchSuperblock[] =>
    truth.map((superblock) => ({
      ...superblock,
      transactions: superblock.transactions.map((list) => list.map((one) => (one === raw ? instead : one))),
    }));
