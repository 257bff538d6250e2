/** What a failed call says, in words, for the person who sent it. */
import { type Abi, decodeErrorResult, type Hex, size, slice } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi, minedBlockOracleAbi } from "../abi/index.ts";

const STANDARD_ERRORS = [
  { type: "error", name: "Error", inputs: [{ name: "message", type: "string" }] },
  { type: "error", name: "Panic", inputs: [{ name: "code", type: "uint256" }] },
] as const;

const KNOWN: Abi = [
  ...STANDARD_ERRORS,
  ...crossRollupMessengerAbi.filter((item) => item.type === "error"),
  ...crossRollupTokenBridgeAbi.filter((item) => item.type === "error"),
  ...minedBlockOracleAbi.filter((item) => item.type === "error"),
];

/** `Name(args)` where the error is known, else its selector. */
export function describeRevert(data: Hex): string {
  if (size(data) === 0) return "reverted without data";
  try {
    const { errorName, args } = decodeErrorResult({ abi: KNOWN, data });
    if (errorName === "Error") return `reverted: ${args?.[0]}`;
    return `reverted with ${errorName}(${(args ?? []).map(String).join(", ")})`;
  } catch {
    return size(data) < 4 ? `reverted with ${data}` : `reverted with custom error ${slice(data, 0, 4)}`;
  }
}

/** The data that the called contract itself gave back: what the messenger wrapped in MessengerActionFailed. */
export function innerRevertData(data: Hex): Hex {
  try {
    const { errorName, args } = decodeErrorResult({ abi: crossRollupMessengerAbi, data });
    return errorName === "MessengerActionFailed" ? (args[0] as Hex) : data;
  } catch {
    return data;
  }
}
