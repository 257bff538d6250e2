import { expect } from "chai";
import { bytesToHex, type Hex, hexToBytes, keccak256 } from "viem";
import { createRandom } from "../../support/random.ts";
import { deployTrieLens, type TrieLens } from "../../support/trieLens.ts";
import { hashed, nibblesOf, type Question, rlp } from "../../support/trieModel.ts";

const SEED = 20_261_121;

/** Bytes with a head for a length of as many bytes as given, shortest or not. */
function withHead(content: Uint8Array, shortHead: number, lengthBytes: number): Uint8Array {
  if (lengthBytes === 0) return Uint8Array.of(shortHead + content.length, ...content);
  const length = Array.from(
    { length: lengthBytes },
    (_, i) => (content.length >> (8 * (lengthBytes - 1 - i))) & 0xff,
  );
  return Uint8Array.of(shortHead + 55 + lengthBytes, ...length, ...content);
}

/** Lengths at which heads grow, and their neighbours: of the value, and of a list with a path of 32 bytes. */
const EDGES = [1, 2, 20, 21, 22, 23, 24, 25, 54, 55, 56, 57, 218, 219, 220, 221, 222, 223, 255, 256, 300];

describe("TriePath.tryFind below a branch", () => {
  const random = createRandom(SEED);
  const key = hashed("0x01");
  const hash = hexToBytes(keccak256("0x02"));
  const nibble = nibblesOf(key)[0]!;
  /** What is left of the key below the branch: 63 nibbles. */
  const path = hexToBytes(`0x3${key.slice(3)}`);
  let lens: TrieLens;
  before(async () => {
    lens = await deployTrieLens();
  });

  /** A branch, full or with `nibble` and another child, over a leaf. */
  function below(leaf: Uint8Array, isFull: boolean): Question {
    const child = hexToBytes(keccak256(leaf));
    const other = (nibble + 1) % 16;
    const slots = Array.from({ length: 16 }, (_, i) => (isFull || i === other ? hash : new Uint8Array()));
    slots[nibble] = child;
    const root = rlp([...slots, new Uint8Array()]);
    return { root: keccak256(root), key, proof: [root, bytesToHex(leaf)] };
  }
  const leafOf = (value: Uint8Array, valueLengthBytes: number, listLengthBytes: number): Uint8Array =>
    withHead(
      Uint8Array.of(...withHead(path, 0x80, 0), ...withHead(value, 0x80, valueLengthBytes)),
      0xc0,
      listLengthBytes,
    );
  const shortest = (length: number): number => (length < 56 ? 0 : length < 256 ? 1 : 2);

  it(`finds a value of each length behind heads in the shortest form, and no other (seed ${SEED})`, async () => {
    const seen = { found: 0, refused: 0 };
    for (const length of EDGES) {
      const value = random.octets(length).fill(0x99, 0, 1);
      const payload = 33 + withHead(value, 0x80, shortest(length)).length;
      const questions: Question[] = [];
      const wanted: boolean[] = [];
      for (const valueBytes of [0, 1, 2]) {
        for (const listBytes of [0, 1, 2]) {
          if (length > 55 && valueBytes === 0) continue;
          const total = payload - shortest(length) + valueBytes;
          if ((total > 55 && listBytes === 0) || (total > 255 && listBytes === 1)) continue;
          if (length > 255 && valueBytes === 1) continue;
          const isShortest = valueBytes === shortest(length) && listBytes === shortest(total);
          for (const isFull of [true, false]) {
            questions.push(below(leafOf(value, valueBytes, listBytes), isFull));
            wanted.push(isShortest);
          }
        }
      }
      const answers = await lens.ask(questions);
      for (const [i, answer] of answers.entries()) {
        if (wanted[i]) expect(answer).deep.equal({ failure: "None", value: bytesToHex(value) as Hex });
        else expect(answer.failure, `${length}, ${i}`).oneOf(["ListMalformed", "BranchMalformed"]);
        seen[wanted[i] ? "found" : "refused"]++;
      }
    }
    expect(seen.found).equal(2 * EDGES.length);
    expect(seen.refused > 4 * EDGES.length).equal(true);
  });

  it("reads a byte below 0x80 without a head only", async () => {
    const bare = withHead(Uint8Array.of(...withHead(path, 0x80, 0), 0x05), 0xc0, 0);
    const headed = withHead(Uint8Array.of(...withHead(path, 0x80, 0), 0x81, 0x05), 0xc0, 0);
    const [found, refused] = await lens.ask([below(bare, true), below(headed, true)]);
    expect(found).deep.equal({ failure: "None", value: "0x05" });
    expect(refused?.failure).equal("BranchMalformed");
  });
});
