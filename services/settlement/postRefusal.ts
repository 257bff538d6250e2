/** What an operator is told of the inbox's refusal. */
import { type Address, zeroAddress } from "viem";
import type { L1SendOutcome } from "../ports.ts";

type Refusal = Extract<L1SendOutcome, { ok: false }>;

/** The inbox asks the policy for the leader, and the policy knows none while the bond is too small. */
export function postRefusal(
  { error, args, detail }: Refusal,
  policy: Address,
): { readonly error: string; readonly detail: string } {
  if (error !== "InboxWrongSigner" || args[0] !== zeroAddress) return { error, detail };
  return {
    error: "leader-not-bonded",
    detail: `the leader's bond is below the least, or its exit is announced: call stake() with ETH or cancelExit() on ${policy}`,
  };
}
