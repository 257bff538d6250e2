import { expect } from "chai";
import { compressSync, uncompressSync } from "lz4-napi";
import { DecodeRefusal } from "../../../../services/protocol/batch/byteStream.ts";
import { CHUNK_BYTES } from "../../../../services/protocol/batch/chunks.ts";
import { decompressBlock } from "../../../../services/protocol/batch/lz4Block.ts";
import { compressBlock } from "../../../../services/protocol/batch/lz4Encoder.ts";
import { createRandom, type Random } from "../../../support/random.ts";

const SEED = 20261121;

/** Bytes of few kinds, or with stretches that come again. */
function anyContent(random: Random, most: number): Uint8Array {
  const alphabet = 1 + random.int(random.pick([2, 16, 256]));
  const content = Uint8Array.from({ length: random.int(most + 1) }, () => random.int(alphabet));
  for (let copies = random.int(20); copies > 0 && content.length > 1; copies--) {
    const from = random.int(content.length);
    content.copyWithin(random.int(content.length), from, from + random.int(random.pick([8, 40, 2000])));
  }
  return content;
}

describe("compressBlock and decompressBlock", function () {
  this.timeout(60_000);

  it(`agree with the native library both ways, and pack at least as well (seed ${SEED})`, () => {
    const random = createRandom(SEED);
    let [ours, theirs] = [0, 0];
    for (let round = 0; round < 80; round++) {
      const plain = anyContent(random, round % 10 === 0 ? CHUNK_BYTES : 3000);
      const native = compressSync(Buffer.from(plain)).subarray(4);
      expect(Buffer.from(decompressBlock(native, plain.length)).equals(plain), `round ${round}`).to.equal(
        true,
      );
      const packed = compressBlock(plain);
      const size = Buffer.alloc(4);
      size.writeUInt32LE(plain.length);
      expect(uncompressSync(Buffer.concat([size, packed])).equals(plain), `round ${round}`).to.equal(true);
      expect(Buffer.from(decompressBlock(packed, plain.length)).equals(plain), `round ${round}`).to.equal(
        true,
      );
      ours += packed.length;
      theirs += native.length;
    }
    expect(ours).to.be.at.most(theirs);
  });

  it("chunk-malformed: another length, an offset of 0 or before the start, a match into the last literals", () => {
    const plain = Uint8Array.from({ length: 40 }, (_, i) => (i < 30 ? i % 3 : i));
    const packed = compressBlock(plain);
    const refused = (block: Iterable<number>, bytes: number): string => {
      try {
        return `${decompressBlock(Uint8Array.from(block), bytes).length}`;
      } catch (error) {
        return error instanceof DecodeRefusal ? error.reason : `${error}`;
      }
    };
    expect(refused(packed, 40)).to.equal("40");
    expect(refused(packed, 39)).to.equal("chunk-malformed");
    expect(refused(packed, 41)).to.equal("chunk-malformed");
    expect(refused(packed.subarray(0, -1), 40)).to.equal("chunk-malformed");
    const tail = [0x50, 1, 2, 3, 4, 5];
    const eight = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(refused([0x84, ...eight, 1, 0, ...tail], 21)).to.equal("21");
    expect(refused([0x84, ...eight, 0, 0, ...tail], 21)).to.equal("chunk-malformed");
    expect(refused([0x84, ...eight, 9, 0, ...tail], 21)).to.equal("chunk-malformed");
    expect(refused([0x84, ...eight, 1, 0, 0x40, 1, 2, 3, 4], 20)).to.equal("chunk-malformed");
    expect(refused([0x80, ...eight, 1, 0, 0x70, 1, 2, 3, 4, 5, 6, 7], 19)).to.equal("chunk-malformed");
    expect(refused([], 0)).to.equal("chunk-malformed");
    expect(refused([0], 0)).to.equal("0");
  });
});
