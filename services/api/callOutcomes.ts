/** What a failed call is to a client: code 3 with the revert data, as geth does, so that libraries decode it. */
import { decodeErrorResult, type Hex } from "viem";
import type { CallOutcome, SimulatedGroup, SimulatorBusy } from "../ports.ts";
import { type RpcRefusal, refuse } from "./rpcErrors.ts";

export function refuseCall(outcome: CallOutcome): RpcRefusal {
  if (outcome.failure !== undefined) return refuse("rejected", outcome.failure);
  return refuseRevert(outcome.returnData);
}

/** The same of a call whose results come from other rollups, so that it ran as a group. */
export function refuseGroup(
  outcome: Exclude<SimulatedGroup, { readonly status: "kept" }> | SimulatorBusy,
): RpcRefusal {
  if (outcome.status === "busy") return refuse("limitExceeded", "too many simulations wait: try again");
  if (outcome.status === "reverted") return refuseRevert(outcome.revertData);
  const { chainId, reason, detail, revertData } = outcome.failure;
  const message = `group would be dropped on chain ${chainId}, ${reason}: ${detail}`;
  return revertData === "0x" ? refuse("rejected", message) : refuse("reverted", message, revertData);
}

function refuseRevert(data: Hex): RpcRefusal {
  const reason = revertReason(data);
  return refuse("reverted", reason ? `execution reverted: ${reason}` : "execution reverted", data);
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
