import { randomBytes, randomInt } from "node:crypto";
import { MerklePatriciaTrie } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { bytesToHex } from "@ethereumjs/util";
import { expect } from "chai";
import { indexedRoot } from "../../../services/execution/ethereumjs/indexedRoot.ts";

async function insertedOneByOne(values: readonly Uint8Array[]): Promise<string> {
  const trie = new MerklePatriciaTrie();
  for (const [index, value] of values.entries()) await trie.put(RLP.encode(index), value);
  return bytesToHex(trie.root());
}

describe("indexedRoot", () => {
  it("is the empty trie's root for no values", async () => {
    expect(bytesToHex(indexedRoot([]))).to.equal(await insertedOneByOne([]));
  });

  it("equals the root of a trie filled one by one, for every length up to 20 and lengths around key changes", async () => {
    const lengths = [...Array.from({ length: 20 }, (_, i) => i + 1), 127, 128, 129, 130, 255, 256, 257, 300];
    for (const length of lengths) {
      const values = Array.from({ length }, () => new Uint8Array(randomBytes(randomInt(1, 200))));
      expect(bytesToHex(indexedRoot(values)), `${length} values`).to.equal(await insertedOneByOne(values));
    }
  }).timeout(20_000);

  it("equals it for values so short that nodes are embedded", async () => {
    for (const length of [1, 2, 3, 17, 130]) {
      const values = Array.from({ length }, (_, i) => Uint8Array.of(1 + (i % 100)));
      expect(bytesToHex(indexedRoot(values)), `${length} values`).to.equal(await insertedOneByOne(values));
    }
  });
});
