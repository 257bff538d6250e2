/**
 * Sees the messenger refuse for want of a result (MessengerResultMissing), however deep in a transaction and even
 * where an app catches it: what the transaction itself gives back does not tell.
 */
import type { EVMInterface, EVMResult, Message } from "@ethereumjs/evm";
import { bytesToHex, createAddressFromString } from "@ethereumjs/util";
import type { Hex } from "viem";
import { isMissingResult } from "../../protocol/channels/missingResult.ts";
import { MESSENGER } from "../../protocol/systemAddresses.ts";

const MESSENGER_ADDRESS = createAddressFromString(MESSENGER);
export type MissedResults = {
  /** Forgets what was seen before: another execution begins. */
  begin(): void;
  /** Data of the first refusal since then. */
  first(): Hex | undefined;
};

export function watchMissedResults(evm: EVMInterface): MissedResults {
  /** for every open frame, whether it runs the messenger on its own storage */
  let frames: boolean[] = [];
  let first: Hex | undefined;
  evm.events?.on("beforeMessage", (message: Message) => {
    frames.push(message.to?.equals(MESSENGER_ADDRESS) ?? false);
  });
  evm.events?.on("afterMessage", ({ execResult }: EVMResult) => {
    if (!frames.pop() || first !== undefined || execResult.exceptionError === undefined) return;
    const data = bytesToHex(execResult.returnValue);
    if (isMissingResult(data)) first = data;
  });
  return {
    begin() {
      frames = [];
      first = undefined;
    },
    first: () => first,
  };
}
