/** Which transaction may take the place of another with its nonce. */
import type { PooledTransaction } from "./admission.ts";

type Fees = Pick<PooledTransaction, "maxFeePerGas" | "maxPriorityFeePerGas">;

/** Whether both fees are higher by the percentage. */
export function paysToReplace(tx: Fees, present: Fees, percent: bigint): boolean {
  const bar = (fee: bigint) => (fee * (100n + percent) + 99n) / 100n;
  return (
    tx.maxFeePerGas >= bar(present.maxFeePerGas) &&
    tx.maxPriorityFeePerGas >= bar(present.maxPriorityFeePerGas) &&
    tx.maxFeePerGas !== present.maxFeePerGas
  );
}
