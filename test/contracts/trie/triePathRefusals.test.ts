import { readFileSync } from "node:fs";
import { expect } from "chai";
import { encodeFunctionData, type Hex, hexToBytes, keccak256 } from "viem";
import { type Answer, deployTrieLens, type TrieLens } from "../../support/trieLens.ts";
import { hashed, nibblesOf, parted, rlp } from "../../support/trieModel.ts";

const EMPTY_ROOT = keccak256("0x80");
const ABSENT: Answer = { failure: "None", value: "0x" };

const { invalid } = JSON.parse(readFileSync("test/vectors/trie-invalid-rlp.json", "utf8")) as {
  invalid: Record<string, string>;
};

describe("TriePath.tryFind", () => {
  let lens: TrieLens;
  before(async () => {
    lens = await deployTrieLens();
  });
  const one = async (root: Hex, key: Hex, proof: readonly Hex[]) =>
    (await lens.ask([{ root, key, proof }]))[0];

  describe("given a trie by hand", () => {
    const key = hashed("0x01");
    const other = parted(key, 0);
    const hash = hexToBytes(keccak256("0x01"));
    const empty = new Uint8Array();
    const leaf = (path: Hex, value: Hex) => rlp([hexToBytes(path), hexToBytes(value)]);
    const whole = (value: Hex) => leaf(`0x20${key.slice(2)}`, value);
    const branch = (change: Record<number, Uint8Array | Uint8Array[]>): Hex =>
      rlp(Array.from({ length: 17 }, (_, i) => change[i] ?? (i < 3 ? hash : empty)));
    const asRoot = (node: Hex, ...more: Hex[]) => one(keccak256(node), key, [node, ...more]);
    const nibble = nibblesOf(key)[0]!;

    it("accepts the empty root with no node or with the empty string, and with nothing else", async () => {
      expect(await one(EMPTY_ROOT, key, [])).deep.equal(ABSENT);
      expect(await one(EMPTY_ROOT, key, ["0x80"])).deep.equal(ABSENT);
      expect((await one(EMPTY_ROOT, key, ["0x80", "0x80"]))?.failure).equal("NodeLeftOver");
      expect((await one(EMPTY_ROOT, key, ["0xc0"]))?.failure).equal("NodeHashMismatch");
    });

    it("accepts absence by a diverging leaf, a diverging extension and an empty slot", async () => {
      expect(await one(keccak256(whole("0x05")), other, [whole("0x05")])).deep.equal(ABSENT);
      const extension = rlp([hexToBytes(`0x1${((nibble + 1) % 16).toString(16)}`), hash]);
      expect(await asRoot(extension)).deep.equal(ABSENT);
      expect(await asRoot(branch({ [nibble]: empty }))).deep.equal(ABSENT);
    });

    it("NodeMissing: a child that is not supplied is not absent", async () => {
      expect((await asRoot(branch({ [nibble]: hash })))?.failure).equal("NodeMissing");
      expect((await asRoot(rlp([hexToBytes(`0x1${nibble.toString(16)}`), hash])))?.failure).equal(
        "NodeMissing",
      );
      expect((await one(keccak256("0x01"), key, []))?.failure).equal("NodeMissing");
    });

    it("NodeLeftOver: items behind a leaf, behind absence", async () => {
      expect((await asRoot(whole("0x05"), whole("0x05")))?.failure).equal("NodeLeftOver");
      expect((await asRoot(branch({ [nibble]: empty }), "0x"))?.failure).equal("NodeLeftOver");
    });

    it("NodeTooShort: a node of under 32 bytes named by its hash", async () => {
      const short = leaf(`0x3${key.slice(-1)}`, "0x05");
      const child = hexToBytes(keccak256(short));
      expect((await asRoot(branch({ [nibble]: child }), short))?.failure).equal("NodeTooShort");
      const full = rlp([...Array.from({ length: 16 }, () => child), empty]);
      expect((await asRoot(full, short))?.failure).equal("NodeTooShort");
    });

    it("ListMalformed or a broken item: RLP that is no list, not shortest, too long or too short", async () => {
      for (const [name, text] of Object.entries(invalid)) {
        const node = `0x${text.replace(/^0x/, "")}` as Hex;
        const { failure } = (await asRoot(node))!;
        expect(failure, name).oneOf(["ListMalformed", "BranchMalformed", "PathMalformed"]);
      }
      expect(Object.keys(invalid).length).equal(26);
      for (const node of ["0x", "0xc0", "0x8080", "0x05", `${whole("0x05")}00`] as Hex[]) {
        expect((await asRoot(node))?.failure, node).equal("ListMalformed");
      }
    });

    it("BranchMalformed: 16 or 18 items, or a child of 31 or 33 bytes", async () => {
      for (const items of [16, 18]) {
        const node = rlp(Array.from({ length: items }, () => hash));
        expect((await asRoot(node))?.failure, String(items)).equal("BranchMalformed");
      }
      for (const length of [1, 31, 33]) {
        const node = branch({ 14: new Uint8Array(length).fill(0xee) });
        expect((await asRoot(node))?.failure, String(length)).equal("BranchMalformed");
      }
    });

    it("BranchHasValue: whatever the value is", async () => {
      for (const value of [Uint8Array.of(5), hash, new Uint8Array(60)]) {
        expect((await asRoot(branch({ 16: value })))?.failure).equal("BranchHasValue");
      }
    });

    it("PathMalformed: prefix above 3, padding, no path, an extension without nibbles, 34 bytes", async () => {
      for (const path of ["0x40", "0xf0", "0x01", "0x21", "0x", "0x00", `0x20${"00".repeat(33)}`] as Hex[]) {
        expect((await asRoot(leaf(path, "0x05")))?.failure, path).equal("PathMalformed");
      }
    });

    it("PathLengthInvalid: a leaf above or below the key's end, an extension to it, a branch behind it", async () => {
      const path = key.slice(2);
      for (const encoded of [`0x20${path.slice(2)}`, `0x3${path.slice(1)}`, `0x3${path}5`] as Hex[]) {
        expect((await asRoot(leaf(encoded, "0x05")))?.failure, encoded).equal("PathLengthInvalid");
      }
      expect((await asRoot(rlp([hexToBytes(`0x00${path}`), hash])))?.failure).equal("PathLengthInvalid");
      const deep = branch({ 15: hash });
      const toEnd = rlp([hexToBytes(`0x1${path.slice(0, 63)}`), hexToBytes(keccak256(deep))]);
      const last = branch({ [nibblesOf(key)[63]!]: hexToBytes(keccak256(deep)) });
      const above = rlp([hexToBytes(`0x1${path.slice(0, 63)}`), hexToBytes(keccak256(last))]);
      expect((await asRoot(above, last, deep))?.failure).equal("PathLengthInvalid");
      expect((await asRoot(toEnd, deep))?.failure).equal("NodeMissing");
    });

    it("ChildMalformed: an extension to a number, to nothing or to a list of 32 bytes", async () => {
      const children: (Uint8Array | Uint8Array[])[] = [
        empty,
        Uint8Array.of(5),
        hash.slice(1),
        [hash.slice(2)],
      ];
      for (const child of children) {
        const node = rlp([hexToBytes(`0x1${nibble.toString(16)}`), child]);
        expect((await asRoot(node))?.failure).equal("ChildMalformed");
      }
    });

    it("ValueMalformed: an empty value, a list", async () => {
      expect((await asRoot(whole("0x")))?.failure).equal("ValueMalformed");
      const node = rlp([hexToBytes(`0x20${key.slice(2)}`), [Uint8Array.of(5)]]);
      expect((await asRoot(node))?.failure).equal("ValueMalformed");
    });

    it("NodeOutsideCalldata: an item whose offset or length points behind calldata", async () => {
      const node = whole("0x05");
      const data = encodeFunctionData({
        abi: lens.harness.abi,
        functionName: "tryFind",
        args: [keccak256(node), key, [node]],
      });
      // Selector, three words, count of items, offset of the first, its length.
      const put = (word: number, value: bigint) => {
        const start = 10 + 64 * word;
        return `${data.slice(0, start)}${value.toString(16).padStart(64, "0")}${data.slice(start + 64)}` as Hex;
      };
      for (const changed of [
        put(4, 1n << 31n),
        put(4, (1n << 256n) - 64n),
        put(5, 4096n),
        put(5, 1n << 255n),
      ]) {
        expect(await lens.raw(changed)).equal("NodeOutsideCalldata");
      }
      expect(await lens.raw(data)).equal("None");
    });
  });
});
