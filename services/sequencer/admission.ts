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
import { keccakOfHex } from "../runtime/keccak.ts";
import { floorDataGas, intrinsicGas } from "./intrinsicGas.ts";
import { recoverSender } from "./recoverSender.ts";

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
/** EIP-3860 */
const MAX_INITCODE_BYTES = 49_152;
/** access list, fee market, set code; a legacy transaction begins with an RLP list instead */
const ACCEPTED_TYPES = [1, 2, 4];
/** EIP-2681 */
const MAX_NONCE = 2n ** 64n - 1n;
/** EIP-2: of two signatures that are equally good, the lower. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

type Parsed = ReturnType<typeof parseTransaction>;

/** Our decoder looks at the fees itself, in words of its own. */
function refuseUnread(err: unknown): Refusal {
  if (err instanceof TipAboveFeeCapError)
    return refuse("tip-above-fee-cap", "max priority fee per gas higher than max fee per gas");
  if (err instanceof FeeCapTooHighError)
    return refuse("fee-cap-very-high", "max fee per gas higher than 2^256-1");
  return refuse("malformed", `invalid transaction: ${firstLine(err)}`);
}

/** Decodes, checks chain, type, size, limits and signature. */
export async function decodeTransaction(raw: Hex, chainId: bigint): Promise<Decoded> {
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
  let parsed: Parsed;
  try {
    parsed = parseTransaction(raw);
  } catch (err) {
    return refuseUnread(err);
  }
  const refused = checkFields(parsed, chainId);
  if (refused !== undefined) return refused;
  try {
    const sender = recoverSender(parsed);
    return { ok: true, transaction: pooled(parsed, raw, chainId, sender) };
  } catch (err) {
    return refuse("invalid-sender", `invalid sender: ${firstLine(err)}`);
  }
}

function pooled(parsed: Parsed, raw: Hex, chainId: bigint, sender: Address) {
  const { maxFeePerGas, maxPriorityFeePerGas } = feesOf(parsed);
  const gasLimit = parsed.gas ?? 0n;
  return {
    chainId,
    hash: keccakOfHex(raw),
    raw,
    sender,
    ...(parsed.to && { to: parsed.to }),
    nonce: BigInt(parsed.nonce ?? 0),
    gasLimit,
    maxFeePerGas,
    maxPriorityFeePerGas,
    costWei: gasLimit * maxFeePerGas + (parsed.value ?? 0n),
  };
}

const feesOf = ({ gasPrice = 0n, maxFeePerGas = gasPrice, maxPriorityFeePerGas = gasPrice }: Parsed) => ({
  maxFeePerGas,
  maxPriorityFeePerGas,
});

/** What can be said without the sender, in geth's order. */
function checkFields(parsed: Parsed, chainId: bigint): Refusal | undefined {
  if (parsed.chainId === undefined)
    return refuse("no-replay-protection", "only replay-protected (EIP-155) transactions allowed over RPC");
  if (BigInt(parsed.chainId) !== chainId)
    return refuse(
      "wrong-chain",
      `invalid sender: invalid chain id for signer: have ${parsed.chainId} want ${chainId}`,
    );
  const data = parsed.data ?? "0x";
  const isCreation = parsed.to === undefined || parsed.to === null;
  if (isCreation && size(data) > MAX_INITCODE_BYTES)
    return refuse(
      "initcode-too-large",
      `max initcode size exceeded: code size ${size(data)} limit ${MAX_INITCODE_BYTES}`,
    );
  if (BigInt(parsed.s ?? 0) > HALF_ORDER)
    return refuse("invalid-sender", "invalid sender: invalid transaction v, r, s values");
  if (BigInt(parsed.nonce ?? 0) >= MAX_NONCE) return refuse("nonce-max", "nonce has max value");
  const authorizations = parsed.authorizationList?.length ?? 0;
  if (parsed.type === "eip7702" && authorizations === 0)
    return refuse("no-authorization", "set code tx must have at least one authorization tuple");
  return checkLeastGas(parsed.gas ?? 0n, {
    data,
    isCreation,
    accessList: parsed.accessList ?? [],
    authorizations,
  });
}

function checkLeastGas(gas: bigint, carried: Parameters<typeof intrinsicGas>[0]): Refusal | undefined {
  const needed = intrinsicGas(carried);
  if (gas < needed)
    return refuse("intrinsic-gas-too-low", `intrinsic gas too low: gas ${gas}, minimum needed ${needed}`);
  const floor = floorDataGas(carried.data);
  if (gas < floor)
    return refuse(
      "floor-data-gas-too-low",
      `insufficient gas for floor data gas cost: gas ${gas}, minimum needed ${floor}`,
    );
  return undefined;
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
