import { readFileSync } from "node:fs";
import { concatBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { bytesToHex } from "viem";
import * as AuxPow from "../../services/protocol/bitcoin/auxPow.ts";
import { sha256d } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../services/protocol/bitcoin/coinbaseScript.ts";
import * as NamecoinAuxPow from "../../services/protocol/bitcoin/namecoinAuxPow.ts";
import * as CheckpointChain from "../../services/protocol/superblock/checkpointChain.ts";
import { realAuxPows } from "../support/auxPowVectors.ts";
import { deployLens, type Lens } from "../support/deployLens.ts";
import { buildAuxPow, buildOutputAuxPow, EASY_BITS } from "../support/mergedMining.ts";
import { seededRandom } from "../support/seededRandom.ts";

const AUX_HASH = sha256d(Uint8Array.of(1));
const SEED = Number(process.env.LOCKSTEP_SEED ?? 20261121);
const MUTATIONS = 10_000;

interface Question {
  readonly auxHash: Uint8Array;
  readonly chainId: number;
  readonly nBits: number;
}

describe(`AuxPow in Solidity and TypeScript (seed ${SEED})`, function () {
  this.timeout(600_000);
  let lens: Lens;
  before(async () => {
    lens = await deployLens("BitcoinLens");
  });

  /** Asks both sides about each proof and returns the common verdicts. */
  async function ask(
    { auxHash, chainId, nBits }: Question,
    proofs: readonly Uint8Array[],
  ): Promise<string[]> {
    const verdicts: string[] = [];
    for (let at = 0; at < proofs.length; at += 100) {
      const batch = proofs.slice(at, at + 100);
      const args = [bytesToHex(auxHash), chainId, nBits, batch.map((proof) => bytesToHex(proof))];
      const solidity = (await lens<number[]>("tryVerifyMany", args)).map(
        (failure) => AuxPow.FAILURES[failure]!,
      );
      const typescript = batch.map((proof) => AuxPow.tryVerify(auxHash, chainId, nBits, proof));
      expect(solidity, `proofs from ${at}`).deep.equal(typescript);
      verdicts.push(...solidity);
    }
    return verdicts;
  }

  it("names the same failures in the same order", () => {
    expect(enumOf("contracts/bitcoin/AuxPow.sol")).deep.equal(AuxPow.FAILURES);
    expect(enumOf("contracts/superblock/CheckpointRules.sol")).deep.equal(CheckpointChain.FAILURES);
  });

  it("agrees on every real proof", async () => {
    for (const { auxPow, ...question } of realAuxPows()) {
      await ask(question, [NamecoinAuxPow.toCalldata(question.auxHash, auxPow).bytes]);
    }
  });

  for (const i of [0, 2, 3, 9]) {
    it(`refuses real proof ${i} with any one byte changed, cut off or added`, async () => {
      const { auxPow, ...question } = realAuxPows()[i]!;
      const proof = NamecoinAuxPow.toCalldata(question.auxHash, auxPow).bytes;
      const mutants = Array.from(proof, (byte, at) => withByte(proof, at, byte ^ (1 << (at % 8))));
      mutants.push(proof.slice(0, -1), concatBytes(proof, Uint8Array.of(0)));
      const verdicts = await ask(question, mutants);
      expect(verdicts).length(proof.length + 2);
      expect(verdicts).not.include("None");
    });
  }

  it("refuses a proof cut off anywhere", async () => {
    const { auxPow, ...question } = realAuxPows()[3]!;
    const proof = NamecoinAuxPow.toCalldata(question.auxHash, auxPow).bytes;
    const verdicts = await ask(
      question,
      Array.from(proof, (_, length) => proof.slice(0, length)),
    );
    expect(verdicts).not.include("None");
  });

  it(`gives the same verdict on ${MUTATIONS} random structural mutations, with no rule left out`, async () => {
    const random = seededRandom(SEED);
    const question = { auxHash: AUX_HASH, chainId: 1, nBits: EASY_BITS };
    const mutants: Uint8Array[] = [];
    while (mutants.length < MUTATIONS) {
      let proof = startingPoint(random);
      for (let changes = 1 + random.below(3); changes > 0; changes--) proof = mutate(proof, random);
      mutants.push(proof);
    }
    const seen = new Set(await ask(question, mutants));
    const unreachable = ["NBitsNegative", "NBitsZero", "NBitsOverflow"];
    expect(
      AuxPow.FAILURES.filter((failure) => !seen.has(failure) && !unreachable.includes(failure)),
    ).deep.equal([]);
  });

  it("agrees on compact targets that are none", async () => {
    const proof = NamecoinAuxPow.toCalldata(AUX_HASH, buildAuxPow({ auxHash: AUX_HASH })).bytes;
    const reached = new Set<string>();
    for (const nBits of [
      0x1d80ffff, 0x01800000, 0x2300ffff, 0x22ff0000, 0x2200ff00, 0x2100ffff, 0, 0x01003456,
    ]) {
      const asked = { auxHash: AUX_HASH, chainId: 1, nBits };
      for (const verdict of await ask(asked, [proof, proof.slice(0, 9)])) reached.add(verdict);
    }
    expect(reached).include.keys("NBitsNegative", "NBitsZero", "NBitsOverflow", "None");
  });
});

type Random = ReturnType<typeof seededRandom>;

function startingPoint(random: Random): Uint8Array {
  const chainDepth = random.below(4);
  const scriptPrefix = random.bytes(random.below(45));
  const outputs = Array.from({ length: random.below(6) }, () => random.bytes(random.below(300)));
  const options = {
    auxHash: AUX_HASH,
    chainDepth,
    coinbaseDepth: random.below(4),
    nonce: random.below(1 << 30),
  };
  const auxPow =
    random.below(2) === 0
      ? buildAuxPow({
          ...options,
          script: ({ root, inScript }) => {
            const before = random.below(8) === 0 ? root : scriptPrefix;
            return concatBytes(Uint8Array.of(9), before, inScript);
          },
          outputs: ({ inOutput }) => (random.below(8) === 0 ? [...outputs, inOutput] : outputs),
        })
      : buildOutputAuxPow({
          ...options,
          script: () => concatBytes(Uint8Array.of(9, 9), scriptPrefix),
          outputs: ({ inOutput }) => (random.below(8) === 0 ? [inOutput, inOutput] : [...outputs, inOutput]),
        });
  return NamecoinAuxPow.toCalldata(AUX_HASH, auxPow).bytes;
}

/** One change at a place that means something: head fields, counts, lengths, magic, size, cuts, splices. */
function mutate(proof: Uint8Array, random: Random): Uint8Array {
  const nodes = (proof[49] ?? 0) + (proof[50] ?? 0);
  const coinbaseAt = Math.min(54 + 32 * nodes, Math.max(0, proof.length - 1));
  const anywhere = random.below(proof.length + 1);
  const inCoinbase = coinbaseAt + random.below(Math.max(1, proof.length - coinbaseAt));
  const scriptEnd = coinbaseAt + 5 + (proof[coinbaseAt + 4] ?? 0) - 32;
  const insert = (at: number, part: Uint8Array) => concatBytes(proof.slice(0, at), part, proof.slice(at));
  const overwrite = (at: number, part: Uint8Array) =>
    concatBytes(proof.slice(0, at), part, proof.slice(at + part.length)).slice(0, proof.length);
  switch (random.below(18)) {
    case 0:
      return withByte(proof, 48, random.below(4));
    case 1:
      return withByte(proof, 49, random.below(40));
    case 2:
      return withByte(proof, 50, random.below(40));
    case 3:
      return withByte(proof, 53, (proof[53] ?? 0) + random.below(9) - 4);
    case 4:
      return withByte(proof, 51 + random.below(3), random.below(256));
    case 5:
      return withByte(proof, coinbaseAt + 4, random.below(120));
    case 6:
      return overwrite(inCoinbase, CoinbaseScript.MAGIC);
    case 7:
      return insert(inCoinbase, CoinbaseScript.MAGIC);
    case 8:
      return proof.slice(0, anywhere);
    case 9:
      return concatBytes(proof, random.bytes(1 + random.below(40)));
    case 10:
      return concatBytes(proof.slice(0, anywhere), proof.slice(Math.min(proof.length, anywhere + 1)));
    case 11:
      return withByte(
        proof,
        Math.max(0, scriptEnd + random.below(30)),
        [0xfd, 0xfe, 0xff, 0, 1, 46][random.below(6)]!,
      );
    case 12:
      return overwrite(inCoinbase, Uint8Array.of(0xfd, random.below(256), random.below(2)));
    case 13:
      return insert(Math.max(0, proof.length - 4), CoinbaseScript.outputCommitment(AUX_HASH, 1, 0));
    case 14:
      return proof;
    case 15:
      return withByte(proof, coinbaseAt + (proof[53] ?? 0) - 37 - 1 - random.below(4), random.below(256));
    case 16:
      return overwrite(scriptEnd + (proof[48] === 1 ? 36 : 4), Uint8Array.of(0xfd, random.below(256), 0));
    default:
      return withByte(proof, anywhere, random.below(256));
  }
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  if (at < copy.length) copy[at] = value;
  return copy;
}

/** The members of the `Failure` enum in a Solidity file. */
function enumOf(path: string): string[] {
  const [, body = ""] = /enum Failure \{([^}]*)\}/.exec(readFileSync(path, "utf8")) ?? [];
  return body.split(",").map((name) => name.trim());
}
