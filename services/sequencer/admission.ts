/**
 * Whether a transaction may wait in the mempool. The texts of refusals are geth's (core/txpool and core/error.go),
 * because wallets and libraries read them.
 */
import {
  type Address,
  FeeCapTooHighError,
  type Hex,
  parseTransaction,
  size,
  TipAboveFeeCapError,
} from "viem";
import type { Engine, InvalidTransaction, TransactionFacts } from "../ports.ts";

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
/** EIP-3860; these three limits only choose words for what the engine refuses. */
const MAX_INITCODE_BYTES = 49_152;
/** access list, fee market, set code; a legacy transaction begins with an RLP list instead */
const ACCEPTED_TYPES = [1, 2, 4];
/** EIP-2681 */
const MAX_NONCE = 2n ** 64n - 1n;
/** EIP-2: of two signatures that are equally good, the lower. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Decodes, checks chain, type, size, limits and signature. The engine's word decides, the reason is geth's. */
export async function decodeTransaction(
  raw: Hex,
  { chainId, readTransaction }: Pick<Engine, "chainId" | "readTransaction">,
): Promise<Decoded> {
  const type = Number.parseInt(raw.slice(2, 4), 16);
  if (type < 0xc0 && !ACCEPTED_TYPES.includes(type))
    return refuse(
      "unsupported-type",
      `transaction type not supported: tx type ${type} not supported by this pool`,
    );
  if (size(raw) > MAX_TRANSACTION_BYTES)
    return refuse(
      "oversized-data",
      `oversized data: transaction size ${size(raw)}, limit ${MAX_TRANSACTION_BYTES}`,
    );
  const read = await readTransaction(raw);
  if (!read.ok) return explain(raw, chainId, read.refusal);
  return checkGas(read.facts) ?? { ok: true, transaction: pooled(read.facts, raw, chainId) };
}

function pooled(facts: TransactionFacts, raw: Hex, chainId: bigint) {
  const { hash, sender, to, nonce, gasLimit, maxFeePerGas, maxPriorityFeePerGas, value } = facts;
  const costWei = gasLimit * maxFeePerGas + value;
  return {
    chainId,
    hash,
    raw,
    sender,
    ...(to && { to }),
    nonce,
    gasLimit,
    maxFeePerGas,
    maxPriorityFeePerGas,
    costWei,
  };
}

function checkGas({ gasLimit, intrinsicGas, floorDataGas }: TransactionFacts): Refusal | undefined {
  if (gasLimit < intrinsicGas)
    return refuse(
      "intrinsic-gas-too-low",
      `intrinsic gas too low: gas ${gasLimit}, minimum needed ${intrinsicGas}`,
    );
  if (gasLimit < floorDataGas)
    return refuse(
      "floor-data-gas-too-low",
      `insufficient gas for floor data gas cost: gas ${gasLimit}, minimum needed ${floorDataGas}`,
    );
  return undefined;
}

/** Why the engine refused it, in geth's words and order. */
function explain(raw: Hex, chainId: bigint, refusal: InvalidTransaction): Refusal {
  let parsed: ReturnType<typeof parseTransaction>;
  try {
    parsed = parseTransaction(raw);
  } catch (err) {
    return explainUnread(err);
  }
  if (parsed.chainId === undefined)
    return refuse("no-replay-protection", "only replay-protected (EIP-155) transactions allowed over RPC");
  if (BigInt(parsed.chainId) !== chainId)
    return refuse(
      "wrong-chain",
      `invalid sender: invalid chain id for signer: have ${parsed.chainId} want ${chainId}`,
    );
  const data = parsed.data ?? "0x";
  if (!parsed.to && size(data) > MAX_INITCODE_BYTES)
    return refuse(
      "initcode-too-large",
      `max initcode size exceeded: code size ${size(data)} limit ${MAX_INITCODE_BYTES}`,
    );
  if (parsed.s !== undefined && parsed.s !== "0x" && BigInt(parsed.s) > HALF_ORDER)
    return refuse("invalid-sender", "invalid sender: invalid transaction v, r, s values");
  if (BigInt(parsed.nonce ?? 0) >= MAX_NONCE) return refuse("nonce-max", "nonce has max value");
  if (parsed.type === "eip7702" && (parsed.authorizationList?.length ?? 0) === 0)
    return refuse("no-authorization", "set code tx must have at least one authorization tuple");
  const detail = "detail" in refusal ? refusal.detail : refusal.reason;
  return refuse("malformed", `invalid transaction: ${detail}`);
}

/** The decoder that explains looks at the fees itself, in words of its own. */
function explainUnread(err: unknown): Refusal {
  if (err instanceof TipAboveFeeCapError)
    return refuse("tip-above-fee-cap", "max priority fee per gas higher than max fee per gas");
  if (err instanceof FeeCapTooHighError)
    return refuse("fee-cap-very-high", "max fee per gas higher than 2^256-1");
  return refuse("malformed", `invalid transaction: ${firstLine(err)}`);
}

const firstLine = (err: unknown): string =>
  err instanceof Error ? err.message.split("\n")[0]! : String(err);

export type SenderState = { readonly nonce: bigint; readonly balance: bigint };

type Costly = Pick<PooledTransaction, "nonce" | "costWei">;

/** Checks a decoded transaction against the sender's account, what else of the sender's waits, and the block's limit. */
export function checkAgainstState(
  tx: Costly & Pick<PooledTransaction, "gasLimit">,
  state: SenderState,
  waiting: Iterable<Costly>,
  blockGasLimit: bigint,
): Refusal | { readonly ok: true } {
  if (tx.gasLimit > blockGasLimit) return refuse("exceeds-block-gas-limit", "exceeds block gas limit");
  if (tx.nonce < state.nonce)
    return refuse("nonce-too-low", `nonce too low: next nonce ${state.nonce}, tx nonce ${tx.nonce}`);
  if (tx.costWei > state.balance)
    return refuseCost(`balance ${state.balance}, tx cost ${tx.costWei}`, tx.costWei - state.balance);
  let queuedWei = 0n;
  let replacedWei: bigint | undefined;
  for (const { nonce, costWei } of waiting) {
    // What is below stands in the head already, and the balance with it.
    if (nonce >= state.nonce) queuedWei += costWei;
    if (nonce === tx.nonce) replacedWei = costWei;
  }
  const addedWei = tx.costWei - (replacedWei ?? 0n);
  const overshotWei = queuedWei + addedWei - state.balance;
  if (overshotWei <= 0n) return { ok: true };
  const added = replacedWei === undefined ? "tx cost" : "tx bumped";
  return refuseCost(`balance ${state.balance}, queued cost ${queuedWei}, ${added} ${addedWei}`, overshotWei);
}

const refuseCost = (numbers: string, overshotWei: bigint): Refusal =>
  refuse(
    "insufficient-funds",
    `insufficient funds for gas * price + value: ${numbers}, overshot ${overshotWei}`,
  );
