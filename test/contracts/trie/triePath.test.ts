import { readFileSync } from "node:fs";
import { createMPT } from "@ethereumjs/mpt";
import { expect } from "chai";
import { bytesToHex, encodeFunctionData, type Hex, hexToBytes, keccak256, stringToHex } from "viem";
import { createRandom } from "../../support/random.ts";
import { type Answer, deployTrieLens, type TrieLens } from "../../support/trieLens.ts";
import {
  createTrie,
  type Entry,
  hashed,
  nibblesOf,
  type Question,
  rehash,
  rlp,
  withByte,
} from "../../support/trieModel.ts";

const SEED = Number(process.env.LOCKSTEP_SEED ?? 20_261_121);
const EMPTY_ROOT = keccak256("0x80");
const ABSENT: Answer = { failure: "None", value: "0x" };

type OfficialTrie = {
  readonly in: readonly (readonly [string, string | null])[] | Record<string, string>;
  readonly root: Hex;
};
const official = JSON.parse(readFileSync("test/vectors/trie-official.json", "utf8")) as {
  files: Record<string, Record<string, OfficialTrie>>;
};
const { invalid } = JSON.parse(readFileSync("test/vectors/trie-invalid-rlp.json", "utf8")) as {
  invalid: Record<string, string>;
};

const bytesOf = (text: string): Hex => (text.startsWith("0x") ? (text as Hex) : stringToHex(text));

/** What a trie of the official tests ends up holding, and what was put in on the way. */
function heldBy(trie: OfficialTrie): { held: Entry[]; removed: Hex[] } {
  const pairs = Array.isArray(trie.in) ? trie.in : Object.entries(trie.in);
  const state = new Map<Hex, Hex | null>();
  for (const [key, value] of pairs as [string, string | null][]) {
    state.set(keccak256(bytesOf(key)), value === null ? null : bytesOf(value));
  }
  const held = [...state].flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
  return { held, removed: [...state].filter(([, value]) => value === null).map(([key]) => key) };
}

/** Keys that share their first nibbles, so that paths are long, extensions occur and nodes get small. */
function crowdedEntries(random: ReturnType<typeof createRandom>, count: number): Entry[] {
  const stems = Array.from({ length: 3 }, () => random.word());
  const keys = Array.from({ length: count }, () => {
    const stem = random.pick(stems);
    const kept = random.int(64);
    return `0x${stem.slice(2, 2 + kept)}${random.word().slice(2 + kept)}` as Hex;
  });
  return [...new Set(keys)].map((key) => ({
    key,
    value: random.bytes(1 + random.int(random.pick([2, 40, 80]))),
  }));
}

/** A key that parts from `key` at one nibble. */
const parted = (key: Hex, place: number): Hex => {
  const nibbles = nibblesOf(key);
  return `0x${nibbles
    .with(place, (nibbles[place]! + 1) % 16)
    .map((n) => n.toString(16))
    .join("")}`;
};

describe("TriePath.tryFind", () => {
  let lens: TrieLens;
  before(async () => {
    lens = await deployTrieLens();
  });
  const one = async (root: Hex, key: Hex, proof: readonly Hex[]) =>
    (await lens.ask([{ root, key, proof }]))[0];

  describe("given the official tries with hashed keys", () => {
    for (const [file, tries] of Object.entries(official.files)) {
      it(`finds what ${file} holds and shows that the rest is absent`, async () => {
        let checked = 0;
        for (const [name, trie] of Object.entries(tries)) {
          const { held, removed } = heldBy(trie);
          const model = createTrie(held);
          expect(model.root, name).equal(trie.root);
          const absent = [
            ...removed,
            ...held.map(({ key }) => parted(key, 63)),
            hashed("0x"),
            hashed("0x01"),
          ];
          const question = (key: Hex) => ({ root: trie.root, key, proof: model.proof(key) });
          const found = await lens.ask(held.map(({ key }) => question(key)));
          expect(found, name).deep.equal(held.map(({ value }) => ({ failure: "None", value })));
          for (const answer of await lens.ask(absent.map(question))) expect(answer, name).deep.equal(ABSENT);
          checked += held.length + absent.length;
        }
        expect(checked > 8).equal(true);
      });
    }
  });

  describe(`given random tries (seed ${SEED})`, () => {
    it("answers what was put in, agrees with ethereumjs on the root and with OpenZeppelin on presence", async () => {
      const random = createRandom(SEED);
      const seen = { present: 0, absent: 0, embedded: 0 };
      for (let round = 0; round < 40; round++) {
        const count = 1 + random.int(random.pick([2, 8, 60]));
        const entries =
          round % 4 === 0
            ? Array.from({ length: count }, () => ({
                key: random.word(),
                value: random.bytes(1 + random.int(40)),
              }))
            : crowdedEntries(random, count);
        const reference = await createMPT();
        for (const { key, value } of entries) await reference.put(hexToBytes(key), hexToBytes(value));
        const model = createTrie(entries);
        expect(model.root).equal(bytesToHex(reference.root()));

        const truth = new Map(entries.map(({ key, value }) => [key, value]));
        const keys = [...truth.keys()].flatMap((key) => [key, parted(key, random.int(64)), random.word()]);
        const questions = keys.flatMap((key): Question[] => [
          { root: model.root, key, proof: model.proof(key) },
          { root: model.root, key, proof: model.listingProof(key) },
        ]);
        const answers = await lens.ask(questions);
        const theirs = await lens.askOpenZeppelin(questions);
        for (const [i, { key, proof }] of questions.entries()) {
          const value = truth.get(key);
          expect(answers[i], `round ${round}, ${key}`).deep.equal({ failure: "None", value: value ?? "0x" });
          expect(theirs[i], `round ${round}, ${key}`).equal(value);
          seen[value === undefined ? "absent" : "present"] += 1;
          if (proof.length > 1 && proof.at(-1)!.length < 66) seen.embedded += 1;
        }
      }
      expect(Math.min(...Object.values(seen)) > 100, JSON.stringify(seen)).equal(true);
    });

    it("accepts no mutated, cut, lengthened, repeated or reordered proof with another answer", async () => {
      const random = createRandom(SEED + 1);
      const questions: Question[] = [];
      const trie = createTrie(crowdedEntries(random, 60));
      for (let i = 0; i < 12; i++) {
        const key = random.word();
        const proof = trie.proof(key);
        const ask = (changed: readonly Hex[]) => questions.push({ root: trie.root, key, proof: changed });
        for (const [n, node] of proof.entries()) {
          ask(proof.toSpliced(n, 1));
          ask(proof.toSpliced(n, 0, node));
          ask(proof.with(n, random.bytes(40)));
          ask(proof.with(n, `${node}00`));
          ask(proof.with(n, node.slice(0, -2) as Hex));
        }
        ask([]);
        ask([...proof, random.bytes(10)]);
        if (proof.length > 1) ask(proof.toReversed());
      }
      for (const [i, { failure }] of (await lens.ask(questions)).entries()) {
        expect(failure, JSON.stringify(questions[i])).oneOf([
          "NodeMissing",
          "NodeLeftOver",
          "NodeHashMismatch",
        ]);
      }
      expect(questions.length > 100).equal(true);
    });

    it("accepts of well hashed but broken nodes only what OpenZeppelin accepts too", async () => {
      const random = createRandom(SEED + 2);
      const questions: Question[] = [];
      while (questions.length < 3000) {
        const entries = crowdedEntries(random, 1 + random.int(40));
        const trie = createTrie(entries);
        const { key } = random.pick(entries);
        const proof = trie.proof(key);
        for (let i = 0; i < 40; i++) {
          const n = random.int(proof.length);
          const node = proof[n]!;
          const place = random.pick([random.int(4) % (node.length / 2 - 1), random.int(node.length / 2 - 1)]);
          const byte = random.pick([0, 0x20, 0x80, 0x81, 0xa0, 0xb8, 0xc0, 0xc2, 0xf8, random.int(256)]);
          const changed = rehash(proof, n, withByte(node, place, byte));
          if (changed) questions.push({ ...changed, key });
        }
      }
      const answers = await lens.ask(questions);
      const theirs = await lens.askOpenZeppelin(questions);
      const seen = new Set(answers.map(({ failure }) => failure));
      for (const [i, { failure, value }] of answers.entries()) {
        const expected = failure === "None" && value !== "0x" ? value : undefined;
        // What only OpenZeppelin accepts has a broken shape beside the path, or a padded path.
        const isStricter = failure !== "None" && failure !== "NodeHashMismatch";
        if (!isStricter) expect(theirs[i], JSON.stringify(questions[i])).equal(expected);
      }
      const shapes = [
        "None",
        "ListMalformed",
        "BranchMalformed",
        "PathMalformed",
        "PathLengthInvalid",
        "ChildMalformed",
      ];
      expect([...seen]).includes.members(shapes);
    });
  });

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
