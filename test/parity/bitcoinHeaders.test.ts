import { concatBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { bytesToHex, hexToBytes } from "viem";
import { reverse } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import * as BlockHeader from "../../services/protocol/bitcoin/blockHeader.ts";
import * as HeaderChain from "../../services/protocol/bitcoin/headerChain.ts";
import { epochEdges, run, stale, testnetMinDifficulty, tipAt } from "../support/bitcoinHeaders.ts";
import { deployLens, type Lens } from "../support/deployLens.ts";

const CHAIN_FAILURES = [
  "None",
  "LengthInvalid",
  "PreviousHashMismatch",
  "NBitsUnexpected",
  "HashAboveTarget",
];
const HEADER_FAILURES = [
  "None",
  "NBitsNegative",
  "NBitsZero",
  "NBitsOverflow",
  "HeaderLengthInvalid",
  "HashAboveTarget",
];

describe("Bitcoin headers in Solidity and TypeScript", function () {
  this.timeout(120_000);
  let lens: Lens;
  before(async () => {
    lens = await deployLens("BitcoinLens");
  });

  /** What both sides say about a run of headers on a tip. */
  async function extend(form: "extend" | "extendCompact", tip: HeaderChain.Tip, packed: Uint8Array) {
    const extendHere = form === "extend" ? HeaderChain.tryExtend : HeaderChain.tryExtendCompact;
    const here = extendHere(tip, packed);
    const args = [{ ...tip, hash: bytesToHex(tip.hash), height: BigInt(tip.height) }, bytesToHex(packed)];
    type Answer = [
      number,
      bigint,
      Omit<HeaderChain.Tip, "hash" | "height"> & { hash: `0x${string}`; height: bigint },
    ];
    const [failure, index, there] = await lens<Answer>(form, args);
    expect(CHAIN_FAILURES[failure]).equal(here.failure);
    expect(Number(index)).equal(here.index);
    if (here.failure === "None") {
      const tipThere = { ...there, hash: hexToBytes(there.hash), height: Number(there.height) };
      expect(tipThere).deep.equal(here.tip);
    }
    return here;
  }
  const compact = (headers: readonly Uint8Array[]) => concatBytes(...headers.map(HeaderChain.toCompact));

  describe("HeaderChain", () => {
    it("extends over 2299 real headers and a retarget, in both forms, to the same tip", async () => {
      const rest = run.slice(1);
      const full = await extend("extend", tipAt(0), concatBytes(...rest));
      const short = await extend("extendCompact", tipAt(0), compact(rest));
      expect(full.failure).equal("None");
      expect(full.index).equal(2299);
      expect(short.tip).deep.equal(full.tip);
      expect(full.tip.hash).deep.equal(BlockHeader.hash(run.at(-1)!));
      expect(full.tip.nBits).not.equal(tipAt(0).nBits);
      expect(full.tip.nBits).equal(BlockHeader.nBits(run.at(-1)!));
    });

    it("extends one by one around the retarget", async () => {
      for (let i = 1095; i < 1105; i++) {
        const { failure, tip } = await extend("extend", tipAt(i), run[i + 1]!);
        expect(failure).equal("None");
        expect(tip).deep.equal({ ...tipAt(i + 1), workTotal: tip.workTotal });
      }
    });

    it("LengthInvalid: nothing, and part of a header", async () => {
      expect((await extend("extend", tipAt(0), new Uint8Array(0))).failure).equal("LengthInvalid");
      expect((await extend("extend", tipAt(0), run[1]!.slice(1))).failure).equal("LengthInvalid");
      expect((await extend("extendCompact", tipAt(0), new Uint8Array(45))).failure).equal("LengthInvalid");
    });

    it("PreviousHashMismatch: a gap, a repeat, a swap, a stale tip", async () => {
      const order = async (...places: number[]) =>
        extend("extend", tipAt(0), concatBytes(...places.map((i) => run[i]!)));
      expect(await order(2)).include({ failure: "PreviousHashMismatch", index: 0 });
      expect(await order(1, 2, 2)).include({ failure: "PreviousHashMismatch", index: 2 });
      expect(await order(1, 3, 2)).include({ failure: "PreviousHashMismatch", index: 1 });
      expect((await extend("extend", tipAt(0), stale[0]!)).failure).equal("PreviousHashMismatch");
    });

    it("NBitsUnexpected: the old epoch's bits in the new one", async () => {
      const i = run.findIndex((header) => BlockHeader.nBits(header) !== tipAt(0).nBits);
      const header = run[i]!.slice();
      header.set(run[0]!.slice(72, 76), 72);
      expect(await extend("extend", tipAt(i - 1), header)).include({ failure: "NBitsUnexpected", index: 0 });
    });

    it("walks a run of one epoch: real, cut, of nothing, wrong at each place", async () => {
      const { hash, nBits } = tipAt(0);
      const walk = async (packed: Uint8Array, bits = nBits) => {
        const here = HeaderChain.tryExtendEpoch(hash, bits, packed);
        const args = [bytesToHex(hash), bits, bytesToHex(packed)];
        const [failure, index, tipHash] = await lens<[number, bigint, `0x${string}`]>("extendEpoch", args);
        const there = {
          failure: CHAIN_FAILURES[failure],
          index: Number(index),
          tipHash: hexToBytes(tipHash),
        };
        expect(there).deep.equal(here);
        return here.failure;
      };
      const packed = concatBytes(...run.slice(1, 6));
      expect(await walk(packed)).equal("None");
      expect(await walk(packed.slice(1))).equal("LengthInvalid");
      expect(await walk(new Uint8Array(0))).equal("LengthInvalid");
      expect(await walk(packed, 0x1d00ffff)).equal("NBitsUnexpected");
      expect(await walk(packed.slice(80))).equal("PreviousHashMismatch");
      for (let i = 0; i < 5; i++) {
        const mutant = packed.slice();
        mutant[80 * i + 79]! ^= 1;
        expect(await walk(mutant)).equal("HashAboveTarget");
      }
    });

    it("refuses any one byte changed in a run of three, in both forms", async () => {
      const full = concatBytes(...run.slice(1, 4));
      const short = compact(run.slice(1, 4));
      let refused = 0;
      for (const [form, packed] of [["extend", full] as const, ["extendCompact", short] as const]) {
        for (let at = 0; at < packed.length; at++) {
          const mutant = packed.slice();
          mutant[at]! ^= 1 << (at % 8);
          if ((await extend(form, tipAt(0), mutant)).failure !== "None") refused++;
        }
      }
      expect(refused).equal(3 * (80 + 44));
    });
  });

  describe("HeaderChain.retarget", () => {
    it("computes the bits of every epoch of mainnet so far from the edges of the one before", async () => {
      const firsts = new Map(
        epochEdges.filter(({ height }) => height % 2016 === 0).map((edge) => [edge.height, edge]),
      );
      const lasts = epochEdges.filter(({ height }) => height % 2016 === 2015);
      let checked = 0;
      for (const { height, header } of lasts) {
        const next = firsts.get(height + 1);
        const start = firsts.get(height - 2015);
        if (next === undefined || start === undefined) continue;
        const times = [BlockHeader.timeSec(start.header), BlockHeader.timeSec(header)] as const;
        const expected = BlockHeader.nBits(next.header);
        expect(HeaderChain.retarget(BlockHeader.nBits(header), ...times), `epoch at ${height + 1}`).equal(
          expected,
        );
        expect(await lens("retarget", [BlockHeader.nBits(header), ...times])).equal(expected);
        checked++;
      }
      expect(epochEdges).length(827);
      expect(checked).equal(413);
    });

    it("clamps to a quarter and to four times, and to the easiest target", async () => {
      const cases: [number, number, number, number][] = [
        [0x1c0ffff0, 0, HeaderChain.EPOCH_SEC * 4, HeaderChain.EPOCH_SEC * 100],
        [0x1c0ffff0, 0, HeaderChain.EPOCH_SEC / 4, 0],
        [0x1c0ffff0, 1000, HeaderChain.EPOCH_SEC / 4 + 1000, 0],
      ];
      for (const [nBits, start, atLimit, beyond] of cases) {
        const clamped = await lens("retarget", [nBits, start, atLimit]);
        expect(await lens("retarget", [nBits, start, beyond])).equal(clamped);
        expect(HeaderChain.retarget(nBits, start, beyond)).equal(clamped);
      }
      expect(await lens("retarget", [0x1d00ffff, 0, HeaderChain.EPOCH_SEC * 2])).equal(0x1d00ffff);
    });
  });

  describe("BlockHeader.tryVerify", () => {
    async function verify(header: Uint8Array) {
      const here = BlockHeader.tryVerify(header);
      const [failure, hash] = await lens<[number, `0x${string}`]>("header", [bytesToHex(header)]);
      expect(HEADER_FAILURES[failure]).equal(here.failure);
      expect(hexToBytes(hash)).deep.equal(here.hash);
      return here;
    }

    it("accepts the edges of all epochs, stale and testnet headers, and knows their hashes", async () => {
      for (const { header, hash } of epochEdges) {
        expect(bytesToHex(reverse((await verify(header)).hash)).slice(2)).equal(hash);
      }
      for (const header of [...stale, ...testnetMinDifficulty])
        expect((await verify(header)).failure).equal("None");
    });
    it("HeaderLengthInvalid", async () => {
      expect((await verify(run[0]!.slice(1))).failure).equal("HeaderLengthInvalid");
    });
    it("HashAboveTarget, NBitsNegative, NBitsZero, NBitsOverflow: by changed bits", async () => {
      const withBits = (...bits: number[]) =>
        concatBytes(run[0]!.slice(0, 72), Uint8Array.from(bits), run[0]!.slice(76));
      expect((await verify(withBits(0xff, 0xff, 0, 0x1d))).failure).equal("HashAboveTarget");
      expect((await verify(withBits(0xff, 0xff, 0x80, 0x1d))).failure).equal("NBitsNegative");
      expect((await verify(withBits(0, 0, 0, 0x1d))).failure).equal("NBitsZero");
      expect((await verify(withBits(0xff, 0xff, 0, 0x23))).failure).equal("NBitsOverflow");
    });
  });
});
