/**
 * A transaction as Ethereum's JSON-RPC gives it. Read by our own decoder: what may stand in a block, such as an
 * authorization that EIP-7702 passes over, must not keep the block from being read.
 */
import { RLP } from "@ethereumjs/rlp";
import { type Address, type Hex, hexToBytes, keccak256, toHex } from "viem";
import type { BlockHeader, Receipt } from "../ports.ts";
import { KIND, type TransactionParts, takeApart } from "../protocol/batch/signedTransaction.ts";

const lower = (address: Address): string => address.toLowerCase();

export type Place = { readonly header: BlockHeader; readonly index: number; readonly receipt: Receipt };

export type WaitingOrPlaced = {
  readonly chainId: bigint;
  readonly from: Address;
  /** where it stands in a block; absent while it waits */
  readonly place?: Place;
};

/** Throws a `RangeError` when no block of this chain could hold it. */
export function formatTransaction(raw: Hex, { chainId, from, place }: WaitingOrPlaced) {
  const parts = takeApart(hexToBytes(raw), chainId);
  const type = parts && TYPE_OF_KIND[parts.kind];
  if (parts === undefined || type === undefined) throw new RangeError("not a transaction of this chain");
  const { kind, to } = parts;
  return {
    blockHash: place?.header.hash ?? null,
    blockNumber: place ? toHex(place.header.number) : null,
    transactionIndex: place ? toHex(place.index) : null,
    hash: place?.receipt.transactionHash ?? keccak256(raw),
    from: lower(from),
    to: to === undefined ? null : `0x${to}`,
    nonce: toHex(parts.nonce),
    gas: toHex(parts.gas),
    value: toHex(parts.value),
    input: toHex(parts.data),
    type: toHex(type),
    chainId: toHex(chainId),
    ...(kind === KIND.dynamicFee || kind === KIND.setCode
      ? {
          maxFeePerGas: toHex(parts.fee),
          maxPriorityFeePerGas: toHex(parts.priorityFee),
          gasPrice: toHex(place?.receipt.effectiveGasPrice ?? parts.fee),
        }
      : { gasPrice: toHex(parts.fee) }),
    ...(kind !== KIND.legacy && { accessList: formatAccessList(parts) }),
    ...(kind === KIND.setCode && { authorizationList: formatAuthorizations(parts) }),
    ...formatSignature(parts, chainId),
  };
}

/** Kinds that the engine takes, with their type (EIP-2718). */
const TYPE_OF_KIND: Readonly<Record<number, number>> = {
  [KIND.legacy]: 0,
  [KIND.accessList]: 1,
  [KIND.dynamicFee]: 2,
  [KIND.setCode]: 4,
};

function formatSignature({ kind, parity, r, s }: TransactionParts, chainId: bigint) {
  const both = { r: quantity(r), s: quantity(s) };
  if (kind === KIND.legacy) return { v: toHex(chainId * 2n + 35n + BigInt(parity)), ...both };
  return { v: toHex(parity), ...both, yParity: toHex(parity) };
}

const formatAccessList = ({ accessList }: TransactionParts) =>
  accessList.map(({ address, keys }) => ({
    address: `0x${address}`,
    storageKeys: keys.map((key) => toHex(key)),
  }));

type Tuple = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** Each as [chainId, address, nonce, yParity, r, s] (EIP-7702), numbers of any size. */
const formatAuthorizations = ({ authorizations }: TransactionParts) =>
  (RLP.decode(authorizations) as unknown as readonly Tuple[]).map(
    ([chainId, address, nonce, yParity, r, s]) => ({
      chainId: quantity(chainId),
      address: toHex(address),
      nonce: quantity(nonce),
      yParity: quantity(yParity),
      r: quantity(r),
      s: quantity(s),
    }),
  );

const quantity = (bytes: Uint8Array): Hex => toHex(bytes.length === 0 ? 0n : BigInt(toHex(bytes)));
