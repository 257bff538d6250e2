import { readFileSync } from "node:fs";
import { expect } from "chai";
import { bytesToHex } from "viem";
import * as Asert from "../../services/protocol/bitcoin/asert.ts";
import * as AuxPow from "../../services/protocol/bitcoin/auxPow.ts";
import { reverse, toBytes } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CompactTarget from "../../services/protocol/bitcoin/compactTarget.ts";
import * as MerkleBranch from "../../services/protocol/bitcoin/merkleBranch.ts";
import { deployLens, type Lens } from "../support/deployLens.ts";
import { seededRandom } from "../support/seededRandom.ts";

const FAILURES = ["None", "NBitsNegative", "NBitsZero", "NBitsOverflow"];
const HALF_LIFE_SEC = 172_800n;
const POW_LIMIT_BITS = 0x1d00ffff;

describe("Targets in Solidity and TypeScript", function () {
  this.timeout(120_000);
  let lens: Lens;
  before(async () => {
    lens = await deployLens("BitcoinLens");
  });

  describe("CompactTarget", () => {
    /** From Bitcoin Core's arith_uint256 tests: nBits, target or failure. */
    const CORE: [number, bigint | string][] = [
      [0, "NBitsZero"],
      [0x00123456, "NBitsZero"],
      [0x01003456, "NBitsZero"],
      [0x02000056, "NBitsZero"],
      [0x03000000, "NBitsZero"],
      [0x04000000, "NBitsZero"],
      [0x00923456, "NBitsZero"],
      [0x01803456, "NBitsZero"],
      [0x02800056, "NBitsZero"],
      [0x03800000, "NBitsZero"],
      [0x04800000, "NBitsZero"],
      [0x01123456, 0x12n],
      [0x01fedcba, "NBitsNegative"],
      [0x02123456, 0x1234n],
      [0x03123456, 0x123456n],
      [0x04123456, 0x12345600n],
      [0x04923456, "NBitsNegative"],
      [0x05009234, 0x92340000n],
      [0x20123456, 0x123456n << 232n],
      [0xff123456, "NBitsOverflow"],
      [0x2100ffff, 0xffffn << 240n],
      [0x21010000, "NBitsOverflow"],
      [0x220000ff, 0xffn << 248n],
      [0x22000100, "NBitsOverflow"],
      [0x23000001, "NBitsOverflow"],
      [0x207fffff, 0x7fffffn << 232n],
    ];

    it("decodes Bitcoin Core's cases", async () => {
      const [failures, targets] = await lens<[number[], bigint[]]>("decodeTargets", [
        CORE.map(([nBits]) => nBits),
      ]);
      for (const [i, [nBits, expected]] of CORE.entries()) {
        const here = CompactTarget.tryDecode(nBits);
        const there = { failure: FAILURES[failures[i]!], target: targets[i] };
        expect(there, nBits.toString(16)).deep.equal(here);
        expect(here.failure === "None" ? here.target : here.failure, nBits.toString(16)).equal(expected);
      }
    });

    it("agrees on 20,000 random nBits, and encodes back what it decodes", async () => {
      const random = seededRandom(7);
      const nBits = Array.from({ length: 20_000 }, (_, i) =>
        i % 2 ? random.below(2 ** 32) : (random.below(36) << 24) + random.below(2 ** 24),
      );
      for (let at = 0; at < nBits.length; at += 2_000) {
        const batch = nBits.slice(at, at + 2_000);
        const [failures, targets] = await lens<[number[], bigint[]]>("decodeTargets", [batch]);
        const encoded = await lens<number[]>("encodeTargets", [targets]);
        for (const [i, bits] of batch.entries()) {
          const here = CompactTarget.tryDecode(bits);
          expect({ failure: FAILURES[failures[i]!], target: targets[i] }).deep.equal(here);
          expect(CompactTarget.encode(here.target)).equal(encoded[i]);
          if (here.failure === "None") expect(CompactTarget.decode(encoded[i]!)).equal(here.target);
        }
      }
    });

    it("compares hashes at, below and above the target, for every exponent", async () => {
      const max = (1n << 256n) - 1n;
      for (let exponent = 1; exponent <= 34; exponent++) {
        for (const mantissa of [0x7fffff, 0x0000ff, 0x008000, 0x010000]) {
          const nBits = ((exponent << 24) | mantissa) >>> 0;
          const { failure, target } = CompactTarget.tryDecode(nBits);
          if (failure !== "None") continue;
          for (const value of [0n, target - 1n, target, target + 1n, target * 2n, target ^ (1n << 255n)]) {
            if (value > max) continue;
            const hash = reverse(toBytes(value, 32));
            const expected = value <= target;
            expect(CompactTarget.isMetBy(nBits, hash)).equal(expected);
            expect(await lens("isMetBy", [nBits, bytesToHex(hash)]), `${nBits.toString(16)} ${value}`).equal(
              expected,
            );
          }
        }
      }
    });

    it("counts the work of a target", async () => {
      for (const target of [
        1n,
        2n,
        0xffffn << 208n,
        (1n << 255n) - 1n,
        (1n << 256n) - 2n,
        (1n << 256n) - 1n,
      ]) {
        expect(await lens("work", [target])).equal(CompactTarget.work(target));
      }
      expect(CompactTarget.work(0xffffn << 208n)).equal(0x100010001n);
    });

    it("writes bits and targets as templates carry them", () => {
      const { a } = JSON.parse(readFileSync("test/vectors/mining/worked-size1.json", "utf8"));
      const nBits = Number.parseInt(a.bits, 16);
      expect(CompactTarget.littleEndianHex(nBits)).equal(a._target);
      expect(CompactTarget.bitsHex(nBits)).equal(a.bits);
      expect(CompactTarget.bitsHex(0x03123456)).equal("03123456");
    });
  });

  describe("Asert", () => {
    for (let i = 1; i <= 12; i++) {
      const name = `run${String(i).padStart(2, "0")}`;
      it(`computes every line of ${name}`, async () => {
        const { anchorBits, drifts, expected } = readRun(`test/vectors/asert/${name}`);
        expect(expected.length).greaterThan(9);
        const limit = CompactTarget.decode(POW_LIMIT_BITS);
        const anchor = CompactTarget.decode(anchorBits);
        const here = drifts.map((drift) =>
          CompactTarget.encode(Asert.target(anchor, drift, HALF_LIFE_SEC, limit)),
        );
        expect(here).deep.equal(expected);
        for (let at = 0; at < drifts.length; at += 2_500) {
          const args = [anchorBits, drifts.slice(at, at + 2_500), HALF_LIFE_SEC, POW_LIMIT_BITS];
          expect(await lens("asertBits", args)).deep.equal(expected.slice(at, at + 2_500));
        }
      });
    }

    it("agrees where 256 bits do not hold the product, and at absurd exponents", async () => {
      const random = seededRandom(11);
      const values = [0n, 1n, 3n, 1n << 239n, 1n << 240n, 1n << 255n, (1n << 256n) - 1n];
      const exponents = [
        -1n,
        0n,
        1n,
        65535n,
        65536n,
        -65536n,
        16n << 16n,
        17n << 16n,
        239n << 16n,
        300n << 16n,
      ];
      for (const far of [-240n, -256n, -272n, -273n, -496n, -600n, 1n << 100n]) exponents.push(far << 16n);
      for (let i = 0; i < 20; i++) exponents.push(BigInt(random.below(1 << 26)) - (1n << 25n));
      for (const value of values) {
        for (const exponent of exponents) {
          expect(await lens("scale", [value, exponent]), `${value} ${exponent}`).equal(
            Asert.scale(value, exponent),
          );
        }
      }
    });
  });

  describe("AuxPow.slot", () => {
    it("places chains as Namecoin does", async () => {
      const known: [number, number, number, number][] = [
        [0, 1, 1, 1],
        [0, 1, 2, 3],
        [7, 1, 2, 2],
        [7, 1, 30, 672439754],
        [0, 98, 3, 0],
        [0, 1224, 4, 6],
        [2949882636, 1, 2, 3],
        [2949882636, 7, 2, 1],
        [4294967295, 65535, 30, 501231016],
        [123456789, 4242, 5, 5],
      ];
      for (const [nonce, chainId, depth, index] of known) {
        expect(AuxPow.slot(nonce, chainId, depth)).equal(index);
        expect(await lens("slot", [BigInt(nonce), BigInt(chainId), BigInt(depth)])).equal(BigInt(index));
      }
    });
  });

  describe("MerkleBranch", () => {
    it("folds branches of every depth to 33 at first, last and random places", async () => {
      const random = seededRandom(3);
      for (let depth = 0; depth <= 33; depth++) {
        const nodes = Array.from({ length: depth }, () => random.bytes(32));
        const leaf = random.bytes(32);
        for (const index of [0, 2 ** depth - 1, random.below(2 ** Math.min(depth, 31))]) {
          const branch = bytesToHex(Uint8Array.from(nodes.flatMap((node) => [...node])));
          const root = await lens("merkleRoot", [bytesToHex(leaf), branch, BigInt(index)]);
          expect(root, `${depth} ${index}`).equal(bytesToHex(MerkleBranch.fold(leaf, nodes, index)));
        }
      }
    });
    it("builds branches that fold to the root, for odd and even levels", () => {
      for (const count of [1, 2, 3, 5, 8, 13]) {
        const leaves = Array.from({ length: count }, (_, i) => toBytes(BigInt(i + 1), 32));
        for (let index = 0; index < count; index++) {
          const { branch, root } = MerkleBranch.build(leaves, index);
          expect(MerkleBranch.fold(leaves[index]!, branch, index)).deep.equal(root);
        }
      }
    });
    it("MerkleBranchIndexTooLarge, MerkleBranchLengthInvalid, MerkleBranchTooLong", async () => {
      const leaf = `0x${"11".repeat(32)}`;
      const refusal = async (lengthBytes: number, index: bigint) =>
        lens("merkleRoot", [leaf, `0x${"22".repeat(lengthBytes)}`, index]).then(
          () => "accepted",
          (error: Error) => error.message,
        );
      expect(await refusal(64, 4n)).match(
        /MerkleBranchIndexTooLarge\(uint256 index, uint256 depth\)\s+\(4, 2\)/,
      );
      expect(await refusal(33, 0n)).match(/MerkleBranchLengthInvalid\(uint256 lengthBytes\)\s+\(33\)/);
      expect(await refusal(65 * 32, 0n)).match(
        /MerkleBranchTooLong\(uint256 most, uint256 depth\)\s+\(64, 65\)/,
      );
    });
  });
});

/** Anchor and lines of a published run; drift = time since the anchor's parent − 600 s × blocks since. */
function readRun(path: string): { anchorBits: number; drifts: bigint[]; expected: number[] } {
  const text = readFileSync(path, "utf8");
  const field = (name: RegExp) => BigInt(name.exec(text)![1]!);
  const anchorHeight = field(/anchor height: (\d+)/);
  const anchorTime = field(/anchor (?:ancestor|parent) time: (-?\d+)/);
  const drifts: bigint[] = [];
  const expected: number[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("#") || line.trim() === "") continue;
    const [, height, time, nBits] = line.trim().split(/\s+/);
    drifts.push(BigInt(time!) - anchorTime - 600n * (BigInt(height!) - anchorHeight + 1n));
    expected.push(Number(nBits));
  }
  return { anchorBits: Number(field(/anchor nBits: (0x[0-9a-f]+)/)), drifts, expected };
}
