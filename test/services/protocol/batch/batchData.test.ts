import { expect } from "chai";
import { compressSync } from "lz4-napi";
import { type Hex, serializeTransaction, toRlp } from "viem";
import {
  BATCH_LIMITS,
  type BatchLimits,
  type BatchSuperblock,
  decodeBatchData,
  encodeBatchData,
} from "../../../../services/protocol/batch/batchData.ts";
import { decompressBlock } from "../../../../services/protocol/batch/lz4Block.ts";
import { takeApart } from "../../../../services/protocol/batch/signedTransaction.ts";
import { anyRange, anyTransaction, BASE } from "../../../support/batchSamples.ts";
import { ordinaryMix } from "../../../support/ordinaryMix.ts";
import { createRandom } from "../../../support/random.ts";

const SEED = 20261121;
const LIMITS: BatchLimits = {
  maxSuperblocks: 130,
  maxTransactions: 500,
  maxTransactionBytes: 4096,
  maxBytes: 256 * 1024,
};

const empty = (count: number, every = 12): BatchSuperblock[] =>
  Array.from({ length: count }, (_, i) => ({
    timestamp: BASE.timestamp + BigInt(i + 1),
    l1OriginNumber: BASE.l1OriginNumber + BigInt(Math.floor(i / every)),
    producer: BASE.producer,
    transactions: [[], []],
  }));

const withTransactions = (...raws: Hex[]): BatchSuperblock[] => [
  { ...empty(1)[0]!, transactions: [raws, []] },
];

function decoded(data: Uint8Array, limits?: BatchLimits): readonly BatchSuperblock[] {
  const outcome = decodeBatchData(data, BASE, limits);
  if (!outcome.ok) throw new Error(`refused: ${outcome.reason}`);
  return outcome.superblocks;
}

function refused(data: Uint8Array, limits?: BatchLimits): string {
  const outcome = decodeBatchData(data, BASE, limits);
  return outcome.ok ? "accepted" : outcome.reason;
}

describe("encodeBatchData and decodeBatchData", function () {
  this.timeout(20_000);

  describe("given random ranges with transactions of every type", () => {
    it(`gives the exact raw bytes back (seed ${SEED})`, () => {
      const random = createRandom(SEED);
      for (let round = 0; round < 40; round++) {
        const range = anyRange(random, { superblocks: 1 + random.int(20), perBlock: 6 });
        expect(decoded(encodeBatchData(range, BASE)), `round ${round}`).to.deep.equal(range);
      }
    });

    it("takes every one of them apart, so that none travels whole", () => {
      const random = createRandom(SEED + 1);
      const kinds = new Set<number | undefined>();
      for (let i = 0; i < 300; i++) {
        const raw = anyTransaction(random, BASE.rollups[0]!);
        kinds.add(takeApart(Buffer.from(raw.slice(2), "hex"), BASE.rollups[0]!)?.kind);
      }
      expect([...kinds].sort()).to.deep.equal([0, 1, 2, 3, 4]);
    });
  });

  describe("given bytes that do not follow from a transaction's parts", () => {
    const legacy: Hex = serializeTransaction(
      { type: "legacy", nonce: 1, gas: 21000n, to: BASE.producer, gasPrice: 1n },
      { r: `0x${"12".repeat(32)}`, s: `0x${"34".repeat(32)}`, v: 27n, yParity: 0 },
    );
    const odd: Record<string, Hex> = {
      "a number with a leading zero": toRlp([
        "0x0001",
        "0x01",
        "0x5208",
        BASE.producer,
        "0x",
        "0x",
        "0x1b",
        "0x12",
        "0x34",
      ]),
      "an unknown type": "0x03c0",
      "another chain's signature": serializeTransaction(
        { type: "eip1559", chainId: 1, maxFeePerGas: 1n, to: BASE.producer },
        { r: "0x12", s: "0x34", yParity: 1 },
      ),
      "a signature with a high s": serializeTransaction(
        { type: "eip1559", chainId: Number(BASE.rollups[0]), maxFeePerGas: 1n, to: BASE.producer },
        { r: "0x12", s: `0xff${"34".repeat(31)}`, yParity: 1 },
      ),
      "a trailing byte": `${legacy}00`,
      "no bytes at all": "0x",
      "lists nested without end": `0x${"c1".repeat(3000)}c0`,
    };
    for (const [title, raw] of Object.entries(odd)) {
      it(`carries ${title} whole`, () => {
        const range = withTransactions(legacy, raw, legacy);
        expect(decoded(encodeBatchData(range, BASE))).to.deep.equal(range);
      });
    }
  });

  describe("given empty superblocks", () => {
    it("spends less than one byte on each", () => {
      const data = encodeBatchData(empty(120), BASE);
      expect(data.length).to.be.lessThan(120);
      expect(decoded(data)).to.deep.equal(empty(120));
    });
  });

  describe("given what people send on an ordinary day", () => {
    it(`takes at most 88 bytes for each of 1000 transactions, on three seeds from ${SEED}`, () => {
      for (const seed of [SEED, SEED + 1, SEED + 2]) {
        const range = ordinaryMix(createRandom(seed));
        const data = encodeBatchData(range, BASE);
        expect(range.flatMap((superblock) => superblock.transactions.flat()).length).to.equal(1000);
        expect(data.length / 1000, `seed ${seed}`).to.be.at.most(88);
        expect(decoded(data), `seed ${seed}`).to.deep.equal(range);
      }
    });
  });

  describe("given a superblock that no range can have", () => {
    it("throws for a timestamp that does not grow", () => {
      const [first] = empty(1);
      expect(() => encodeBatchData([first!, first!], BASE)).to.throw(RangeError);
    });
  });
});

describe("decodeBatchData", function () {
  this.timeout(20_000);

  const random = createRandom(SEED + 2);
  const range = anyRange(random, { superblocks: 10, perBlock: 4 });
  const data = encodeBatchData(range, BASE);

  it("refuses unknown-version", () => {
    const changed = data.slice();
    changed[0] = 1;
    expect(refused(changed)).to.equal("unknown-version");
    expect(refused(new Uint8Array())).to.equal("truncated");
  });

  it("refuses trailing-bytes", () => {
    expect(refused(Uint8Array.from([...data, 0]))).to.equal("trailing-bytes");
  });

  it("refuses every proper prefix", () => {
    for (let length = 0; length < data.length; length++) {
      expect(refused(data.subarray(0, length)), `${length} bytes`).to.not.equal("accepted");
    }
  });

  it("refuses varint-not-minimal", () => {
    expect(refused(Uint8Array.from([2, 0x81, 0x00, ...data.subarray(2)]))).to.equal("varint-not-minimal");
  });

  it("refuses too-many-superblocks, too-many-transactions and too-many-bytes", () => {
    expect(refused(data, { ...BATCH_LIMITS, maxSuperblocks: 9 })).to.equal("too-many-superblocks");
    expect(refused(data, { ...BATCH_LIMITS, maxTransactions: 5 })).to.equal("too-many-transactions");
    expect(refused(data, { ...BATCH_LIMITS, maxBytes: 1000 })).to.equal("too-many-bytes");
  });

  it("refuses a call of more words than a transaction may have, before it unrolls them", () => {
    const bomb = withTransactions(
      serializeTransaction(
        {
          type: "eip1559",
          chainId: 42101,
          to: BASE.producer,
          data: `0x12345678${"00".repeat(32 * 100_000)}`,
        },
        { r: "0x12", s: "0x34", yParity: 1 },
      ),
    );
    const packed = encodeBatchData(bomb, BASE);
    expect(packed.length).to.be.lessThan(200);
    expect(refused(packed, LIMITS)).to.equal("too-many-bytes");
  });

  it(`never throws and never exceeds its bound on damaged data (seed ${SEED + 3})`, () => {
    const damage = createRandom(SEED + 3);
    const outcomes = new Map<string, number>();
    const good = encodeBatchData(anyRange(damage, { superblocks: 4, perBlock: 2 }), BASE);
    for (let round = 0; round < 1500; round++) {
      const bytes = damage.int(4) === 0 ? damage.octets(damage.int(400)) : good.slice();
      if (bytes.length > 0) bytes[0] = 2;
      for (let hits = damage.int(4); hits >= 0; hits--) bytes[damage.int(bytes.length)] = damage.int(256);
      const outcome = decodeBatchData(bytes, BASE, LIMITS);
      const name = outcome.ok ? "accepted" : outcome.reason;
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      if (!outcome.ok) continue;
      const raws = outcome.superblocks.flatMap((s) => s.transactions.flat());
      expect(raws.reduce((sum, raw) => sum + (raw.length - 2) / 2, 0)).to.be.at.most(LIMITS.maxBytes);
      expect(decoded(encodeBatchData(outcome.superblocks, BASE))).to.deep.equal(outcome.superblocks);
    }
    expect(outcomes.size).to.be.greaterThan(4);
  });

  it(`accepts one encoding only: what it accepts of damaged streams encodes to the same content (seed ${SEED + 4})`, () => {
    const damage = createRandom(SEED + 4);
    let accepted = 0;
    const small = encodeBatchData(anyRange(damage, { superblocks: 2, perBlock: 2 }), BASE);
    for (let round = 0; round < 1500; round++) {
      const content = contentOf(small);
      content[damage.int(content.length)] = damage.int(256);
      const bytes = Uint8Array.from([2, 2, ...frameOf(content)]);
      const outcome = decodeBatchData(bytes, BASE, LIMITS);
      if (!outcome.ok) continue;
      accepted++;
      expect(Buffer.from(contentOf(encodeBatchData(outcome.superblocks, BASE))).equals(content)).to.equal(
        true,
      );
    }
    expect(accepted).to.be.greaterThan(100);
  });
});

/** Content of data whose frame has one chunk. */
function contentOf(data: Uint8Array): Uint8Array {
  const varint = (at: number): { value: number; next: number } => {
    let value = 0;
    for (let i = at; ; i++) {
      value |= (data[i]! & 0x7f) << (7 * (i - at));
      if (data[i]! < 0x80) return { value, next: i + 1 };
    }
  };
  const length = varint(2);
  const head = varint(length.next);
  const stored = data.subarray(head.next);
  return (head.value & 1) === 1 ? decompressBlock(stored, length.value) : stored.slice();
}

function frameOf(content: Uint8Array): number[] {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)];
  const packed = compressSync(Buffer.from(content)).subarray(4);
  const stored = packed.length < content.length ? packed : content;
  return [...varint(content.length), ...varint(stored.length * 2 + (stored === packed ? 1 : 0)), ...stored];
}
