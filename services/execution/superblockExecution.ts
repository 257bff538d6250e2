/**
 * One superblock over all rollups: open a block on each, later close them together. The sequencer builds with it
 * and the node re-executes with it, so there is one place that says how blocks, channels and superblock hang
 * together.
 */
import type { Address, Hex } from "viem";
import type { Engine, OpenBlock, SealedBlock, SignedSuperblock, Store } from "../ports.ts";
import { type AppendOnlyTree, root } from "../protocol/appendOnlyTree.ts";
import { channelsRoot } from "../protocol/channels/channel.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import { type BlockEnv, derivePrevRandao } from "../protocol/superblock/l2Header.ts";
import {
  type BlockLeaf,
  blocksRoot,
  hashSuperblock,
  type Superblock,
  type SuperblockDomain,
} from "../protocol/superblock/superblock.ts";
import {
  type ChannelEnd,
  type Channels,
  type CloseFailure,
  readChannels,
  readFalseChannels,
} from "./channelEnds.ts";

export type { ChannelEnd, CloseFailure } from "./channelEnds.ts";

export type SuperblockDeps = {
  /** one per rollup, ascending by chain id */
  readonly engines: readonly Engine[];
  readonly store: Pick<Store, "header">;
  readonly domain: SuperblockDomain;
};

/** What the sequencer decides of a superblock, or the batch data say of it. */
export type SuperblockPlan = {
  readonly term: Hex;
  /** Unix seconds */
  readonly timestamp: bigint;
  readonly producer: Address;
  readonly l1Origin: { readonly number: bigint; readonly hash: Hex };
  /** leading checkpoint in the L1 ledger at the origin; the zero hash before the first */
  readonly lead: Hex;
};

export type Closed = {
  readonly ok: true;
  readonly superblock: SignedSuperblock;
  readonly blocks: readonly SealedBlock[];
};

export interface OpenSuperblock {
  readonly number: bigint;
  /** by chain id, ascending */
  readonly blocks: ReadonlyMap<bigint, OpenBlock>;
  /** Checks the channels at both ends, seals every block and hashes the superblock. On a failure all is dropped. */
  close(history: AppendOnlyTree): Promise<Closed | CloseFailure>;
  /**
   * Closes what `close` refuses, to show what is wrong with it: nobody goes on from there. Channels are as their sources
   * have them; `ends` says what each rollup's state holds.
   */
  closeFalse(history: AppendOnlyTree): Promise<Closed & { readonly ends: ReadonlyMap<bigint, ChannelEnd> }>;
  /** Gives all blocks up. */
  drop(): Promise<void>;
}

/** Opens the superblock after `parent` on every rollup. */
export async function openSuperblock(
  deps: SuperblockDeps,
  parent: SignedSuperblock,
  plan: SuperblockPlan,
): Promise<OpenSuperblock> {
  const number = parent.superblock.number + 1n;
  const blocks = new Map<bigint, OpenBlock>();
  const drop = async (): Promise<void> => {
    for (const block of blocks.values()) await block.drop();
  };
  for (const engine of deps.engines) {
    const parentHeader = deps.store.header(engine.chainId, parent.superblock.number);
    if (parentHeader === undefined)
      throw new Error(`block ${parent.superblock.number} of chain ${engine.chainId} is not in the store`);
    const env: BlockEnv = {
      number,
      timestamp: plan.timestamp,
      producer: plan.producer,
      prevRandao: derivePrevRandao(parentHeader.prevRandao, plan.lead, number),
      l1Origin: plan.l1Origin.hash,
      parentSuperblock: parent.hash,
    };
    // A block left open would bar its engine from ever opening another.
    const block = await engine.open(parentHeader, env).catch(async (err: unknown) => {
      await drop();
      throw err;
    });
    blocks.set(engine.chainId, block);
  }
  const sealAll = async (channels: Channels, history: AppendOnlyTree): Promise<Closed> => {
    const sealed: SealedBlock[] = [];
    for (const block of blocks.values()) sealed.push(await block.seal());
    return { ok: true, superblock: assemble(deps, parent, plan, channels, sealed, history), blocks: sealed };
  };
  return {
    number,
    blocks,
    drop,
    close: async (history) => {
      const channels = await readChannels(deps.domain.l1ChainId, blocks, parent.channels);
      if (!channels.ok) {
        await drop();
        return channels;
      }
      return sealAll(channels, history);
    },
    closeFalse: async (history) => {
      const { channels, ends } = await readFalseChannels(deps.domain.l1ChainId, blocks, parent.channels);
      return { ...(await sealAll(channels, history)), ends };
    },
  };
}

function assemble(
  deps: SuperblockDeps,
  parent: SignedSuperblock,
  plan: SuperblockPlan,
  channels: Channels,
  sealed: readonly SealedBlock[],
  history: AppendOnlyTree,
): SignedSuperblock {
  const blocks: BlockLeaf[] = sealed.map(({ header }) => ({
    chainId: header.chainId,
    number: header.number,
    blockHash: header.hash,
    stateRoot: header.stateRoot,
    traceRoot: ZERO_HASH,
  }));
  const superblock: Superblock = {
    term: plan.term,
    number: parent.superblock.number + 1n,
    timestamp: plan.timestamp,
    producer: plan.producer,
    parent: parent.hash,
    historyRoot: root(history),
    blocksRoot: blocksRoot(blocks),
    channelsRoot: channelsRoot(channels.entries),
    l1OriginNumber: plan.l1Origin.number,
    l1Origin: plan.l1Origin.hash,
  };
  return {
    superblock,
    hash: hashSuperblock(superblock, deps.domain),
    blocks,
    channels: channels.entries,
    consumed: channels.consumed,
  };
}
