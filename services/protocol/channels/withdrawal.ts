/** Arguments of `Portal.claim`: what takes a message out of a rollup's outbox to L1. */
import type { Hex } from "viem";
import { siblings } from "../appendOnlyTree.ts";
import type { Message } from "./channel.ts";

export type ClaimArguments = readonly [message: Message, data: Hex, siblings: readonly Hex[]];

export type ClaimOutcome =
  | { readonly ok: true; readonly args: ClaimArguments }
  | { readonly ok: false; readonly reason: "not-final"; readonly finalCount: bigint; readonly nonce: bigint };

/**
 * Proves a message against the outbox as it was final.
 * @param leaves of the channel, in order of nonce, at least as many as are final
 * @param finalCount count of `Settlement.finalOutbox` of the message's rollup
 */
export function claimArguments(
  sent: { readonly message: Message; readonly data: Hex },
  leaves: readonly Hex[],
  finalCount: bigint,
): ClaimOutcome {
  const { message, data } = sent;
  const { nonce } = message;
  if (nonce >= finalCount) return { ok: false, reason: "not-final", finalCount, nonce };
  const path = siblings(leaves.slice(0, Number(finalCount)), Number(nonce));
  return { ok: true, args: [message, data, path] };
}
