import { readFileSync } from "node:fs";
import { hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import * as AuxPow from "../../../../services/protocol/bitcoin/auxPow.ts";
import { type AuxTree, buildAuxTree } from "../../../../services/protocol/bitcoin/auxTree.ts";
import { reverse, sha256d } from "../../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../../../services/protocol/bitcoin/coinbaseScript.ts";
import * as MerkleBranch from "../../../../services/protocol/bitcoin/merkleBranch.ts";
import * as NamecoinAuxPow from "../../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { EASY_BITS, mineHeader } from "../../../support/mergedMining.ts";

const chain = (chainId: number) => ({ chainId, hash: sha256d(Uint8Array.of(chainId & 255, chainId >> 8)) });
const treeOf = (ids: readonly number[]): AuxTree => {
  const built = buildAuxTree(ids.map(chain));
  if (!built.ok) throw new Error(built.reason);
  return built.tree;
};

describe("slot", () => {
  it("is Namecoin's", () => {
    const vectors = [
      [0, 1, 1, 1],
      [0, 1, 2, 3],
      [7, 1, 2, 2],
      [7, 1, 30, 672439754],
      [0, 98, 3, 0],
      [0, 1224, 4, 6],
      [2949882636, 1, 2, 3],
      [2949882636, 7, 2, 1],
      [4294967295, 65535, 30, 501231016],
      [123456789, 4242, 5, 5],
    ] as const;
    for (const [nonce, chainId, height, index] of vectors)
      expect(AuxPow.slot(nonce, chainId, height), `${nonce}, ${chainId}, ${height}`).to.equal(index);
  });
});

describe("buildAuxTree", () => {
  it("a single chain is its own root, as in the proof that Namecoin Core took", () => {
    const { a, hex } = JSON.parse(readFileSync("test/vectors/mining/worked-size1.json", "utf8"));
    const built = buildAuxTree([{ chainId: a.chainid, hash: reverse(hexToBytes(a.hash)) }]);
    if (!built.ok) throw new Error(built.reason);
    const { root, size, nonce, places } = built.tree;
    expect(places).to.deep.equal([{ index: 0, branch: [] }]);
    const inScript = CoinbaseScript.scriptCommitment(reverse(root), size, nonce);
    expect(hex).to.contain(Buffer.from(inScript).toString("hex"));
  });

  it("pairs nodes as in the tree of four that Namecoin Core took", () => {
    const { a, hex } = JSON.parse(readFileSync("test/vectors/mining/worked-size4.json", "utf8"));
    const { chainBranch, chainIndex } = NamecoinAuxPow.parse(hex).auxPow!;
    const leaf = reverse(hexToBytes(a.hash));
    // The siblings are given as nodes, whatever is below the upper one; ours is the left leaf of the right pair.
    const root = MerkleBranch.fold(leaf, chainBranch, chainIndex);
    const left = sha256d(Buffer.concat([leaf, chainBranch[0]!]));
    expect(sha256d(Buffer.concat([chainBranch[1]!, left]))).to.deep.equal(root);
    expect(AuxPow.slot(7, a.chainid, 2)).to.equal(chainIndex);
  });

  it("proofs of every chain verify under one header, in both forms", () => {
    const ids = [1, 98, 1224, 7251, 8191];
    const { root, size, nonce, places } = treeOf(ids);
    const forms = {
      script: {
        script: CoinbaseScript.scriptCommitment(reverse(root), size, nonce),
        outputs: [Uint8Array.of(0x51)],
      },
      output: {
        script: Uint8Array.of(1, 2, 3, 4),
        outputs: [CoinbaseScript.outputCommitment(reverse(root), size, nonce)],
      },
    };
    for (const [form, { script, outputs }] of Object.entries(forms)) {
      const coinbase = CoinbaseScript.buildCoinbase({
        script,
        outputs: outputs.map((output) => ({ valueSat: 0n, script: output })),
      });
      const parentHeader = mineHeader(sha256d(coinbase), EASY_BITS);
      for (const [i, id] of ids.entries()) {
        const { index, branch } = places[i]!;
        const proof = {
          coinbase,
          hashBlock: new Uint8Array(32),
          coinbaseBranch: [],
          coinbaseIndex: 0,
          chainBranch: branch,
          chainIndex: index,
          parentHeader,
        };
        expect(NamecoinAuxPow.tryVerify(chain(id).hash, id, EASY_BITS, proof), `${form}, ${id}`).to.equal(
          "None",
        );
      }
    }
  });

  it("is the smallest without a collision, by the rule itself tried at every depth and many nonces", () => {
    const sets = [[7], [1, 2], [1, 3], [1, 5], [0, 1, 2, 3], [0, 4096], [98, 1224, 7251], [1, 8191]];
    for (const ids of sets) {
      const { size } = treeOf(ids);
      for (let depth = 0; 2 ** depth < size; depth++)
        for (let nonce = 0; nonce < 300; nonce++) {
          const slots = new Set(ids.map((id) => AuxPow.slot(nonce, id, depth)));
          expect(slots.size, `${ids} fit into 2^${depth} at nonce ${nonce}`).to.be.lessThan(ids.length);
        }
    }
    expect(treeOf([0, 4096]).size).to.equal(8192);
  });

  it("no-chain", () => expect(buildAuxTree([])).to.deep.equal({ ok: false, reason: "no-chain" }));
  it("chain-id-repeated", () =>
    expect(buildAuxTree([chain(5), chain(6), chain(5)])).to.deep.equal({
      ok: false,
      reason: "chain-id-repeated",
      chainId: 5,
    }));
  it("tree-too-deep: ids beyond ours that meet in every tree we build", () =>
    expect(buildAuxTree([chain(1), chain(1 + 0x4000)])).to.deep.equal({
      ok: false,
      reason: "tree-too-deep",
      depth: 15,
    }));
});
