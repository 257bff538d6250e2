/** The end of a block: requests, roots, header, and the new state nodes. */
import type { Common } from "@ethereumjs/common";
import { hexToBytes } from "@ethereumjs/util";
import type { BlockHeader, SealedBlock } from "../../ports.ts";
import type { BlockEnv } from "../../protocol/superblock/l2Header.ts";
import { buildHeader } from "./headers.ts";
import { blockBloom, type Included, receiptOf, receiptsRoot, transactionsRoot } from "./receipts.ts";
import type { StateNodes } from "./stateNodes.ts";
import { collectRequests } from "./systemCalls.ts";
import type { View } from "./view.ts";

export type BlockDeps = {
  readonly rules: Common;
  readonly nodes: StateNodes;
  readonly view: View;
  /** Told once the block is sealed or dropped. */
  readonly onClosed: () => void;
};

/** Caches grow with what is read, and reading costs gas: they are emptied, flushed by then, after this much of it. */
const GAS_PER_CACHE = 300_000_000n;

export type BlockContents = {
  readonly parent: BlockHeader;
  readonly env: BlockEnv;
  readonly baseFee: bigint;
  readonly included: readonly Included[];
  readonly gasUsed: bigint;
};

/** Closes the state checkpoint that the block was opened with. */
export async function sealBlock(
  { rules, view, nodes }: BlockDeps,
  { parent, env, baseFee, included, gasUsed }: BlockContents,
): Promise<SealedBlock> {
  // One that somebody left open would hide what came before it from the state root.
  if (view.state.depth !== 1) throw new Error(`sealing with ${view.state.depth} checkpoints open`);
  const requestsHash = await collectRequests(view);
  await view.vm.evm.journal.cleanup();
  await view.state.commit();
  const stateRoot = await view.state.getStateRoot();
  const header = buildHeader(rules, env, {
    parentHash: hexToBytes(parent.hash),
    baseFee,
    stateRoot,
    transactionsRoot: transactionsRoot(included),
    receiptsRoot: receiptsRoot(included),
    requestsHash,
    logsBloom: blockBloom(included),
    gasUsed,
  });
  const stateWrites = nodes.seal(hexToBytes(parent.stateRoot), stateRoot);
  emptyFullCaches(view, gasUsed);
  return {
    header,
    transactions: included.map(({ raw }) => raw),
    receipts: included.map((each) => receiptOf(each, baseFee)),
    stateWrites,
  };
}

function emptyFullCaches(view: View, gasUsed: bigint): void {
  view.gasSinceCleared += gasUsed;
  if (view.gasSinceCleared <= GAS_PER_CACHE) return;
  view.caches.clear();
  view.gasSinceCleared = 0n;
}
