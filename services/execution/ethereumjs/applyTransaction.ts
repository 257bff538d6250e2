/** One transaction on top of a block being built. */
import type { Block } from "@ethereumjs/block";
import type { TypedTransaction } from "@ethereumjs/tx";
import { type RunTxResult, runTx } from "@ethereumjs/vm";
import type { Hex } from "viem";
import type { InvalidTransaction, TxOutcome } from "../../ports.ts";
import { L2_GAS_LIMIT } from "../../protocol/superblock/l2Header.ts";
import { ServiceError } from "../../runtime/serviceError.ts";
import { checkTransaction } from "./transactions.ts";
import type { View } from "./view.ts";

export type Surroundings = {
  readonly view: View;
  /** the block as its transactions see it */
  readonly block: Block;
  readonly baseFee: bigint;
  /** by the transactions before it */
  readonly gasUsed: bigint;
};

export type Applied =
  | { readonly ok: true; readonly result: RunTxResult; readonly missed: Hex | undefined }
  | { readonly ok: false; readonly refusal: InvalidTransaction };

/** A refusal as the port gives it. */
export const invalid = (refusal: InvalidTransaction): TxOutcome => ({ status: "invalid", ...refusal });

/** Executes it, or says why it cannot stand there; then the state is as before. */
export async function applyTransaction(
  { view, block, baseFee, gasUsed }: Surroundings,
  tx: TypedTransaction,
): Promise<Applied> {
  const gasLeft = L2_GAS_LIMIT - gasUsed;
  const refusal = await checkTransaction(view.state, tx, { baseFee, gasLeft });
  if (refusal) return { ok: false, refusal };
  view.missed.begin();
  const { depth } = view.state;
  try {
    const result = await runTx(view.vm, {
      tx,
      block,
      blockGasUsed: gasUsed,
      skipHardForkValidation: true,
    });
    return { ok: true, result, missed: view.missed.first() };
  } catch (error) {
    // The library throws for what cannot stand in a block. Not everywhere has it closed its checkpoints by then, and one
    // that stayed open would hide all that the block did before from its state root.
    const { journal } = view.vm.evm;
    while (view.state.depth > depth) await journal.revert();
    journal.cleanJournal();
    if (error instanceof ServiceError) throw error;
    return {
      ok: false,
      refusal: { reason: "other", detail: error instanceof Error ? error.message : String(error) },
    };
  }
}
