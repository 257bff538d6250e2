/** Arguments of every claim about the newest batch of a model chain. */
import type { Hex } from "viem";
import { siblings } from "../../../services/protocol/appendOnlyTree.ts";
import type { Batch } from "../../../services/protocol/batch/batch.ts";
import { historyOf, type ModelChain, type ModelSuperblock, nextSiblings } from "./modelChain.ts";
import type { RollupProof } from "./rollupModel.ts";

export const SLOT = { digest: 0, unsealed: 1, outboxCount: 2, inboxCount: 3 } as const;

export type Accused = { readonly batch: Batch; readonly before: Batch };

/** A batch by index, the newest when absent. */
export function accusedOf({ batches }: ModelChain, index = batches.length - 1): Accused {
  return { batch: batches[index]!.batch, before: batches[index - 1]!.batch };
}

/** From the newest batch's tip down to a number. */
export const descent = ({ superblocks, batches }: ModelChain, number?: bigint) => {
  const tip = batches.at(-1)!.batch.number;
  const down: ModelSuperblock[] = [];
  for (let n = tip; n >= (number ?? tip); n--) down.push(superblocks[Number(n)]!);
  return down;
};

const leavesOf = ({ blocks }: ModelSuperblock) => blocks.map(({ leaf }) => leaf);

export function channelArguments(
  chain: ModelChain,
  rollup = 0,
  slot: number = SLOT.digest,
  change: {
    readonly peer?: bigint;
    readonly storageProof?: readonly Hex[];
    readonly proof?: RollupProof;
  } = {},
) {
  const tip = descent(chain)[0]!;
  const { accountProof, storageProof } = change.proof ?? tip.blocks[rollup]!.proof;
  const evidence = {
    rollup: BigInt(rollup),
    slot,
    peer: change.peer ?? 0n,
    accountProof,
    storageProof: change.storageProof ?? storageProof,
  };
  return [accusedOf(chain), leavesOf(tip), tip.channels, evidence] as const;
}

export function openBlock(chain: ModelChain, rollup = 0, number?: bigint) {
  const down = descent(chain, number);
  const last = down.at(-1)!;
  return {
    superblocks: down.map(({ superblock }) => superblock),
    blocks: leavesOf(last),
    rollup: BigInt(rollup),
    header: last.blocks[rollup]!.proof.header,
  };
}

export const headerArguments = (chain: ModelChain, rollup = 0, number?: bigint) =>
  [accusedOf(chain), openBlock(chain, rollup, number)] as const;

export const NO_LEAD = { header: "0x", accountProof: [], storageProof: [] } as const;

export function headerLinkArguments(chain: ModelChain, rollup = 0, number?: bigint, lead: unknown = NO_LEAD) {
  const child = openBlock(chain, rollup, number);
  const parent = chain.superblocks[Number(child.superblocks.at(-1)!.number) - 1]!;
  const opened = {
    superblock: parent.superblock,
    blocks: leavesOf(parent),
    header: parent.blocks[rollup]!.proof.header,
  };
  return [accusedOf(chain), child, opened, lead] as const;
}

export const historyArguments = (chain: ModelChain, number?: bigint) =>
  [accusedOf(chain), descent(chain, number).map(({ superblock }) => superblock)] as const;

export function historyLinkArguments(chain: ModelChain, number?: bigint) {
  const [accused, down] = historyArguments(chain, number);
  const at = Number(number ?? accused.batch.number);
  const parent = chain.superblocks[at - 1]!.superblock;
  return [accused, down, parent, nextSiblings(historyOf(chain), at - 1)] as const;
}

/** What stands at `index` under the tip's true history root, or nothing beyond it. */
export function historyLeafArguments(chain: ModelChain, index: number, earlierIndex = 0) {
  const accused = accusedOf(chain);
  const count = Number(accused.batch.number);
  const leaves = historyOf(chain).slice(0, count);
  const isThere = index < count;
  const opened = {
    index: BigInt(index),
    leaf: isThere ? leaves[index]! : (`0x${"00".repeat(32)}` as Hex),
    siblings: isThere ? siblings(leaves, index) : nextSiblings(leaves, count),
    earlier: chain.batches[earlierIndex]!.batch,
  };
  return [accused, chain.superblocks[count]!.superblock, opened] as const;
}
