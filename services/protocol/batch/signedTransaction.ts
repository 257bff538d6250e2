/**
 * A raw signed transaction taken apart and put together again. Only what comes back as the same bytes and
 * has a low s (EIP-2) counts as taken apart; everything else travels whole. Kinds 0 to 4 are in wire order of the `kinds` column.
 *
 * Source: EIP-155, EIP-2718, EIP-2930, EIP-1559, EIP-7702.
 */
import { type NestedUint8Array, RLP } from "@ethereumjs/rlp";
import {
  bytesToBigInt,
  bytesToHex,
  concatBytes,
  equalBytes,
  hexToBytes,
  numberToBytes,
} from "./plainBytes.ts";

export const KIND = {
  unprotected: 0,
  legacy: 1,
  accessList: 2,
  dynamicFee: 3,
  setCode: 4,
  whole: 5,
} as const;

export type AccessListItem = { readonly address: string; readonly keys: readonly Uint8Array[] };

/** Parts of a transaction of kind 0 to 4. Addresses are 40 lower-case hex digits without prefix. */
export type TransactionParts = {
  readonly kind: number;
  readonly nonce: bigint;
  /** wei; zero for kinds without it */
  readonly priorityFee: bigint;
  /** wei; the gas price for kinds 0 to 2 */
  readonly fee: bigint;
  readonly gas: bigint;
  /** absent when a contract is created */
  readonly to: string | undefined;
  /** wei */
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessListItem[];
  /** RLP of the list of authorizations; empty for kinds other than 4 */
  readonly authorizations: Uint8Array;
  readonly parity: number;
  /** 32 bytes, big-endian */
  readonly r: Uint8Array;
  readonly s: Uint8Array;
};

const TYPE_OF_KIND: readonly (number | undefined)[] = [undefined, undefined, 1, 2, 4];
const MAX_UINT64 = 2n ** 64n - 1n;

/** Parts of a transaction of this chain, or undefined if its bytes do not follow from them. */
export function takeApart(raw: Uint8Array, chainId: bigint): TransactionParts | undefined {
  try {
    const parts = parse(raw, chainId);
    return parts !== undefined && equalBytes(putTogether(parts, chainId), raw) ? parts : undefined;
  } catch {
    // Not RLP, or a field of the wrong shape: `parse` and the RLP library throw on both.
    return undefined;
  }
}

/** Whether bytes are one list in canonical RLP. */
export function isRlpList(bytes: Uint8Array): boolean {
  try {
    const decoded: Field = RLP.decode(bytes);
    return Array.isArray(decoded) && equalBytes(RLP.encode(decoded), bytes);
  } catch {
    // The RLP library throws on whatever is not RLP.
    return false;
  }
}

export function putTogether(parts: TransactionParts, chainId: bigint): Uint8Array {
  const { kind } = parts;
  const to = parts.to === undefined ? new Uint8Array() : hexToBytes(parts.to);
  const payload = [to, trim(parts.value), parts.data];
  const signature = (v: bigint): Uint8Array[] => [trim(v), stripZeros(parts.r), stripZeros(parts.s)];
  const parity = BigInt(parts.parity);
  if (kind === KIND.unprotected || kind === KIND.legacy) {
    const v = (kind === KIND.legacy ? chainId * 2n + 35n : 27n) + parity;
    return RLP.encode([trim(parts.nonce), trim(parts.fee), trim(parts.gas), ...payload, ...signature(v)]);
  }
  const fees = kind === KIND.accessList ? [trim(parts.fee)] : [trim(parts.priorityFee), trim(parts.fee)];
  const accessList = parts.accessList.map(({ address, keys }) => [hexToBytes(address), [...keys]]);
  const fields: NestedUint8Array = [
    trim(chainId),
    trim(parts.nonce),
    ...fees,
    trim(parts.gas),
    ...payload,
    accessList,
    ...(kind === KIND.setCode ? [RLP.decode(parts.authorizations) as NestedUint8Array] : []),
    ...signature(parity),
  ];
  return concatBytes([new Uint8Array([TYPE_OF_KIND[kind]!]), RLP.encode(fields)]);
}

function parse(raw: Uint8Array, chainId: bigint): TransactionParts | undefined {
  const type = raw[0];
  if (type === undefined) return undefined;
  if (type >= 0xc0) return parseLegacy(list(RLP.decode(raw)), chainId);
  const kind = TYPE_OF_KIND.indexOf(type);
  if (kind < 0) return undefined;
  const fields = list(RLP.decode(raw.subarray(1)));
  const hasTip = kind !== KIND.accessList;
  const isSetCode = kind === KIND.setCode;
  const rest = hasTip ? fields.slice(3) : fields.slice(2);
  if (number(fields[0]) !== chainId || fields.length !== 11 + (hasTip ? 1 : 0) + (isSetCode ? 1 : 0))
    return undefined;
  const [fee, gas, to, value, data, accessList] = rest;
  return {
    ...head(kind, fields[1], fee, gas),
    priorityFee: hasTip ? number(fields[2]) : 0n,
    ...body(to, value, data),
    accessList: list(accessList).map(accessListItem),
    authorizations: isSetCode ? RLP.encode(list(rest[6])) : new Uint8Array(),
    ...signature(rest.slice(isSetCode ? 7 : 6), 0n),
  };
}

function parseLegacy(fields: NestedUint8Array, chainId: bigint): TransactionParts | undefined {
  if (fields.length !== 9) return undefined;
  const [nonce, fee, gas, to, value, data] = fields;
  const kind = number(fields[6]) < 35n ? KIND.unprotected : KIND.legacy;
  return {
    ...head(kind, nonce, fee, gas),
    priorityFee: 0n,
    ...body(to, value, data),
    accessList: [],
    authorizations: new Uint8Array(),
    ...signature(fields.slice(6), kind === KIND.legacy ? chainId * 2n + 35n : 27n),
  };
}

type Field = Uint8Array | NestedUint8Array | undefined;

const head = (kind: number, nonce: Field, fee: Field, gas: Field) => ({
  kind,
  nonce: number(nonce, MAX_UINT64),
  fee: number(fee),
  gas: number(gas, MAX_UINT64),
});

const body = (to: Field, value: Field, data: Field) => ({
  to: bytes(to).length === 0 ? undefined : bytesToHex(bytes(to, 20)),
  value: number(value),
  data: bytes(data),
});

function signature(fields: NestedUint8Array, firstV: bigint) {
  const parity = number(fields[0]) - firstV;
  if (parity !== 0n && parity !== 1n) throw new RangeError(`parity ${parity}`);
  if (number(fields[2]) >> 255n !== 0n) throw new RangeError("high s");
  return {
    parity: Number(parity),
    r: numberToBytes(number(fields[1]), 32),
    s: numberToBytes(number(fields[2]), 32),
  };
}

function accessListItem(field: Field): AccessListItem {
  const [address, keys] = list(field);
  return { address: bytesToHex(bytes(address, 20)), keys: list(keys).map((key) => bytes(key, 32)) };
}

function list(field: Field): NestedUint8Array {
  if (!Array.isArray(field)) throw new TypeError("a list is missing");
  return field;
}

function bytes(field: Field, length?: number): Uint8Array {
  if (!(field instanceof Uint8Array)) throw new TypeError("a string is missing");
  if (length !== undefined && field.length !== length) throw new RangeError(`${field.length} bytes`);
  return field;
}

function number(field: Field, maximum = 2n ** 256n - 1n): bigint {
  const value = bytesToBigInt(bytes(field));
  if (value > maximum) throw new RangeError(`number ${value}`);
  return value;
}

const trim = (value: bigint): Uint8Array => (value === 0n ? new Uint8Array() : numberToBytes(value));

function stripZeros(word: Uint8Array): Uint8Array {
  const first = word.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array() : word.subarray(first);
}
