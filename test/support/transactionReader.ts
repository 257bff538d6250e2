/** The part of an engine that reads transactions, without a state behind it. */
import { pragueRules } from "../../services/execution/ethereumjs/rules.ts";
import { readTransaction } from "../../services/execution/ethereumjs/transactions.ts";
import type { Engine } from "../../services/ports.ts";

export function transactionReader(chainId: bigint): Pick<Engine, "chainId" | "readTransaction"> {
  const rules = pragueRules(chainId);
  return { chainId, readTransaction: async (raw) => readTransaction(rules, raw) };
}
