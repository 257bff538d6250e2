import { readFileSync } from "node:fs";
import { createMerkleProof, createMPT, verifyMerkleProof } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { expect } from "chai";
import { type Address, bytesToHex, type Hex, hexToBytes, keccak256, toHex } from "viem";
import { createChain, type Deployed } from "../../support/contracts.ts";

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

const NONE = 0;
const TRIE_PROOF_INVALID = 1;
const NOT_AN_ACCOUNT = 2;
const ZERO = `0x${"00".repeat(32)}`;

async function storageRootOf(address: Address, proof: readonly Hex[]): Promise<Hex> {
  const leaf = await verifyMerkleProof(
    hexToBytes(address),
    proof.map((node) => hexToBytes(node)),
    { useKeyHashing: true },
  );
  return bytesToHex((RLP.decode(leaf!) as Uint8Array[])[2]!);
}

const flip = (hex: Hex, at: number): Hex => {
  const byte = Number.parseInt(hex.slice(2 + 2 * at, 4 + 2 * at), 16) ^ 0x01;
  return `${hex.slice(0, 2 + 2 * at)}${byte.toString(16).padStart(2, "0")}${hex.slice(4 + 2 * at)}` as Hex;
};

/** One byte of every node changed, at several places. */
const mutations = (proof: readonly Hex[]): Hex[][] =>
  proof.flatMap((node, n) =>
    Array.from({ length: 5 }, (_, i) =>
      proof.with(n, flip(node, Math.floor(((node.length / 2 - 2) * i) / 4))),
    ),
  );

/** Extra, missing and reordered nodes. */
const rearrangements = (proof: readonly Hex[]): Hex[][] => [
  [],
  proof.slice(1),
  proof.slice(0, -1),
  [...proof, proof.at(-1)!],
  [proof[0]!, ...proof],
  proof.toReversed(),
];

describe("AccountProof.tryStorageRoot", () => {
  let harness: Deployed;
  before(async () => {
    harness = await (await createChain()).deploy("TrieProofHarness");
  });
  const tryStorageRoot = (root: Hex, address: Address, proof: readonly Hex[]) =>
    harness.read<[number, Hex]>("tryStorageRoot", [root, address, proof]);
  const outcome = (root: Hex, address: Address, proof: readonly Hex[]) =>
    tryStorageRoot(root, address, proof).then(
      ([failure]) => failure,
      () => TRIE_PROOF_INVALID,
    );

  it("accepts real accounts of mainnet and the synthetic one", async () => {
    const { real, stateRootReal, synthetic } = vectors;
    for (const { address, proof } of real) {
      const expected = await storageRootOf(address, proof);
      expect(await tryStorageRoot(stateRootReal, address, proof), address).deep.equal([NONE, expected]);
    }
    expect(real.length).equal(4);
    const { stateRoot, address, accountProof, storageRoot } = synthetic;
    expect(await tryStorageRoot(stateRoot, address, accountProof)).deep.equal([NONE, storageRoot]);
  });

  it("refuses any node changed, missing, repeated or reordered, and every other account or root", async () => {
    const [one, other] = vectors.real;
    const root = vectors.stateRootReal;
    const broken = [...mutations(one!.proof), ...rearrangements(one!.proof)];
    for (const [i, proof] of broken.entries()) {
      expect(await outcome(root, one!.address, proof), `variant ${i}`).not.equal(NONE);
    }
    expect(broken.length > 40).equal(true);
    expect(await outcome(root, other!.address, one!.proof)).equal(TRIE_PROOF_INVALID);
    expect(await outcome(flip(root, 0), one!.address, one!.proof)).equal(TRIE_PROOF_INVALID);
  });

  it("refuses a leaf that is not an account", async () => {
    const address = vectors.real[0]!.address;
    for (const fields of [
      [1, 2, hexToBytes(ZERO as Hex)],
      [1, 2, Uint8Array.of(3), hexToBytes(ZERO as Hex)],
    ]) {
      const trie = await createMPT({ useKeyHashing: true });
      await trie.put(hexToBytes(address), RLP.encode(fields));
      const proof = (await createMerkleProof(trie, hexToBytes(address))).map((node) => bytesToHex(node));
      expect(await tryStorageRoot(bytesToHex(trie.root()), address, proof)).deep.equal([
        NOT_AN_ACCOUNT,
        ZERO,
      ]);
    }
  });
});

describe("SlotProof.tryWord", () => {
  let harness: Deployed;
  before(async () => {
    harness = await (await createChain()).deploy("TrieProofHarness");
  });
  const tryWord = (root: Hex, slot: Hex, proof: readonly Hex[]) =>
    harness.read<[number, Hex]>("tryWord", [root, BigInt(slot), proof]);
  const outcome = (root: Hex, slot: Hex, proof: readonly Hex[]) =>
    tryWord(root, slot, proof).then(
      ([failure]) => failure,
      () => TRIE_PROOF_INVALID,
    );

  it("accepts words of the synthetic storage", async () => {
    const { storageRoot, slots } = vectors.synthetic;
    for (const { key, value, proof } of Object.values(slots)) {
      expect(await tryWord(storageRoot, key, proof)).deep.equal([NONE, toHex(BigInt(value), { size: 32 })]);
    }
    expect(Object.keys(slots).length).equal(2);
  });

  it("accepts words shorter than 32 bytes, alone in their trie or in nodes that are embedded", async () => {
    const words = [1n, 0x7fn, 0x80n, 0xffffn, 2n ** 248n];
    const trie = await createMPT({ useKeyHashing: true });
    for (const [i, word] of words.entries()) {
      const bare = hexToBytes(`0x${word.toString(16).length % 2 ? "0" : ""}${word.toString(16)}`);
      await trie.put(hexToBytes(toHex(i, { size: 32 })), RLP.encode(bare));
    }
    for (const [i, word] of words.entries()) {
      const slot = toHex(i, { size: 32 });
      const proof = (await createMerkleProof(trie, hexToBytes(slot))).map((node) => bytesToHex(node));
      expect(await tryWord(bytesToHex(trie.root()), slot, proof)).deep.equal([
        NONE,
        toHex(word, { size: 32 }),
      ]);
    }
  });

  it("refuses any node changed, missing, repeated or reordered, and every other slot or root", async () => {
    const { storageRoot, slots } = vectors.synthetic;
    const [one, other] = Object.values(slots);
    const broken = [...mutations(one!.proof), ...rearrangements(one!.proof)];
    for (const [i, proof] of broken.entries()) {
      expect(await outcome(storageRoot, one!.key, proof), `variant ${i}`).not.equal(NONE);
    }
    expect(broken.length > 25).equal(true);
    expect(await outcome(storageRoot, other!.key, one!.proof)).equal(TRIE_PROOF_INVALID);
    expect(await outcome(keccak256(storageRoot), one!.key, one!.proof)).equal(TRIE_PROOF_INVALID);
  });

  it("refuses a proof of absence", async () => {
    const trie = await createMPT({ useKeyHashing: true });
    await trie.put(hexToBytes(toHex(1, { size: 32 })), RLP.encode(Uint8Array.of(1)));
    const proof = (await createMerkleProof(trie, hexToBytes(toHex(2, { size: 32 })))).map((n) =>
      bytesToHex(n),
    );
    expect(await outcome(bytesToHex(trie.root()), toHex(2, { size: 32 }), proof)).equal(TRIE_PROOF_INVALID);
  });
});
