import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createMPT } from "@ethereumjs/mpt";
import { bytesToHex, bytesToUnprefixedHex, hexToBytes, KECCAK256_RLP, utf8ToBytes } from "@ethereumjs/util";
import { expect } from "chai";
import type { Hex } from "viem";
import { type TrieChange, updateTrie } from "../../../services/execution/ethereumjs/trieUpdate.ts";
import { keccak256 } from "../../../services/runtime/keccak.ts";
import { createRandom } from "../../support/random.ts";

/** Nodes in memory; asking for one that is not there fails. */
function memoryNodes() {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    get: (key: string) => {
      const node = kept.get(key);
      if (node === undefined) throw new Error(`node ${key} was never put`);
      return node;
    },
    put: (key: string, node: Uint8Array) => void kept.set(key, node),
  };
}

const bytesOf = (text: string): Uint8Array =>
  text.startsWith("0x") ? hexToBytes(text as Hex) : utf8ToBytes(text);

type Official = {
  readonly files: Record<
    string,
    Record<
      string,
      { readonly in: readonly [string, string | null][] | Record<string, string>; readonly root: Hex }
    >
  >;
};
const { files } = JSON.parse(readFileSync("test/vectors/trie-official.json", "utf8")) as Official;

describe("updateTrie", () => {
  let vectors = 0;
  for (const [file, cases] of Object.entries(files))
    for (const [name, { in: given, root }] of Object.entries(cases)) {
      vectors++;
      it(`has the root of ${file} ${name}, at once and one by one`, () => {
        const pairs = Array.isArray(given) ? given : Object.entries(given);
        // The last word on a key counts.
        const last = new Map(
          pairs.map(([key, value]) => [
            bytesToHex(keccak256(bytesOf(key))),
            value ? bytesOf(value) : undefined,
          ]),
        );
        const changes = [...last].map(([key, value]) => ({ key: hexToBytes(key), value }));
        expect(bytesToHex(updateTrie(memoryNodes(), KECCAK256_RLP, changes))).to.equal(root);
        const nodes = memoryNodes();
        let at: Uint8Array = KECCAK256_RLP;
        for (const [key, value] of pairs)
          at = updateTrie(nodes, at, [
            { key: keccak256(bytesOf(key)), value: value ? bytesOf(value) : undefined },
          ]);
        expect(bytesToHex(at)).to.equal(root);
      });
    }

  it("was given the official vectors", () => {
    expect(vectors).to.be.greaterThan(5);
  });

  /** Keys that differ in few nibbles, so that branches, extensions and leaves turn into each other often. */
  const crowded = (pick: (n: number) => number): Uint8Array => {
    const key = new Uint8Array(32);
    for (const at of [0, 1, 15, 31]) key[at] = pick(3) * 17;
    return key;
  };
  const spread = (pick: (n: number) => number): Uint8Array =>
    Uint8Array.from({ length: 32 }, () => pick(256));

  for (const [what, keyOf] of Object.entries({ crowded, spread })) {
    const seed = randomInt(2 ** 31);
    it(`has the library's roots after random puts and deletes, ${what} keys (seed ${seed})`, async () => {
      const { int: pick, octets } = createRandom(seed);
      const library = await createMPT({ useKeyHashing: false });
      const nodes = memoryNodes();
      const known: Uint8Array[] = [];
      let root: Uint8Array = KECCAK256_RLP;
      let deleted = 0;
      for (let round = 0; round < 60; round++) {
        const changes = new Map<string, TrieChange>();
        for (let i = pick(12); i >= 0; i--) {
          const key = known.length > 0 && pick(10) < 6 ? known[pick(known.length)]! : keyOf(pick);
          known.push(key);
          const value = pick(20) < 9 ? undefined : octets(1 + pick(40));
          if (value === undefined) deleted++;
          changes.set(bytesToUnprefixedHex(key), { key, value });
        }
        for (const { key, value } of changes.values()) {
          if (value === undefined) await library.del(key);
          else await library.put(key, value);
        }
        root = updateTrie(nodes, root, [...changes.values()]);
        expect(bytesToHex(root), `round ${round}`).to.equal(bytesToHex(library.root()));
      }
      expect(deleted).to.be.greaterThan(50);
    });
  }

  it("writes nothing when nothing changes, and only what the new root refers to", () => {
    const { octets } = createRandom(1);
    const keys = Array.from({ length: 300 }, () => octets(32));
    const nodes = memoryNodes();
    const value = new Uint8Array(40).fill(7);
    const root = updateTrie(
      nodes,
      KECCAK256_RLP,
      keys.map((key) => ({ key, value })),
    );
    const before = nodes.kept.size;
    const absent = { key: new Uint8Array(32).fill(9), value: undefined };
    expect(updateTrie(nodes, root, [absent, ...keys.map((key) => ({ key, value }))])).to.equal(root);
    expect(nodes.kept.size).to.equal(before);
    const emptied = updateTrie(
      nodes,
      root,
      keys.map((key) => ({ key, value: undefined })),
    );
    expect(bytesToHex(emptied)).to.equal(bytesToHex(KECCAK256_RLP));
    expect(nodes.kept.size, "nothing on the way to nothing").to.equal(before);
  });
});
