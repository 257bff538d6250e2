/** Re-executes one superblock on top of its parent, as data or a feed tell it. Nothing is written. */
import type { Hex } from "viem";
import {
  type ChannelEnd,
  type OpenSuperblock,
  openSuperblock,
  type SuperblockDeps,
  type SuperblockPlan,
} from "../execution/superblockExecution.ts";
import type { OpenBlock, SealedBlock, SignedSuperblock } from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import type { BatchSuperblock } from "../protocol/batch/batchData.ts";
import type { Mismatch } from "./mismatch.ts";

export type Derived = {
  readonly superblock: SignedSuperblock;
  readonly blocks: readonly SealedBlock[];
  /** what each rollup's state says of its channels, of a superblock that could not be closed honestly */
  readonly ends?: ReadonlyMap<bigint, ChannelEnd>;
};

/** Where derivation stands: the superblock before the batch and the history up to and including it. */
export type Position = { readonly parent: SignedSuperblock; readonly history: AppendOnlyTree };

export const fail = (mismatch: Mismatch): { readonly ok: false; readonly mismatch: Mismatch } => ({
  ok: false,
  mismatch,
});

/** Executes the transactions on top of the parent and closes the superblock; what it is compared with, others know. */
export async function executeSuperblock(
  deps: SuperblockDeps,
  content: Pick<BatchSuperblock, "transactions">,
  plan: SuperblockPlan,
  { parent, history }: Position,
): Promise<Executed> {
  const executed = await execute(deps, content, plan, parent);
  if (!executed.ok) return executed;
  const { open } = executed;
  const closed = await open.close(history);
  if (!closed.ok) return fail({ reason: "channels", number: open.number, why: closed });
  return { ok: true, derived: closed };
}

type Executed = { readonly ok: true; readonly derived: Derived } | ReturnType<typeof fail>;

/** The same of a superblock whose channels do not agree, as its maker must have closed it. */
export async function executeFalse(
  deps: SuperblockDeps,
  content: Pick<BatchSuperblock, "transactions">,
  plan: SuperblockPlan,
  { parent, history }: Position,
): Promise<Executed> {
  const executed = await execute(deps, content, plan, parent);
  return executed.ok ? { ok: true, derived: await executed.open.closeFalse(history) } : executed;
}

async function execute(
  deps: SuperblockDeps,
  { transactions }: Pick<BatchSuperblock, "transactions">,
  plan: SuperblockPlan,
  parent: SignedSuperblock,
): Promise<{ readonly ok: true; readonly open: OpenSuperblock } | ReturnType<typeof fail>> {
  const open = await openSuperblock(deps, parent, plan);
  let rollup = 0;
  for (const [chainId, block] of open.blocks) {
    const refused = await applyAll(block, transactions[rollup++]!);
    if (refused === undefined) continue;
    await open.drop();
    return fail({ reason: "transaction-invalid", number: open.number, chainId, ...refused });
  }
  return { ok: true, open };
}

async function applyAll(block: OpenBlock, raws: readonly Hex[]) {
  for (const [index, raw] of raws.entries()) {
    const outcome = await block.apply(raw);
    if (outcome.status === "applied") continue;
    const { status: _, ...why } = outcome;
    return { index, why };
  }
  return undefined;
}
