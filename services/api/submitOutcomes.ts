/** Why the pool refused a transaction, in the words that wallets and libraries look for. */
import { type RpcRefusal, refuse } from "./rpcErrors.ts";

/** geth's phrases by our reasons. */
const PHRASES: Readonly<Record<string, string>> = {
  "nonce-too-low": "nonce too low",
  "nonce-too-high": "nonce too high",
  "insufficient-funds": "insufficient funds for gas * price + value",
  "fee-below-base": "max fee per gas less than block base fee",
  "block-gas-exceeded": "exceeds block gas limit",
  malformed: "invalid transaction",
  "unsupported-type": "transaction type not supported",
  "wrong-chain": "invalid chain id for signer",
  "already-known": "already known",
  underpriced: "replacement transaction underpriced",
  "pool-full": "txpool is full",
};

export function refuseTransaction(reason: string, detail: string): RpcRefusal {
  const phrase = PHRASES[reason] ?? reason;
  const message = detail.startsWith(phrase) ? detail : `${phrase}: ${detail}`;
  return refuse("rejected", message, { reason });
}
