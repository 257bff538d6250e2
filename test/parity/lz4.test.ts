import { expect } from "chai";
import { compressSync } from "lz4-napi";
import { type Hex, keccak256, toHex, zeroHash } from "viem";
import { DecodeRefusal } from "../../services/protocol/batch/byteStream.ts";
import { CHUNK_BYTES } from "../../services/protocol/batch/chunks.ts";
import { decompressBlock } from "../../services/protocol/batch/lz4Block.ts";
import { compressBlock } from "../../services/protocol/batch/lz4Encoder.ts";
import { anyTransaction, BASE } from "../support/batchSamples.ts";
import { createChain, type Deployed } from "../support/contracts.ts";
import { createRandom, type Random } from "../support/random.ts";

const SEED = Number(process.env.LOCKSTEP_SEED ?? 20_261_121);
const AT_ONCE = 40;

/** Lz4.Failure, in order. */
const FAILURES = [
  "None",
  "OutputTooLarge",
  "InputTruncated",
  "OutputExceeded",
  "OffsetInvalid",
  "MatchTooLate",
  "OutputTooShort",
] as const;

type Question = { readonly input: Uint8Array; readonly outputBytes: number };

const native = (plain: Uint8Array): Uint8Array => compressSync(Buffer.from(plain)).subarray(4);

/** Raw transactions one after another, as many as fill a chunk. */
function batchBytes(random: Random, length: number): Uint8Array {
  let hex = "";
  while (hex.length < 2 * length) hex += anyTransaction(random, BASE.rollups[0]!).slice(2);
  return Buffer.from(hex.slice(0, 2 * length), "hex");
}

/** Few kinds of bytes, so that matches are long and overlap what they produce. */
const anyBytes = (random: Random): Uint8Array => {
  const kinds = 1 + random.int(random.pick([2, 4, 256]));
  return Uint8Array.from({ length: random.int(random.pick([20, 400])) }, () => random.int(kinds));
};

/** What the TypeScript decoder says: the hash of the output, or zero. */
function expected({ input, outputBytes }: Question): Hex {
  try {
    return keccak256(decompressBlock(input, outputBytes));
  } catch (error) {
    if (!(error instanceof DecodeRefusal)) throw error;
    return zeroHash;
  }
}

describe("Lz4.tryDecode and decompressBlock", () => {
  let harness: Deployed;
  before(async () => {
    harness = await (await createChain()).deploy("Lz4Harness");
  });

  async function compare(questions: readonly Question[]): Promise<Map<string, number>> {
    const seen = new Map<string, number>();
    for (let i = 0; i < questions.length; i += AT_ONCE) {
      const part = questions.slice(i, i + AT_ONCE);
      const asked = part.map(({ input, outputBytes }) => ({
        input: toHex(input),
        outputBytes: BigInt(outputBytes),
      }));
      const [failures, hashes] = await harness.read<[number[], Hex[]]>("hashesOf", [asked]);
      expect(hashes).deep.equal(part.map(expected));
      for (const failure of failures) {
        const name = FAILURES[failure]!;
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
    }
    return seen;
  }

  it(`give the same bytes for chunks of batch data and of anything, by either encoder (seed ${SEED})`, async () => {
    const random = createRandom(SEED);
    const contents = [
      batchBytes(random, CHUNK_BYTES),
      new Uint8Array(CHUNK_BYTES),
      random.octets(CHUNK_BYTES),
      ...Array.from({ length: 60 }, () => anyBytes(random)),
    ];
    const questions = contents.flatMap((plain) =>
      [compressBlock(plain), native(plain)].map((input) => ({ input, outputBytes: plain.length })),
    );
    expect([...(await compare(questions))]).deep.equal([["None", questions.length]]);
    for (const [i, plain] of contents.entries()) expect(expected(questions[2 * i]!)).equal(keccak256(plain));
  });

  it(`accept and refuse the same changed blocks (seed ${SEED + 1})`, async () => {
    const random = createRandom(SEED + 1);
    const questions = Array.from({ length: 2500 }, (): Question => {
      const plain = anyBytes(random);
      const input = Uint8Array.from(random.pick([compressBlock, native])(plain));
      for (let hits = random.int(3); hits > 0; hits--) input[random.int(input.length)] = random.int(256);
      const cut = random.int(6) === 0 ? random.int(input.length + 1) : input.length;
      const outputBytes = Math.max(0, plain.length + (random.int(5) === 0 ? random.int(9) - 4 : 0));
      return { input: input.subarray(0, cut), outputBytes };
    });
    const seen = await compare(questions);
    const names = FAILURES.filter((name) => name !== "OutputTooLarge");
    expect([...seen.keys()].sort()).deep.equal([...names].sort());
    expect(Math.min(...seen.values()) > 20, JSON.stringify([...seen])).equal(true);
  });

  it("OutputTooLarge: more than a chunk", async () => {
    const content = new Uint8Array(CHUNK_BYTES + 1);
    const [failure] = await harness.read<[number]>("tryDecode", [
      toHex(compressBlock(content)),
      BigInt(CHUNK_BYTES + 1),
    ]);
    expect(FAILURES[failure]).equal("OutputTooLarge");
  });

  it("Lz4BlockMalformed: carries the failure", async () => {
    const plain = new Uint8Array(100);
    const input = toHex(compressBlock(plain));
    expect(await harness.read<Hex>("decode", [input, 100n])).equal(toHex(plain));
    expect(await harness.refusal("decode", [input, 101n])).deep.equal({
      errorName: "Lz4BlockMalformed",
      args: [FAILURES.indexOf("OutputTooShort")],
    });
  });
});
