/** Raw signed transactions: decoding them and saying why one cannot stand in a block. */
import type { Common } from "@ethereumjs/common";
import type { MerkleStateManager } from "@ethereumjs/statemanager";
import {
  Capability,
  createTxFromRLP,
  getCalldataFloorGas,
  isLegacyTx,
  TransactionType,
  type TypedTransaction,
} from "@ethereumjs/tx";
import { Address, createAddressFromString, equalsBytes } from "@ethereumjs/util";
import type { Address as AddressText, Hex } from "viem";
import type { InvalidTransaction, TransactionFacts } from "../../ports.ts";
import { fromHexString, toAddress, toHexString } from "../../runtime/bytes.ts";
import { keccak256 } from "../../runtime/keccak.ts";

export type Decoded = { readonly ok: true; readonly tx: TypedTransaction } | Refused;
type Refused = { readonly ok: false; readonly refusal: InvalidTransaction };

const refuse = (refusal: InvalidTransaction): Refused => ({ ok: false, refusal });

/**
 * Types 0, 1, 2 and 4 with a valid signature for this chain; blobs have no place on a rollup.
 * @param signer if these bytes were read before: then they are canonical, and nobody recovers the signer again
 */
export function decodeTransaction(rules: Common, raw: Hex, signer?: AddressText): Decoded {
  let tx: TypedTransaction;
  try {
    const bytes = fromHexString(raw);
    if (bytes[0] === TransactionType.BlobEIP4844)
      return refuse({ reason: "unsupported-type", detail: "blob transactions are not accepted" });
    if (bytes[0] !== undefined && bytes[0] < 0xc0 && !(bytes[0] in TYPES))
      return refuse({ reason: "unsupported-type", detail: `transaction type ${bytes[0]}` });
    tx = createTxFromRLP(bytes, { common: rules, freeze: false });
    if (!tx.isSigned()) return refuse({ reason: "malformed", detail: "not signed" });
    if (signer === undefined && !isCanonical(tx, bytes))
      return refuse({ reason: "malformed", detail: "not in canonical form" });
    rememberAnswers(tx, bytes, signer);
  } catch (error) {
    return refuse(fromDecodingError(error));
  }
  // Without EIP-155 the same bytes would be good on every rollup.
  if (isLegacyTx(tx) && !tx.supports(Capability.EIP155ReplayProtection))
    return refuse({ reason: "wrong-chain", detail: "only replay-protected (EIP-155) transactions" });
  return { ok: true, tx };
}

/**
 * Whether every strict decoder reads the same from these bytes. The library takes any value for a list in an access
 * list, and hands it on as it came, so writing it again says nothing about it.
 */
function isCanonical(tx: TypedTransaction, bytes: Uint8Array): boolean {
  const hasListedAccess = !("accessList" in tx) || isAccessList(tx.accessList);
  return hasListedAccess && equalsBytes(tx.serialize(), bytes);
}

/** EIP-2930: a list of pairs of an address and a list of slots. */
const isAccessList = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (item) =>
      Array.isArray(item) &&
      item.length === 2 &&
      isWord(item[0], 20) &&
      Array.isArray(item[1]) &&
      item[1].every((slot) => isWord(slot, 32)),
  );

const isWord = (value: unknown, length: number): boolean =>
  value instanceof Uint8Array && value.length === length;

/** The library would work them out again, in JavaScript, each time it is asked. */
function rememberAnswers(tx: TypedTransaction, bytes: Uint8Array, signer: AddressText | undefined): void {
  const sender =
    signer === undefined
      ? new Address(keccak256(tx.getSenderPublicKey()).subarray(12))
      : createAddressFromString(signer);
  const hash = keccak256(bytes);
  tx.getSenderAddress = () => sender;
  tx.hash = () => hash;
  tx.serialize = () => bytes;
}

export function readTransaction(
  rules: Common,
  raw: Hex,
): { readonly ok: true; readonly facts: TransactionFacts } | Refused {
  const decoded = decodeTransaction(rules, raw);
  return decoded.ok ? { ok: true, facts: factsOf(decoded.tx) } : decoded;
}

function factsOf(tx: TypedTransaction): TransactionFacts {
  return {
    hash: toHexString(tx.hash()),
    sender: toAddress(tx.getSenderAddress().bytes),
    ...(tx.to && { to: toAddress(tx.to.bytes) }),
    nonce: tx.nonce,
    value: tx.value,
    gasLimit: tx.gasLimit,
    maxFeePerGas: maxFeeOf(tx),
    maxPriorityFeePerGas: "maxPriorityFeePerGas" in tx ? tx.maxPriorityFeePerGas : tx.gasPrice,
    intrinsicGas: tx.getIntrinsicGas(),
    floorDataGas: getCalldataFloorGas(tx),
  };
}

const TYPES = { 1: "access list", 2: "fee market", 4: "set code" };

function fromDecodingError(error: unknown): InvalidTransaction {
  const detail = error instanceof Error ? error.message : String(error);
  const reason = /chain ?id/i.test(detail) ? "wrong-chain" : "malformed";
  return { reason, detail };
}

export const maxFeeOf = (tx: TypedTransaction): bigint =>
  "maxFeePerGas" in tx ? tx.maxFeePerGas : tx.gasPrice;

/** Wei per gas that a transaction pays at a base fee that it covers. */
export function effectiveGasPrice(tx: TypedTransaction, baseFee: bigint): bigint {
  if (!("maxFeePerGas" in tx)) return tx.gasPrice;
  const tipped = baseFee + tx.maxPriorityFeePerGas;
  if (tipped > tx.maxFeePerGas) return tx.maxFeePerGas;
  return tipped;
}

const DELEGATION = new Uint8Array([0xef, 0x01, 0x00]);

/** Checks of the block's room and of the sender's account; undefined if the transaction may be executed. */
export async function checkTransaction(
  state: MerkleStateManager,
  tx: TypedTransaction,
  block: { readonly baseFee: bigint; readonly gasLeft: bigint },
): Promise<InvalidTransaction | undefined> {
  const sender = tx.getSenderAddress();
  const account = await state.getAccount(sender);
  const nonce = account?.nonce ?? 0n;
  const balance = account?.balance ?? 0n;
  if (tx.nonce < nonce) return { reason: "nonce-too-low", expected: nonce, actual: tx.nonce };
  if (tx.nonce > nonce) return { reason: "nonce-too-high", expected: nonce, actual: tx.nonce };
  const maxFee = maxFeeOf(tx);
  if (maxFee < block.baseFee) return { reason: "fee-below-base", baseFee: block.baseFee, maxFee };
  if (tx.gasLimit > block.gasLeft)
    return { reason: "block-gas-exceeded", available: block.gasLeft, gasLimit: tx.gasLimit };
  const required = tx.gasLimit * maxFee + tx.value;
  if (balance < required) return { reason: "insufficient-funds", required, balance };
  const least = leastGas(tx);
  if (tx.gasLimit < least)
    return { reason: "other", detail: `intrinsic gas too low: have ${tx.gasLimit}, want ${least}` };
  if (account?.isContract()) {
    const code = await state.getCode(sender);
    if (!equalsBytes(code.subarray(0, 3), DELEGATION))
      return { reason: "other", detail: "sender is a contract (EIP-3607)" };
  }
  return undefined;
}

/** Gas that a transaction needs before its first instruction (EIP-7623 included). */
export function leastGas(tx: TypedTransaction): bigint {
  const intrinsic = tx.getIntrinsicGas();
  const floor = getCalldataFloorGas(tx);
  if (floor > intrinsic) return floor;
  return intrinsic;
}
