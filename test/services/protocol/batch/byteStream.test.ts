import { expect } from "chai";
import { BitReader, BitWriter, bitsFor } from "../../../../services/protocol/batch/bits.ts";
import { ByteReader, ByteWriter, DecodeRefusal } from "../../../../services/protocol/batch/byteStream.ts";
import {
  bytesToBigInt,
  bytesToHex,
  concatBytes,
  equalBytes,
  hexToBytes,
  numberToBytes,
} from "../../../../services/protocol/batch/plainBytes.ts";
import { createRandom } from "../../../support/random.ts";

const SEED = 20260501;

const written = (write: (out: ByteWriter) => void): Uint8Array => {
  const out = new ByteWriter();
  write(out);
  return out.finish();
};
const refusal = (job: () => unknown): DecodeRefusal => {
  try {
    job();
  } catch (err) {
    expect(err).instanceOf(DecodeRefusal);
    return err as DecodeRefusal;
  }
  throw new Error("accepted");
};

describe(`byte streams (seed ${SEED})`, () => {
  it("writes varints as LEB128 does", () => {
    // Values and bytes of the LEB128 articles and of protobuf's encoding guide.
    const known: [bigint, number[]][] = [
      [0n, [0]],
      [127n, [0x7f]],
      [128n, [0x80, 0x01]],
      [150n, [0x96, 0x01]],
      [300n, [0xac, 0x02]],
      [624_485n, [0xe5, 0x8e, 0x26]],
    ];
    for (const [value, bytes] of known) {
      expect([...written((out) => out.varint(value))]).to.deep.equal(bytes);
      expect(new ByteReader(Uint8Array.from(bytes)).varint()).to.equal(value);
    }
  });

  it("reads back every mix of bytes, runs and varints up to 2^280 − 1, to the last byte", () => {
    const random = createRandom(SEED);
    for (let round = 0; round < 200; round++) {
      const values = Array.from({ length: random.int(20) }, () => random.bits(random.int(281)));
      const run = random.octets(random.int(600));
      const bytes = written((out) => {
        for (const value of values) out.varint(value);
        out.bytes(run);
        out.byte(round & 0xff);
        expect(out.length).to.equal(out.finish().length);
      });
      const reader = new ByteReader(bytes);
      for (const value of values) expect(reader.varint()).to.equal(value);
      expect([...reader.bytes(run.length)]).to.deep.equal([...run]);
      expect(reader.byte()).to.equal(round & 0xff);
      reader.end();
    }
  });

  it("accepts one encoding of a number only: varint-not-minimal", () => {
    for (const bytes of [
      [0x80, 0x00],
      [0xff, 0x00],
      [0x80, 0x80, 0x00],
    ])
      expect(refusal(() => new ByteReader(Uint8Array.from(bytes)).varint()).reason).to.equal(
        "varint-not-minimal",
      );
  });

  it("value-out-of-range: a varint of more than 40 bytes; truncated: one that does not end", () => {
    const endless = (length: number): Uint8Array => new Uint8Array(length).fill(0x80);
    expect(refusal(() => new ByteReader(endless(41)).varint()).reason).to.equal("value-out-of-range");
    for (let length = 0; length < 40; length++)
      expect(refusal(() => new ByteReader(endless(length)).varint()).reason).to.equal("truncated");
  });

  it("truncated, trailing-bytes and the caller's reason carry their numbers", () => {
    const reader = (): ByteReader => new ByteReader(Uint8Array.of(1, 2, 3));
    expect(refusal(() => reader().bytes(4))).to.include({ reason: "truncated", limit: 3, actual: 4 });
    expect(refusal(() => reader().end())).to.include({ reason: "trailing-bytes", actual: 3 });
    const counted = new ByteReader(written((out) => out.varint(2n ** 200n)));
    expect(refusal(() => counted.count(7, "too-many-bytes"))).to.include({
      reason: "too-many-bytes",
      limit: 7,
      actual: Number.MAX_SAFE_INTEGER,
    });
    expect(new ByteReader(Uint8Array.of(7)).count(7, "too-many-bytes")).to.equal(7);
  });

  it("does not write a negative number", () => {
    expect(() => written((out) => out.varint(-1n))).to.throw(RangeError);
  });

  it("reads back any run of bits, in as few bytes as can be, the rest of the last one zero", () => {
    const random = createRandom(SEED + 1);
    for (let length = 0; length <= 70; length++) {
      const bits = Array.from({ length }, () => random.int(2));
      const bytes = written((out) => {
        const writer = new BitWriter(out);
        for (const bit of bits) writer.bit(bit);
        writer.close();
      });
      expect(bytes.length).to.equal(Math.ceil(length / 8));
      const reader = new BitReader(new ByteReader(bytes));
      expect(bits.map(() => reader.bit())).to.deep.equal(bits);
      reader.end();
    }
  });

  it("reads back numbers of every width, from wherever in a byte they start", () => {
    const random = createRandom(SEED + 2);
    const numbers = Array.from({ length: 300 }, (_, i) => ({ width: i % 257, value: random.bits(i % 257) }));
    const bytes = written((out) => {
      const writer = new BitWriter(out);
      for (const { width, value } of numbers) writer.number(value, width);
      writer.close();
    });
    const reader = new BitReader(new ByteReader(bytes));
    for (const { width, value } of numbers) expect(reader.number(width)).to.equal(value);
    reader.end();
    expect([0, 1, 2, 3, 4, 255, 256].map(bitsFor)).to.deep.equal([0, 1, 2, 2, 3, 8, 9]);
  });

  it("not-canonical: a bit set behind the last one; trailing-bytes: a whole byte too many", () => {
    for (let used = 1; used < 8; used++) {
      const read = (bytes: number[]): DecodeRefusal => {
        const reader = new BitReader(new ByteReader(Uint8Array.from(bytes)));
        for (let i = 0; i < used; i++) reader.bit();
        return refusal(() => reader.end());
      };
      for (let extra = used; extra < 8; extra++) expect(read([1 << extra]).reason).to.equal("not-canonical");
      expect(read([0, 0]).reason).to.equal("trailing-bytes");
    }
  });
});

describe(`plain bytes (seed ${SEED})`, () => {
  it("turns bytes to hex and back, numbers to big-endian bytes and back, as Buffer does", () => {
    const random = createRandom(SEED + 2);
    for (let length = 0; length < 100; length++) {
      const bytes = random.octets(length);
      const hex = Buffer.from(bytes).toString("hex");
      expect(bytesToHex(bytes)).to.equal(hex);
      expect(equalBytes(hexToBytes(hex), bytes)).to.equal(true);
      const value = bytesToBigInt(bytes);
      expect(value).to.equal(hex === "" ? 0n : BigInt(`0x${hex}`));
      expect(bytesToHex(numberToBytes(value, length))).to.equal(length === 0 ? "00" : hex);
    }
  });

  it("tells bytes apart that differ in one place or in length", () => {
    const bytes = createRandom(SEED + 3).octets(40);
    for (let i = 0; i < bytes.length; i++) {
      expect(equalBytes(bytes, bytes.with(i, bytes[i]! ^ 1))).to.equal(false);
      expect(equalBytes(bytes, bytes.subarray(0, i))).to.equal(false);
      expect(equalBytes(concatBytes([bytes.subarray(0, i), bytes.subarray(i)]), bytes)).to.equal(true);
    }
  });
});
