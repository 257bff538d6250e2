import { readFileSync } from "node:fs";
import { verifyMerkleProof } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { expect } from "chai";
import { type Address, bytesToHex, type Hex, hexToBytes, keccak256, pad, toHex } from "viem";
import { deployTrieLens, FAILURES, type TrieLens } from "../../support/trieLens.ts";
import { createTrie, hashed, type Question, rlp, withByte } from "../../support/trieModel.ts";

/**
 * `real`: account proofs of mainnet against `stateRootReal`. `synthetic`: one account and its storage, 8 and 5 to 6
 * nodes deep. Expected values are ethereumjs' reading of the same proofs.
 */
const vectors = JSON.parse(readFileSync("test/vectors/mpt-proofs.json", "utf8")) as {
  stateRootReal: Hex;
  real: { address: Address; proof: Hex[] }[];
  synthetic: {
    stateRoot: Hex;
    address: Address;
    accountProof: Hex[];
    storageRoot: Hex;
    slots: Record<string, { key: Hex; value: string; proof: Hex[] }>;
  };
};

const ADDRESS = "0xade2a9c8b033d60ffcdb8cfc974dd87b2a9c1f27" as const;
const SLOT = pad("0x05");
const EMPTY_ROOT = keccak256("0x80");
const [NONE, HASH_MISMATCH, VALUE_MALFORMED] = [
  FAILURES.indexOf("None"),
  FAILURES.indexOf("NodeHashMismatch"),
  FAILURES.indexOf("ValueMalformed"),
];

async function storageRootOf(address: Address, proof: readonly Hex[]): Promise<Hex> {
  const leaf = await verifyMerkleProof(
    hexToBytes(address),
    proof.map((node) => hexToBytes(node)),
    { useKeyHashing: true },
  );
  return bytesToHex((RLP.decode(leaf!) as Uint8Array[])[2]!);
}

/** Each byte of a proof changed, one at a time. */
const mutations = (root: Hex, key: Hex, proof: readonly Hex[]): Question[] =>
  proof.flatMap((node, n) =>
    Array.from({ length: node.length / 2 - 1 }, (_, place) => {
      const byte = Number.parseInt(node.slice(2 + 2 * place, 4 + 2 * place), 16);
      return { root, key, proof: proof.with(n, withByte(node, place, byte ^ (1 << (place % 8)))) };
    }),
  );

let lens: TrieLens;
before(async () => {
  lens = await deployTrieLens();
});

describe("AccountProof.tryVerify", () => {
  const tryAccount = (root: Hex, address: Address, proof: readonly Hex[]) =>
    lens.harness.read<[number, boolean, Hex]>("tryAccount", [root, address, proof]);
  /** The verdict on an account whose leaf holds `value`, alone in its trie. */
  const holding = (value: Hex) => {
    const trie = createTrie([{ key: hashed(ADDRESS), value }]);
    return tryAccount(trie.root, ADDRESS, trie.proof(hashed(ADDRESS)));
  };
  const hash = hexToBytes(EMPTY_ROOT);

  it("accepts real accounts of mainnet and the synthetic one", async () => {
    const { real, stateRootReal, synthetic } = vectors;
    for (const { address, proof } of real) {
      const expected = await storageRootOf(address, proof);
      expect(await tryAccount(stateRootReal, address, proof), address).deep.equal([NONE, true, expected]);
    }
    expect(real.length).equal(4);
    const { stateRoot, address, accountProof, storageRoot } = synthetic;
    expect(await tryAccount(stateRoot, address, accountProof)).deep.equal([NONE, true, storageRoot]);
  });

  it("shows that an account is absent, with the storage of an empty trie", async () => {
    const trie = createTrie([{ key: hashed(ADDRESS), value: rlp([hash, hash]) }]);
    const other = "0x0000000000000000000000000000000000000001";
    const proof = trie.proof(hashed(other));
    expect(await tryAccount(trie.root, other, proof)).deep.equal([NONE, false, EMPTY_ROOT]);
    expect(await tryAccount(EMPTY_ROOT, ADDRESS, [])).deep.equal([NONE, false, EMPTY_ROOT]);
  });

  it("refuses a mainnet proof with any one byte changed", async () => {
    const { address, proof } = vectors.real[1]!;
    const questions = mutations(vectors.stateRootReal, hashed(address), proof);
    expect(questions.length).equal(proof.join("").length / 2 - proof.length);
    const failures = new Set((await lens.ask(questions)).map(({ failure }) => failure));
    expect([...failures]).deep.equal(["NodeHashMismatch"]);
  });

  it("refuses nodes missing, repeated or reordered, and every other account or root", async () => {
    const [one, other] = vectors.real;
    const root = vectors.stateRootReal;
    const { address, proof } = one!;
    const broken = [
      [],
      proof.slice(1),
      proof.slice(0, -1),
      [...proof, proof.at(-1)!],
      [proof[0]!, ...proof],
      proof.toReversed(),
    ];
    for (const [i, variant] of broken.entries()) {
      expect((await tryAccount(root, address, variant))[0], `variant ${i}`).not.equal(NONE);
    }
    expect((await tryAccount(root, other!.address, proof))[0]).equal(HASH_MISMATCH);
    expect((await tryAccount(keccak256(root), address, proof))[0]).equal(HASH_MISMATCH);
  });

  it("accepts every width of nonce and balance", async () => {
    for (const nonce of [
      new Uint8Array(),
      Uint8Array.of(1),
      Uint8Array.of(0x80),
      new Uint8Array(8).fill(7),
    ]) {
      for (const balance of [new Uint8Array(), Uint8Array.of(0x7f), new Uint8Array(32).fill(9)]) {
        const account = rlp([nonce, balance, hash.toReversed(), hash]);
        expect(await holding(account)).deep.equal([NONE, true, bytesToHex(hash.toReversed())]);
      }
    }
  });

  it("ValueMalformed: a leaf that is not an account", async () => {
    const empty = new Uint8Array();
    const leaves: Hex[] = [
      rlp([empty, empty, hash]),
      rlp([empty, empty, hash, hash, empty]),
      rlp([empty, empty, hash.slice(1), hash]),
      rlp([empty, empty, hash, hash.slice(1)]),
      rlp([new Uint8Array(9).fill(1), empty, hash, hash]),
      rlp([empty, new Uint8Array(33).fill(1), hash, hash]),
      rlp([Uint8Array.of(0), empty, hash, hash]),
      rlp([Uint8Array.of(0, 1), empty, hash, hash]),
      rlp([[], empty, hash, hash]),
      rlp([empty, [empty], hash, hash]),
      `${rlp([empty, empty, hash, hash])}00`,
      rlp(hash),
      "0x05",
      // A nonce of one byte below 0x80 with a head.
      `0xf8458105 80 a0${EMPTY_ROOT.slice(2)} a0${EMPTY_ROOT.slice(2)}`.replaceAll(" ", "") as Hex,
    ];
    for (const leaf of leaves) expect((await holding(leaf))[0], leaf).equal(VALUE_MALFORMED);
  });

  it("AccountProofInvalid: verify reverts with the failure, and returns what tryVerify does", async () => {
    const { stateRoot, address, accountProof, storageRoot } = vectors.synthetic;
    const call = [stateRoot, address, accountProof];
    expect(await lens.harness.read("verifyAccount", call)).deep.equal([true, storageRoot]);
    const refused = await lens.harness.refusal("verifyAccount", [stateRoot, address, []]);
    expect(refused).deep.equal({
      errorName: "AccountProofInvalid",
      args: [FAILURES.indexOf("NodeMissing")],
    });
  });
});

describe("SlotProof.tryVerify", () => {
  const trySlot = (root: Hex, slot: Hex, proof: readonly Hex[]) =>
    lens.harness.read<[number, Hex]>("trySlot", [root, BigInt(slot), proof]);
  const holding = (value: Hex) => {
    const trie = createTrie([{ key: hashed(SLOT), value }]);
    return trySlot(trie.root, SLOT, trie.proof(hashed(SLOT)));
  };

  it("accepts words of the synthetic storage", async () => {
    const { storageRoot, slots } = vectors.synthetic;
    for (const { key, value, proof } of Object.values(slots)) {
      expect(await trySlot(storageRoot, key, proof)).deep.equal([NONE, toHex(BigInt(value), { size: 32 })]);
    }
    expect(Object.keys(slots).length).equal(2);
  });

  it("accepts words of every length", async () => {
    for (const word of [1n, 0x7fn, 0x80n, 0xffffn, 2n ** 248n, 2n ** 256n - 1n]) {
      const stored = rlp(hexToBytes(toHex(word)));
      expect(await holding(stored)).deep.equal([NONE, toHex(word, { size: 32 })]);
    }
  });

  it("reads an absent slot as zero", async () => {
    const zero = pad("0x00");
    expect(await trySlot(EMPTY_ROOT, SLOT, [])).deep.equal([NONE, zero]);
    const trie = createTrie([{ key: hashed(pad("0x01")), value: "0x01" }]);
    expect(await trySlot(trie.root, SLOT, trie.proof(hashed(SLOT)))).deep.equal([NONE, zero]);
  });

  it("refuses a proof with any one byte changed, and every other slot or root", async () => {
    const { storageRoot, slots } = vectors.synthetic;
    const [one, other] = Object.values(slots);
    for (const { key, proof } of [one!, other!]) {
      const answers = await lens.ask(mutations(storageRoot, hashed(key), proof));
      expect(answers.length > 1900).equal(true);
      expect([...new Set(answers.map(({ failure }) => failure))]).deep.equal(["NodeHashMismatch"]);
    }
    expect((await trySlot(storageRoot, other!.key, one!.proof))[0]).equal(HASH_MISMATCH);
    expect((await trySlot(keccak256(storageRoot), one!.key, one!.proof))[0]).equal(HASH_MISMATCH);
  });

  it("ValueMalformed: zero, a leading zero, 33 bytes, a list, bytes behind, a head too many", async () => {
    for (const value of [
      "0x80",
      "0x00",
      "0x820001",
      rlp(new Uint8Array(33).fill(1)),
      "0xc105",
      "0x0505",
      "0x8105",
    ]) {
      expect((await holding(value as Hex))[0], value).equal(VALUE_MALFORMED);
    }
  });

  it("SlotProofInvalid: verify reverts with the failure, and returns what tryVerify does", async () => {
    const { storageRoot, slots } = vectors.synthetic;
    const { key, value, proof } = Object.values(slots)[0]!;
    const word = toHex(BigInt(value), { size: 32 });
    expect(await lens.harness.read("verifySlot", [storageRoot, BigInt(key), proof])).equal(word);
    const long = [...proof, proof.at(-1)!];
    expect(await lens.harness.refusal("verifySlot", [storageRoot, BigInt(key), long])).deep.equal({
      errorName: "SlotProofInvalid",
      args: [FAILURES.indexOf("NodeLeftOver")],
    });
  });
});
