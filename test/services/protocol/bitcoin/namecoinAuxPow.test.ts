import { readFileSync } from "node:fs";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { le32, reverse, sha256d } from "../../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../../../services/protocol/bitcoin/coinbaseScript.ts";
import * as NamecoinAuxPow from "../../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { realAuxPows, WITHOUT_MAGIC } from "../../../support/auxPowVectors.ts";
import {
  type BuildOptions,
  buildAuxPow,
  buildOutputAuxPow,
  EASY_BITS,
  mineHeader,
} from "../../../support/mergedMining.ts";

const AUX_HASH = sha256d(Uint8Array.of(1));
const MAGIC = CoinbaseScript.MAGIC;

const verdict = (auxPow: NamecoinAuxPow.NamecoinAuxPow, nBits = EASY_BITS) =>
  NamecoinAuxPow.tryVerify(AUX_HASH, 1, nBits, auxPow);
const built = (options: Partial<BuildOptions>) => buildAuxPow({ auxHash: AUX_HASH, ...options });

describe("NamecoinAuxPow.tryVerify", () => {
  describe("given real proofs", () => {
    it("accepts all but the two without the magic", () => {
      const vectors = realAuxPows();
      expect(vectors).length(45);
      for (const [i, { auxHash, chainId, nBits, auxPow }] of vectors.entries()) {
        const expected = WITHOUT_MAGIC.includes(i) ? "MagicNotBeforeRoot" : "None";
        expect(NamecoinAuxPow.tryVerify(auxHash, chainId, nBits, auxPow), `vector ${i}`).equal(expected);
      }
    });

    it("accepts what Namecoin Core accepted, as pools send it", () => {
      for (const file of ["worked-size1", "worked-size4"]) {
        const { a, hex } = JSON.parse(readFileSync(`test/vectors/mining/${file}.json`, "utf8"));
        const { auxPow } = NamecoinAuxPow.parse(hex);
        const nBits = Number.parseInt(a.bits, 16);
        expect(NamecoinAuxPow.tryVerify(reverse(hexToBytes(a.hash)), a.chainid, nBits, auxPow!)).equal(
          "None",
        );
        expect(NamecoinAuxPow.serialize(auxPow!)).equal(hex);
        expect(NamecoinAuxPow.headerMeetsTarget(hex, nBits)).equal(true);
      }
    });
  });

  describe("given every byte of three real proofs changed", () => {
    for (const i of [0, 2, 3]) {
      it(`refuses each mutant of vector ${i}, except in the 32 bytes of hashBlock`, function () {
        this.timeout(60_000);
        const { auxHash, chainId, nBits, auxPow } = realAuxPows()[i]!;
        const hex = NamecoinAuxPow.serialize(auxPow);
        const ignored: number[] = [];
        for (let at = 0; at < hex.length / 2; at++) {
          const bytes = hexToBytes(hex);
          bytes[at]! ^= 1 << (at % 8);
          const parsed = NamecoinAuxPow.parse(Buffer.from(bytes).toString("hex"));
          const accepted =
            parsed.auxPow !== undefined &&
            NamecoinAuxPow.tryVerify(auxHash, chainId, nBits, parsed.auxPow) === "None";
          if (accepted) ignored.push(at);
        }
        const start = auxPow.coinbase.length;
        expect(ignored).deep.equal(Array.from({ length: 32 }, (_, k) => start + k));
      });
    }
  });

  describe("given a proof in either form", () => {
    it("accepts trees of any depth up to 30", () => {
      for (const chainDepth of [0, 1, 4, 30]) {
        expect(verdict(built({ chainDepth })), `script, ${chainDepth}`).equal("None");
        expect(verdict(buildOutputAuxPow({ auxHash: AUX_HASH, chainDepth })), `output, ${chainDepth}`).equal(
          "None",
        );
      }
    });
    it("accepts scripts of 100 bytes and the magic elsewhere in the transaction", () => {
      expect(verdict(built({ script: ({ inScript }) => concatBytes(inScript, new Uint8Array(56)) }))).equal(
        "None",
      );
      expect(verdict(built({ outputs: () => [concatBytes(Uint8Array.of(0x6a, 4), MAGIC)] }))).equal("None");
    });
    it("accepts outputs of every CompactSize", () => {
      const outputs = () => [new Uint8Array(253), new Uint8Array(300), new Uint8Array(70_000)];
      expect(verdict(built({ outputs }))).equal("None");
      const many = () => Array.from({ length: 260 }, () => new Uint8Array(1));
      expect(verdict(built({ outputs: many }))).equal("None");
    });
    it("accepts a coinbase with witness, stripped", () => {
      const { coinbase, ...rest } = built({});
      const witness = concatBytes(Uint8Array.of(1, 32), new Uint8Array(32));
      const segwit = concatBytes(
        coinbase.slice(0, 4),
        Uint8Array.of(0, 1),
        coinbase.slice(4, -4),
        witness,
        le32(0),
      );
      const { auxPow } = NamecoinAuxPow.parse(NamecoinAuxPow.serialize({ ...rest, coinbase: segwit }));
      expect(auxPow?.coinbase).deep.equal(coinbase);
      expect(verdict(auxPow!)).equal("None");
    });
  });

  const refusals: Record<string, [NamecoinAuxPow.Failure, () => NamecoinAuxPow.NamecoinAuxPow, number?]> = {
    "negative compact target": ["NBitsNegative", () => built({}), 0x1d80ffff],
    "compact target zero": ["NBitsZero", () => built({}), 0x1d000000],
    "overflowing compact target": ["NBitsOverflow", () => built({}), 0x2300ffff],
    "hash above target": ["HashAboveTarget", () => built({}), 0x1d00ffff],
    "parent header without the coinbase": [
      "CoinbaseNotInHeader",
      () => ({ ...built({}), parentHeader: mineHeader(new Uint8Array(32), EASY_BITS) }),
    ],
    "header of 79 bytes": ["HeaderLengthInvalid", () => ({ ...built({}), parentHeader: new Uint8Array(79) })],
    "coinbase at index 1": ["CoinbaseIndexNotZero", () => ({ ...built({}), coinbaseIndex: 1 })],
    "coinbase index that is negative as int32": [
      "CoinbaseIndexNotZero",
      () => ({ ...built({}), coinbaseIndex: 0xffffffff }),
    ],
    "no inputs": [
      "NoInputs",
      () => built({ outputs: () => [new Uint8Array(40), new Uint8Array(40)], editTransaction: withoutInput }),
    ],
    "two inputs": ["SeveralInputs", () => built({ editTransaction: withTwoInputs })],
    "prevout hash not null": ["PrevoutNotNull", () => built({ editTransaction: edit(5, 1) })],
    "prevout index not null": ["PrevoutNotNull", () => built({ editTransaction: edit(37, 0) })],
    "script of 101 bytes": [
      "ScriptLengthOutOfRange",
      () => built({ script: ({ inScript }) => concatBytes(inScript, new Uint8Array(57)) }),
    ],
    "script of 1 byte": [
      "ScriptLengthOutOfRange",
      () => buildOutputAuxPow({ auxHash: AUX_HASH, script: () => Uint8Array.of(1) }),
    ],
    "64-byte transaction": ["TransactionTooShort", () => built({ editTransaction: (tx) => tx.slice(0, 64) })],
    "root absent": ["RootAbsent", () => built({ script: () => new Uint8Array(60) })],
    "legacy form without magic": [
      "MagicNotBeforeRoot",
      () => built({ script: ({ inScript }) => inScript.slice(4) }),
    ],
    "magic not directly before the root": [
      "MagicNotBeforeRoot",
      () => built({ script: ({ inScript }) => concatBytes(MAGIC, Uint8Array.of(0), inScript.slice(4)) }),
    ],
    "magic before a second occurrence of the root only": [
      "RootRepeated",
      () => built({ script: ({ root, inScript }) => concatBytes(root, inScript) }),
    ],
    "second magic before": [
      "MagicRepeated",
      () => built({ script: ({ inScript }) => concatBytes(MAGIC, inScript) }),
    ],
    "second magic after": [
      "MagicRepeated",
      () => built({ script: ({ inScript }) => concatBytes(inScript, MAGIC) }),
    ],
    "magic as nonce": [
      "MagicRepeated",
      () => built({ nonce: new DataView(MAGIC.buffer, MAGIC.byteOffset).getUint32(0, true) }),
    ],
    "seven bytes after the root": [
      "SizeAndNonceMissing",
      () => built({ script: ({ inScript }) => inScript.slice(0, -1) }),
    ],
    "size not 2^length": ["SizeMismatch", () => built({ chainDepth: 1, script: withSize(4) })],
    "wrong slot": ["WrongSlot", () => inWrongSlot(2, 1)],
    "chain index too large": ["WrongSlot", () => inWrongSlot(2, 4)],
    "chain branch of 31": ["ChainBranchTooLong", () => built({ chainDepth: 31 })],
    "coinbase branch of 31": ["CoinbaseBranchTooLong", () => built({ coinbaseDepth: 31 })],
    "both forms": ["BothForms", () => built({ outputs: ({ inOutput }) => [inOutput] })],
    "an output for another tree beside the script": [
      "BothForms",
      () => built({ outputs: () => [CoinbaseScript.outputCommitment(new Uint8Array(32), 1, 0)] }),
    ],
    "magic for another tree beside the output": [
      "BothForms",
      () =>
        buildOutputAuxPow({
          auxHash: AUX_HASH,
          script: () => CoinbaseScript.scriptCommitment(AUX_HASH, 1, 0),
        }),
    ],
    "two committing outputs": [
      "OutputCommitmentRepeated",
      () => buildOutputAuxPow({ auxHash: AUX_HASH, outputs: ({ inOutput }) => [inOutput, inOutput] }),
    ],
    "an output that is longer than the form": [
      "OutputCommitmentMisplaced",
      () =>
        buildOutputAuxPow({
          auxHash: AUX_HASH,
          outputs: ({ inOutput }) => [concatBytes(inOutput, new Uint8Array(1))],
        }),
    ],
  };

  for (const [title, [failure, build, nBits]] of Object.entries(refusals)) {
    it(`${failure}: ${title}`, () => expect(verdict(build(), nBits)).equal(failure));
  }
});

describe("NamecoinAuxPow.parse", () => {
  const hex = () => NamecoinAuxPow.serialize(built({ chainDepth: 2 }));

  it("reads what serialize writes", () => {
    const auxPow = built({ chainDepth: 2 });
    expect(NamecoinAuxPow.parse(NamecoinAuxPow.serialize(auxPow)).auxPow).deep.equal(auxPow);
  });
  it("HexInvalid", () => expect(NamecoinAuxPow.parse("0g").failure).equal("HexInvalid"));
  it("TrailingBytes", () => expect(NamecoinAuxPow.parse(`${hex()}00`).failure).equal("TrailingBytes"));
  it("Truncated: at every length", () => {
    const whole = hex();
    for (let length = 0; length < whole.length; length += 2) {
      expect(NamecoinAuxPow.parse(whole.slice(0, length)).failure).equal("Truncated");
    }
  });
  it("CompactSizeNotMinimal: in the transaction and in a branch", () => {
    const { coinbase } = built({});
    const longOutputCount = concatBytes(
      coinbase.slice(0, 41),
      Uint8Array.of(0xfd, coinbase[41]!, 0),
      coinbase.slice(42),
    );
    const { failure } = NamecoinAuxPow.parse(
      NamecoinAuxPow.serialize({ ...built({}), coinbase: longOutputCount }),
    );
    expect(failure).equal("CompactSizeNotMinimal");
    const whole = hex();
    const countAt = 2 * (coinbase.length + 32);
    expect(whole.slice(countAt, countAt + 2)).equal("02");
    const longBranch = `${whole.slice(0, countAt)}fd0200${whole.slice(countAt + 2)}`;
    expect(NamecoinAuxPow.parse(longBranch).failure).equal("CompactSizeNotMinimal");
  });
});

function edit(at: number, value: number): (tx: Uint8Array) => Uint8Array {
  return (tx) => {
    const copy = tx.slice();
    copy[at] = value;
    return copy;
  };
}

function withoutInput(tx: Uint8Array): Uint8Array {
  const inputEnd = 42 + tx[41]! + 4;
  return concatBytes(tx.slice(0, 4), Uint8Array.of(0), tx.slice(inputEnd));
}

function withTwoInputs(tx: Uint8Array): Uint8Array {
  const input = tx.slice(5, 42 + tx[41]! + 4);
  return concatBytes(tx.slice(0, 4), Uint8Array.of(2), input, tx.slice(5));
}

function withSize(size: number): NonNullable<BuildOptions["script"]> {
  return ({ root }) => CoinbaseScript.scriptCommitment(root, size, 7);
}

/** A tree of four leaves in which the chain stands at another place than its slot. */
function inWrongSlot(chainDepth: number, shift: number): NamecoinAuxPow.NamecoinAuxPow {
  const right = built({ chainDepth });
  const chainIndex = right.chainIndex + shift;
  // The root that this index folds to, so that only the slot is wrong.
  const { chainBranch } = right;
  let node = AUX_HASH;
  for (const [level, sibling] of chainBranch.entries()) {
    const isRight = ((chainIndex >> level) & 1) === 1;
    node = sha256d(isRight ? concatBytes(sibling, node) : concatBytes(node, sibling));
  }
  const commitment = CoinbaseScript.scriptCommitment(reverse(node), 4, 7);
  return { ...built({ chainDepth, script: () => commitment }), chainIndex };
}
