/**
 * Transactions of one batch, spread over the streams and gathered again. The nonce is written as its difference
 * from one more than the last nonce that the same rollup sent to the same recipient: zero for the producer's
 * own transactions and for a user who goes on with one app.
 */
import { type ByteReader, type ByteWriter, DecodeRefusal } from "./byteStream.ts";
import { CallDataReader, CallDataWriter } from "./callDataColumns.ts";
import { packAmount, unpackAmount, unzigzag, zigzag } from "./column.ts";
import {
  type AddressesIn,
  type AddressesOut,
  CREATION,
  DictionaryReader,
  DictionaryWriter,
  nextAddress,
} from "./dictionary.ts";
import { bytesToHex, hexToBytes } from "./plainBytes.ts";
import {
  type AccessListItem,
  isRlpList,
  KIND,
  putTogether,
  type TransactionParts,
  takeApart,
} from "./signedTransaction.ts";
import type { StreamsReader, StreamsWriter } from "./streams.ts";

const ADDRESS_BYTES = 20;
const WORD_BYTES = 32;
const MAX_UINT64 = 2n ** 64n - 1n;

export const writeAddress = (out: ByteWriter, address: string): void => out.bytes(hexToBytes(address));
export const readAddress = (from: ByteReader): string => bytesToHex(from.bytes(ADDRESS_BYTES));

/** Entries that the address dictionary starts with: creation, then addresses that every node knows. */
export const addressSeed = (known: readonly string[]): string[] => [CREATION, ...known];

/** Last nonce by rollup and recipient. */
class Nonces {
  readonly #last = new Map<string, bigint>();

  expected(chainId: bigint, to: string): bigint {
    const last = this.#last.get(`${chainId}/${to}`);
    return last === undefined ? 0n : last + 1n;
  }

  saw(chainId: bigint, to: string, nonce: bigint): void {
    this.#last.set(`${chainId}/${to}`, nonce);
  }
}

export class TransactionWriter {
  readonly #out: StreamsWriter;
  readonly #addresses: AddressesOut;
  readonly #callData: CallDataWriter;
  readonly #fees: DictionaryWriter<bigint>;
  readonly #priorityFees: DictionaryWriter<bigint>;
  readonly #gasLimits: DictionaryWriter<bigint>;
  readonly #nonces = new Nonces();

  constructor(out: StreamsWriter, addresses: AddressesOut) {
    this.#out = out;
    this.#addresses = addresses;
    this.#callData = new CallDataWriter(out, addresses);
    const amount = (to: ByteWriter, value: bigint): void => to.varint(packAmount(value));
    this.#fees = new DictionaryWriter(out.bytes("feeValues"), amount);
    this.#priorityFees = new DictionaryWriter(out.bytes("priorityFeeValues"), amount);
    this.#gasLimits = new DictionaryWriter(out.bytes("gasLimitValues"), (to, gas: bigint) => to.varint(gas));
  }

  put(raw: Uint8Array, chainId: bigint): void {
    const parts = takeApart(raw, chainId);
    this.#out.column("kinds").put(parts?.kind ?? KIND.whole);
    if (parts === undefined) this.#putBytes(raw);
    else this.#putParts(parts, chainId);
  }

  #putParts(parts: TransactionParts, chainId: bigint): void {
    const out = this.#out;
    const to = parts.to ?? CREATION;
    this.#addresses.put(out.column("recipients"), to);
    out.column("nonces").put(zigzag(parts.nonce - this.#nonces.expected(chainId, to)));
    this.#nonces.saw(chainId, to, parts.nonce);
    if (parts.kind >= KIND.dynamicFee) this.#priorityFees.put(out.column("priorityFees"), parts.priorityFee);
    this.#fees.put(out.column("fees"), parts.fee);
    this.#gasLimits.put(out.column("gasLimits"), parts.gas);
    out.column("values").put(packAmount(parts.value));
    this.#callData.put(parts.data, parts.to === undefined);
    if (parts.kind >= KIND.accessList) this.#putAccessList(parts.accessList);
    if (parts.kind === KIND.setCode) this.#putBytes(parts.authorizations);
    out.bits("parities").put(parts.parity);
    out.bytes("signatures").bytes(parts.r);
    out.bytes("signatures").bytes(parts.s);
  }

  #putAccessList(list: readonly AccessListItem[]): void {
    this.#out.column("accessCounts").put(list.length);
    for (const { address, keys } of list) {
      this.#addresses.put(this.#out.column("addressRefs"), address);
      this.#out.column("keyCounts").put(keys.length);
      for (const key of keys) this.#callData.putWord(key);
    }
  }

  #putBytes(bytes: Uint8Array): void {
    this.#out.column("lengths").put(bytes.length);
    this.#out.bytes("bytes").bytes(bytes);
  }
}

export class TransactionReader {
  readonly #from: StreamsReader;
  readonly #addresses: AddressesIn;
  readonly #callData: CallDataReader;
  readonly #fees: DictionaryReader<bigint>;
  readonly #priorityFees: DictionaryReader<bigint>;
  readonly #gasLimits: DictionaryReader<bigint>;
  readonly #nonces = new Nonces();

  constructor(from: StreamsReader, addresses: AddressesIn) {
    this.#from = from;
    this.#addresses = addresses;
    this.#callData = new CallDataReader(from, addresses);
    const amount = (values: ByteReader): bigint => unpackAmount(values.varint());
    this.#fees = new DictionaryReader(from.bytes("feeValues"), amount);
    this.#priorityFees = new DictionaryReader(from.bytes("priorityFeeValues"), amount);
    this.#gasLimits = new DictionaryReader(from.bytes("gasLimitValues"), (values) => uint64(values.varint()));
  }

  /** The next raw transaction; not much longer than `maxBytes`. */
  next(chainId: bigint, maxBytes: number): Uint8Array {
    const kind = this.#from.column("kinds").small(KIND.whole);
    if (kind === KIND.whole) return this.#nextWhole(chainId, maxBytes);
    return putTogether(this.#nextParts(kind, chainId, maxBytes), chainId);
  }

  #nextWhole(chainId: bigint, maxBytes: number): Uint8Array {
    const raw = this.#nextBytes(maxBytes);
    if (takeApart(raw, chainId) !== undefined) throw new DecodeRefusal("not-canonical");
    return raw;
  }

  #nextParts(kind: number, chainId: bigint, maxBytes: number): TransactionParts {
    const from = this.#from;
    const to = this.#addresses.next(from.column("recipients"));
    const nonce = uint64(unzigzag(from.column("nonces").next()) + this.#nonces.expected(chainId, to));
    this.#nonces.saw(chainId, to, nonce);
    const isCreation = to === CREATION;
    return {
      kind,
      nonce,
      to: isCreation ? undefined : to,
      priorityFee: kind >= KIND.dynamicFee ? this.#priorityFees.next(from.column("priorityFees")) : 0n,
      fee: this.#fees.next(from.column("fees")),
      gas: this.#gasLimits.next(from.column("gasLimits")),
      value: unpackAmount(from.column("values").next()),
      data: this.#callData.next(isCreation, maxBytes),
      accessList: kind >= KIND.accessList ? this.#nextAccessList(maxBytes) : [],
      authorizations: kind === KIND.setCode ? this.#nextAuthorizations(maxBytes) : new Uint8Array(),
      parity: from.bits("parities").next(),
      r: from.bytes("signatures").bytes(WORD_BYTES),
      s: from.bytes("signatures").bytes(WORD_BYTES),
    };
  }

  #nextAuthorizations(maxBytes: number): Uint8Array {
    const rlp = this.#nextBytes(maxBytes);
    if (!isRlpList(rlp)) throw new DecodeRefusal("not-canonical");
    return rlp;
  }

  #nextAccessList(maxBytes: number): AccessListItem[] {
    let left = maxBytes;
    const take = (column: "accessCounts" | "keyCounts", bytesEach: number): number => {
      const count = this.#from.column(column).small(Math.floor(left / bytesEach), "too-many-bytes");
      left -= count * bytesEach;
      return count;
    };
    return Array.from({ length: take("accessCounts", ADDRESS_BYTES) }, () => {
      const address = nextAddress(this.#addresses, this.#from.column("addressRefs"));
      const keys = take("keyCounts", WORD_BYTES);
      return { address, keys: Array.from({ length: keys }, () => this.#callData.nextWord()) };
    });
  }

  #nextBytes(maxBytes: number): Uint8Array {
    return this.#from.bytes("bytes").bytes(this.#from.column("lengths").small(maxBytes, "too-many-bytes"));
  }
}

function uint64(value: bigint): bigint {
  if (value < 0n || value > MAX_UINT64) throw new DecodeRefusal("value-out-of-range", 64, 65);
  return value;
}
