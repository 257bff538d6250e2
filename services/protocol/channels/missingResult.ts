/** What the messenger says when a transaction asks for a result that it does not hold, or holds at another place. */
import { decodeErrorResult, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../../abi/index.ts";
import type { Message } from "./channel.ts";

const decode = (data: Hex) => {
  try {
    return decodeErrorResult({ abi: crossRollupMessengerAbi, data });
  } catch {
    return undefined;
  }
};

export const isMissingResult = (revertData: Hex): boolean =>
  decode(revertData)?.errorName === "MessengerResultMissing";

/** The call to be run at the destination; its `resultHash` is zero. */
export function missingResult(data: Hex): { readonly message: Message; readonly data: Hex } {
  const decoded = decode(data);
  if (decoded?.errorName !== "MessengerResultMissing") throw new RangeError(`not a missing result: ${data}`);
  return { message: decoded.args[0], data: decoded.args[1] };
}

/** Whether the destination's inbox does not stand where the message would go. */
export const isOutOfOrder = (revertData: Hex): boolean =>
  decode(revertData)?.errorName === "MessengerWrongNonce";
