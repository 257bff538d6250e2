import { readFileSync } from "node:fs";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { judgeSubmission } from "../../../services/mining/auxSubmission.ts";
import { le32, reverse } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as Coinbase from "../../../services/protocol/bitcoin/coinbaseScript.ts";
import { littleEndianHex } from "../../../services/protocol/bitcoin/compactTarget.ts";
import {
  type NamecoinAuxPow,
  parse,
  serialize,
  tryVerify,
} from "../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { type Checkpoint, hash, id } from "../../../services/protocol/superblock/checkpoint.ts";
import { MINER_A, solveHeader, word } from "../../support/miningFixture.ts";

const EASY = 0x207fffff;
const checkpoint: Checkpoint = {
  auxChainId: 7251,
  nBits: EASY,
  parentCheckpoint: word(0),
  superblock: word(1),
  miner: MINER_A,
};
const auxHash = hash(checkpoint);
const root = reverse(auxHash);
const commitment = Coinbase.scriptCommitment(root, 1, 0);
const PUSH = Uint8Array.of(2, 0, 1);
const output = { valueSat: 0n, script: Uint8Array.of(0x51) };

/** Mines a parent header over a coinbase, so that only what the case changes is wrong. */
function mined(coinbase: Uint8Array, changes: Partial<NamecoinAuxPow> = {}): string {
  const { header, nonce } = solveHeader(coinbase, EASY);
  return serialize({
    coinbase,
    hashBlock: new Uint8Array(32),
    coinbaseBranch: [],
    coinbaseIndex: 0,
    chainBranch: [],
    chainIndex: 0,
    parentHeader: concatBytes(header, le32(nonce)),
    ...changes,
  });
}
const withScript = (...parts: Uint8Array[]): Uint8Array =>
  Coinbase.buildCoinbase({ script: concatBytes(...parts), outputs: [output] });
const good = withScript(PUSH, commitment);
const judge = (proof: string, of: Checkpoint = checkpoint) => judgeSubmission(id(of), of, proof);
const reason = (proof: string, of?: Checkpoint): string => {
  const verdict = judge(proof, of);
  return verdict.ok ? "accepted" : verdict.reason;
};
const nodes = (count: number): Uint8Array[] => Array.from({ length: count }, () => new Uint8Array(32));

describe("judgeSubmission", () => {
  it("accepts a proof and gives it in calldata layout", () => {
    expect(judge(mined(good)).ok).to.equal(true);
  });

  const outputForm = Coinbase.buildCoinbase({
    script: PUSH,
    outputs: [output, { valueSat: 0n, script: Coinbase.outputCommitment(root, 1, 0) }],
  });
  it("accepts the form for pools that can only add outputs", () => {
    expect(reason(mined(outputForm))).to.equal("accepted");
  });

  const cases: readonly (readonly [string, string])[] = [
    ["CoinbaseNotInHeader", mined(good, { coinbase: withScript(PUSH, PUSH, commitment) })],
    ["RootAbsent", mined(withScript(PUSH, Coinbase.scriptCommitment(new Uint8Array(32), 1, 0)))],
    ["MagicRepeated", mined(withScript(PUSH, commitment, Coinbase.MAGIC))],
    ["MagicNotBeforeRoot", mined(withScript(PUSH, Coinbase.MAGIC.slice(0, 3), commitment.slice(4)))],
    ["SizeAndNonceMissing", mined(withScript(PUSH, commitment.slice(0, 43)))],
    ["SizeMismatch", mined(withScript(PUSH, Coinbase.scriptCommitment(root, 2, 0)))],
    ["WrongSlot", mined(good, { chainIndex: 1 })],
    ["CoinbaseIndexNotZero", mined(good, { coinbaseIndex: 1 })],
    ["ChainBranchTooLong", mined(good, { chainBranch: nodes(31) })],
    ["CoinbaseBranchTooLong", mined(good, { coinbaseBranch: nodes(31) })],
    ["ScriptLengthOutOfRange", mined(withScript(new Uint8Array(60), commitment))],
    ["TrailingBytes", `${mined(good).slice(0, -160)}00${mined(good).slice(-160)}`],
    ["Truncated", mined(good).slice(2, 0) + mined(good).slice(-160)],
    ["HexInvalid", `${mined(good)}0`],
    [
      "BothForms",
      mined(
        Coinbase.buildCoinbase({
          script: concatBytes(PUSH, commitment),
          outputs: [{ valueSat: 0n, script: Coinbase.outputCommitment(root, 1, 0) }],
        }),
      ),
    ],
  ];
  for (const [expected, proof] of cases) it(`${expected}`, () => expect(reason(proof)).to.equal(expected));

  it("HashAboveTarget comes first, before anything is parsed", () => {
    expect(reason("ff".repeat(400), { ...checkpoint, nBits: 0x1d00ffff })).to.equal("HashAboveTarget");
  });

  it("refuses the proof of another checkpoint", () => {
    expect(reason(mined(good), { ...checkpoint, superblock: word(2) })).to.equal("RootAbsent");
  });
});

// Worked submissions that Namecoin Core 31.1 accepted on its regression test network; test/vectors/mining/worked.txt
// decodes them field by field.
describe("submissions that Namecoin Core accepted", () => {
  for (const file of ["worked-size1", "worked-size4"])
    it(`${file} is read, verified and written back byte for byte`, () => {
      const path = `${import.meta.dirname}/../../vectors/mining/${file}.json`;
      const { a, hex } = JSON.parse(readFileSync(path, "utf8")) as {
        a: { hash: string; chainid: number; bits: string; _target: string };
        hex: string;
      };
      const nBits = Number.parseInt(a.bits, 16);
      expect(littleEndianHex(nBits)).to.equal(a._target);
      const { auxPow } = parse(hex);
      expect(tryVerify(reverse(hexToBytes(a.hash)), a.chainid, nBits, auxPow!)).to.equal("None");
      expect(serialize(auxPow!)).to.equal(hex);
      const size = file === "worked-size1" ? 1 : 4;
      expect(bytesToHex(auxPow!.coinbase)).to.contain(`${bytesToHex(le32(size))}`);
    });
});
