/** The one place where reverts of our contracts become names. */
import { type Abi, BaseError, decodeErrorResult, type Hex, isHex } from "viem";
import * as abis from "../../abi/index.ts";

/** Every error that a published interface declares. */
const ERRORS: Abi = Object.values(abis).flatMap((abi) =>
  (abi as Abi).filter((item) => item.type === "error"),
);

export type RevertReason = {
  /** name of the contract's error, or "unknown" */
  readonly error: string;
  readonly args: readonly unknown[];
  readonly detail: string;
};

export function decodeRevert(data: Hex): RevertReason {
  if (data === "0x") return { error: "unknown", args: [], detail: "reverted without data" };
  try {
    const { errorName, args } = decodeErrorResult({ abi: ERRORS, data });
    const known = args ?? [];
    return { error: errorName, args: known, detail: `${errorName}(${known.map(String).join(", ")})` };
  } catch {
    // viem throws on a selector that no ABI declares; the bytes are all there is to tell.
    return { error: "unknown", args: [], detail: `reverted with ${data}` };
  }
}

/** Revert data that an RPC error carries, if the node has said that the call reverts. */
export function revertDataOf(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined;
  let found: Hex | undefined;
  error.walk((cause) => {
    const { data } = cause as { data?: unknown };
    const inner = typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
    if (isHex(inner)) found = inner;
    return false;
  });
  return found;
}
