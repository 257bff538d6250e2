/** What a failed call is to a client: code 3 with the revert data, as geth does, so that libraries decode it. */
import { decodeErrorResult, type Hex } from "viem";
import type { CallOutcome } from "../ports.ts";
import { type RpcRefusal, refuse } from "./rpcErrors.ts";

export function refuseCall(outcome: CallOutcome): RpcRefusal {
  if (outcome.failure !== undefined) return refuse("rejected", outcome.failure);
  const reason = revertReason(outcome.returnData);
  return refuse(
    "reverted",
    reason ? `execution reverted: ${reason}` : "execution reverted",
    outcome.returnData,
  );
}

/** Text of Error(string) and Panic(uint256), which have no ABI of their own. */
export function revertReason(data: Hex): string | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ data });
    if (errorName === "Panic") return `panic code 0x${(args[0] as bigint).toString(16)}`;
    return errorName === "Error" ? String(args[0]) : undefined;
  } catch {
    return undefined;
  }
}
