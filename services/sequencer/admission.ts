/**
 * Whether a transaction may wait in the mempool. The texts of refusals are geth's, because wallets and libraries
 * read them.
 */
import { type Address, type Hex, keccak256, parseTransaction, recoverTransactionAddress, size } from "viem";

export type PooledTransaction = {
  readonly chainId: bigint;
  readonly hash: Hex;
  readonly raw: Hex;
  readonly sender: Address;
  /** absent when it creates a contract */
  readonly to?: Address;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  /** gas at the highest fee plus value, in wei */
  readonly costWei: bigint;
  /** order of arrival, across all rollups */
  readonly arrival: number;
  readonly arrivedAtMs: number;
};

export type Refusal = { readonly ok: false; readonly reason: string; readonly detail: string };
export type Decoded =
  | { readonly ok: true; readonly transaction: Omit<PooledTransaction, "arrival" | "arrivedAtMs"> }
  | Refusal;

export const refuse = (reason: string, detail: string): Refusal => ({ ok: false, reason, detail });

/** Below geth's 128 KiB, because a superblock must fit into one L1 transaction. */
const MAX_TRANSACTION_BYTES = 96 * 1024;
const ACCEPTED_TYPES = ["legacy", "eip2930", "eip1559", "eip7702"] as const;

/** Decodes, checks chain, type, size and signature. */
export async function decodeTransaction(raw: Hex, chainId: bigint): Promise<Decoded> {
  if (size(raw) > MAX_TRANSACTION_BYTES)
    return refuse(
      "oversized-data",
      `oversized data: transaction size ${size(raw)}, limit ${MAX_TRANSACTION_BYTES}`,
    );
  let parsed: ReturnType<typeof parseTransaction>;
  let sender: Address;
  try {
    parsed = parseTransaction(raw);
    if (!ACCEPTED_TYPES.some((type) => type === parsed.type))
      return refuse("unsupported-type", `transaction type not supported: ${parsed.type}`);
    sender = await recoverTransactionAddress({ serializedTransaction: raw as never });
  } catch (err) {
    return refuse(
      "malformed",
      `invalid transaction: ${err instanceof Error ? err.message.split("\n")[0] : err}`,
    );
  }
  if (parsed.chainId === undefined)
    return refuse("no-replay-protection", "only replay-protected (EIP-155) transactions allowed over RPC");
  if (BigInt(parsed.chainId) !== chainId)
    return refuse("wrong-chain", `invalid chain id for signer: have ${parsed.chainId} want ${chainId}`);

  const maxFeePerGas = parsed.maxFeePerGas ?? parsed.gasPrice ?? 0n;
  const maxPriorityFeePerGas = parsed.maxPriorityFeePerGas ?? parsed.gasPrice ?? 0n;
  const gasLimit = parsed.gas ?? 0n;
  const needed = intrinsicGas(parsed.data ?? "0x", parsed.to === undefined || parsed.to === null);
  if (gasLimit < needed)
    return refuse(
      "intrinsic-gas-too-low",
      `intrinsic gas too low: gas ${gasLimit}, minimum needed ${needed}`,
    );
  if (maxPriorityFeePerGas > maxFeePerGas)
    return refuse(
      "tip-above-fee-cap",
      `max priority fee per gas higher than max fee per gas: address ${sender}, maxPriorityFeePerGas: ${maxPriorityFeePerGas}, maxFeePerGas: ${maxFeePerGas}`,
    );
  return {
    ok: true,
    transaction: {
      chainId,
      hash: keccak256(raw),
      raw,
      sender,
      ...(parsed.to && { to: parsed.to }),
      nonce: BigInt(parsed.nonce ?? 0),
      gasLimit,
      maxFeePerGas,
      maxPriorityFeePerGas,
      costWei: gasLimit * maxFeePerGas + (parsed.value ?? 0n),
    },
  };
}

/** Least gas of a call or creation with these data: EIP-2028, EIP-3860 and EIP-7623's floor. */
function intrinsicGas(data: Hex, isCreation: boolean): bigint {
  let zeros = 0n;
  for (let i = 2; i < data.length; i += 2) if (data[i] === "0" && data[i + 1] === "0") zeros++;
  const bytes = BigInt(size(data));
  const tokens = zeros + 4n * (bytes - zeros);
  const creation = isCreation ? 32_000n + 2n * ((bytes + 31n) / 32n) : 0n;
  const standard = 21_000n + 4n * tokens + creation;
  const floor = 21_000n + 10n * tokens;
  return standard > floor ? standard : floor;
}

export type SenderState = { readonly nonce: bigint; readonly balance: bigint };

/** Checks a decoded transaction against the sender's account and the block's limits. */
export function checkAgainstState(
  tx: Pick<PooledTransaction, "sender" | "nonce" | "gasLimit" | "costWei">,
  state: SenderState,
  blockGasLimit: bigint,
): Refusal | { readonly ok: true } {
  if (tx.nonce < state.nonce)
    return refuse(
      "nonce-too-low",
      `nonce too low: address ${tx.sender}, tx: ${tx.nonce} state: ${state.nonce}`,
    );
  if (tx.gasLimit > blockGasLimit)
    return refuse(
      "exceeds-block-gas-limit",
      `exceeds block gas limit: ${tx.gasLimit} above ${blockGasLimit}`,
    );
  if (tx.costWei > state.balance)
    return refuse(
      "insufficient-funds",
      `insufficient funds for gas * price + value: address ${tx.sender} have ${state.balance} want ${tx.costWei}`,
    );
  return { ok: true };
}
