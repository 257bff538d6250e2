/**
 * Transactions of one batch, spread over the streams and gathered again. The nonce is written as its difference
 * from one more than the last nonce that the same rollup sent to the same recipient: zero for the producer's
 * own transactions and for a user who goes on with one app.
 */
import { type AddressBookReader, type AddressBookWriter, CREATION } from "./addressBook.ts";
import type { BitReader, BitWriter } from "./bits.ts";
import { DecodeRefusal } from "./byteStream.ts";
import { CallDataReader, CallDataWriter } from "./callDataColumns.ts";
import { type CallShape, FORM, keyOfShape } from "./callShape.ts";
import { unzigzag, zigzag } from "./column.ts";
import { DictionaryReader, DictionaryWriter, packedIndexReader, packedIndexWriter } from "./dictionary.ts";
import { type Fees, keyOfFees, readFees, WHOLE, writeFees } from "./fees.ts";
import { GasLimitReader, GasLimitWriter } from "./gasLimits.ts";
import { Nonces, uint64 } from "./nonces.ts";
import { PackedNumberReader, PackedNumberWriter } from "./packedNumbers.ts";
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

/** Signatures have low s, so the highest bit of s is free for the parity. */
const PARITY_BIT = 0x80;

/** The place of addresses in access lists. */
const ACCESS_LIST = "accessList";

/** The same function of the same contract tends to take the same gas. */
const gasPlace = (shape: CallShape, to: string): string =>
  `${shape.form === FORM.call ? to : ""}/${keyOfShape(shape)}`;

export class TransactionWriter {
  readonly #out: StreamsWriter;
  readonly #bits: BitWriter;
  readonly #addresses: AddressBookWriter;
  readonly #callData: CallDataWriter;
  readonly #fees: DictionaryWriter<Fees>;
  readonly #gasLimits: GasLimitWriter;
  readonly #nonceNumbers: PackedNumberWriter;
  readonly #values: PackedNumberWriter;
  readonly #nonces = new Nonces();

  constructor(out: StreamsWriter, addresses: AddressBookWriter) {
    this.#out = out;
    this.#bits = out.bits("packed");
    this.#addresses = addresses;
    this.#callData = new CallDataWriter(out, addresses);
    this.#fees = new DictionaryWriter((fees) => writeFees(out, fees), keyOfFees);
    this.#gasLimits = new GasLimitWriter(this.#bits, out.bytes("gasLimitForms"));
    this.#nonceNumbers = new PackedNumberWriter(this.#bits, out.bytes("nonceForms"));
    this.#values = new PackedNumberWriter(this.#bits, out.bytes("valueForms"));
  }

  put(raw: Uint8Array, chainId: bigint, timestamp: bigint): void {
    const parts = takeApart(raw, chainId);
    this.#fees.put(packedIndexWriter(this.#bits), parts ?? WHOLE);
    if (parts === undefined) this.#putBytes(raw);
    else this.#putParts(parts, chainId, timestamp);
  }

  #putParts(parts: TransactionParts, chainId: bigint, timestamp: bigint): void {
    const out = this.#out;
    const to = parts.to ?? CREATION;
    const hasValue = parts.value !== 0n;
    const content = { data: parts.data, hasValue, isCreation: parts.to === undefined, timestamp };
    const shape = this.#callData.putShape(content);
    this.#addresses.put(shape.selector, to);
    this.#nonceNumbers.put(zigzag(parts.nonce - this.#nonces.expected(chainId, to)));
    this.#nonces.saw(chainId, to, parts.nonce);
    this.#gasLimits.put(gasPlace(shape, to), parts.gas);
    if (hasValue) this.#values.put(parts.value);
    this.#callData.putContent(content, shape);
    if (parts.kind >= KIND.accessList) this.#putAccessList(parts.accessList, timestamp);
    if (parts.kind === KIND.setCode) this.#putBytes(parts.authorizations);
    const s = parts.s.slice();
    s[0]! |= parts.parity * PARITY_BIT;
    out.bytes("signatures").bytes(parts.r);
    out.bytes("signatures").bytes(s);
  }

  #putAccessList(list: readonly AccessListItem[], timestamp: bigint): void {
    this.#out.column("accessCounts").put(list.length);
    for (const { address, keys } of list) {
      this.#addresses.put(ACCESS_LIST, address);
      this.#out.column("keyCounts").put(keys.length);
      for (const key of keys) this.#callData.putWord(key, timestamp);
    }
  }

  #putBytes(bytes: Uint8Array): void {
    this.#out.column("lengths").put(bytes.length);
    this.#out.bytes("bytes").bytes(bytes);
  }
}

export class TransactionReader {
  readonly #from: StreamsReader;
  readonly #bits: BitReader;
  readonly #addresses: AddressBookReader;
  readonly #callData: CallDataReader;
  readonly #fees: DictionaryReader<Fees>;
  readonly #gasLimits: GasLimitReader;
  readonly #nonceNumbers: PackedNumberReader;
  readonly #values: PackedNumberReader;
  readonly #nonces = new Nonces();

  constructor(from: StreamsReader, addresses: AddressBookReader) {
    this.#from = from;
    this.#bits = from.bits("packed");
    this.#addresses = addresses;
    this.#callData = new CallDataReader(from, addresses);
    this.#fees = new DictionaryReader(() => readFees(from), keyOfFees);
    this.#gasLimits = new GasLimitReader(this.#bits, from.bytes("gasLimitForms"));
    this.#nonceNumbers = new PackedNumberReader(this.#bits, from.bytes("nonceForms"));
    this.#values = new PackedNumberReader(this.#bits, from.bytes("valueForms"));
  }

  /** The next raw transaction; not much longer than `maxBytes`. */
  next(chainId: bigint, timestamp: bigint, maxBytes: number): Uint8Array {
    const fees = this.#fees.next(packedIndexReader(this.#bits));
    if (fees.kind === KIND.whole) return this.#nextWhole(chainId, maxBytes);
    return putTogether(this.#nextParts(fees, { chainId, timestamp, maxBytes }), chainId);
  }

  #nextWhole(chainId: bigint, maxBytes: number): Uint8Array {
    const raw = this.#nextBytes(maxBytes);
    if (takeApart(raw, chainId) !== undefined) throw new DecodeRefusal("not-canonical");
    return raw;
  }

  #nextParts(
    fees: Fees,
    { chainId, timestamp, maxBytes }: { chainId: bigint; timestamp: bigint; maxBytes: number },
  ): TransactionParts {
    const { kind } = fees;
    const shape = this.#callData.nextShape(maxBytes);
    const to = this.#addresses.nextRecipient(shape.selector);
    const nonce = uint64(unzigzag(this.#nonceNumbers.next()) + this.#nonces.expected(chainId, to));
    this.#nonces.saw(chainId, to, nonce);
    const isCreation = to === CREATION;
    return {
      ...fees,
      nonce,
      to: isCreation ? undefined : to,
      gas: this.#gasLimits.next(gasPlace(shape, to)),
      value: shape.hasValue ? this.#nextValue() : 0n,
      data: this.#callData.nextContent(shape, { isCreation, timestamp, maxBytes }),
      accessList: kind >= KIND.accessList ? this.#nextAccessList(timestamp, maxBytes) : [],
      authorizations: kind === KIND.setCode ? this.#nextAuthorizations(maxBytes) : new Uint8Array(),
      ...this.#nextSignature(),
    };
  }

  #nextValue(): bigint {
    const value = this.#values.next();
    if (value === 0n) throw new DecodeRefusal("not-canonical");
    return value;
  }

  #nextSignature(): { r: Uint8Array; s: Uint8Array; parity: number } {
    const r = this.#from.bytes("signatures").bytes(WORD_BYTES);
    const s = this.#from.bytes("signatures").bytes(WORD_BYTES).slice();
    const parity = s[0]! >> 7;
    s[0]! &= ~PARITY_BIT;
    return { r, s, parity };
  }

  #nextAuthorizations(maxBytes: number): Uint8Array {
    const rlp = this.#nextBytes(maxBytes);
    if (!isRlpList(rlp)) throw new DecodeRefusal("not-canonical");
    return rlp;
  }

  #nextAccessList(timestamp: bigint, maxBytes: number): AccessListItem[] {
    let left = maxBytes;
    const take = (column: "accessCounts" | "keyCounts", bytesEach: number): number => {
      const count = this.#from.column(column).small(Math.floor(left / bytesEach), "too-many-bytes");
      left -= count * bytesEach;
      return count;
    };
    return Array.from({ length: take("accessCounts", ADDRESS_BYTES) }, () => {
      const address = this.#addresses.next(ACCESS_LIST);
      const keys = take("keyCounts", WORD_BYTES);
      return { address, keys: Array.from({ length: keys }, () => this.#callData.nextWord(timestamp)) };
    });
  }

  #nextBytes(maxBytes: number): Uint8Array {
    return this.#from.bytes("bytes").bytes(this.#from.column("lengths").small(maxBytes, "too-many-bytes"));
  }
}
