/** Transactions that concern one rollup alone, one after the other on its open block. */
import type { LocalLimits, LocalOutcome, LocalTransaction, OpenBlock } from "../ports.ts";
import { sentMessages } from "../protocol/channels/messengerLogs.ts";
import { L2_GAS_LIMIT } from "../protocol/superblock/l2Header.ts";

type Block = Pick<OpenBlock, "apply" | "gasLeft" | "keep" | "mark" | "nonceOf" | "rollback">;

export async function applyLocal(
  block: Block,
  transactions: readonly LocalTransaction[],
  limits: LocalLimits,
): Promise<readonly LocalOutcome[]> {
  const outcomes: LocalOutcome[] = [];
  for (const transaction of transactions) {
    const outcome = await attempt(block, transaction, limits);
    outcomes.push(outcome);
    if (outcome.status === "group") break;
  }
  return outcomes;
}

async function attempt(
  block: Block,
  { raw, sender, nonce, gasLimit }: LocalTransaction,
  { l1ChainId, reservedGas }: LocalLimits,
): Promise<LocalOutcome> {
  // Asked first, because a signature costs more to check, and many may wait behind a gap.
  const expected = await block.nonceOf(sender);
  if (nonce !== expected) return { status: "nonce", expected };
  const isUsed = block.gasLeft() < L2_GAS_LIMIT;
  if (isUsed && gasLimit > block.gasLeft()) return { status: "full" };
  const mark = await block.mark();
  const outcome = await block.apply(raw, sender);
  if (outcome.status === "applied" && block.gasLeft() >= reservedGas) {
    const crosses = sentMessages(outcome.logs).some(({ message }) => message.dstChainId !== l1ChainId);
    // Who asked for a result and was refused is run again by its group, with the result.
    if (!crosses && outcome.missed === undefined) {
      await block.keep(mark);
      return { status: "kept", hash: outcome.hash, gasUsed: outcome.gasUsed };
    }
  }
  await block.rollback(mark);
  if (outcome.status === "applied" && isUsed && block.gasLeft() - outcome.gasUsed < reservedGas)
    return { status: "full" };
  return { status: "group" };
}
