import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { Block, Transaction } from "bitcoinjs-lib";
import { expect } from "chai";
import type { AuxWork } from "../../../services/mining/auxClient.ts";
import {
  buildWork,
  commitTo,
  easiestTarget,
  type Find,
  findsOf,
} from "../../../services/mining/mergedWork.ts";
import { type ParentTemplate, standInTemplate } from "../../../services/mining/parentBlock.ts";
import { reverse, sha256d } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import { littleEndianHex } from "../../../services/protocol/bitcoin/compactTarget.ts";
import * as NamecoinAuxPow from "../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { EASY_BITS } from "../../support/mergedMining.ts";

/** One hash in 65,536. */
const HARD_BITS = 0x1f00ffff;
const EXTRA_NONCE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const ALL_OPEN = { block: true, isOpen: () => true };

const work = (chainid: number, bits = EASY_BITS): AuxWork => ({
  hash: Buffer.from(sha256d(Uint8Array.of(chainid & 255, bits & 255))).toString("hex"),
  chainid,
  bits: bits.toString(16).padStart(8, "0"),
  height: 1,
  target: littleEndianHex(bits),
});

/** A transaction with a witness, and the commitment that a node would put into its template for it (BIP 141). */
const spend = new Transaction();
spend.addInput(new Uint8Array(32).fill(1), 0);
spend.addOutput(Uint8Array.of(0x51), 1_000n);
spend.setWitness(0, [Uint8Array.of(1, 2, 3)]);
const witnessRoot = sha256d(concatBytes(new Uint8Array(32), spend.getHash(true)));
const witnessCommitment = concatBytes(
  hexToBytes("6a24aa21a9ed"),
  sha256d(concatBytes(witnessRoot, new Uint8Array(32))),
);

const template = (changes: Partial<ParentTemplate> = {}): ParentTemplate => ({
  version: 0x20000000,
  previousHash: sha256d(Uint8Array.of(9)),
  nBits: EASY_BITS,
  timeSec: 1_700_000_000,
  height: 840_000,
  flags: new TextEncoder().encode("/flags/"),
  valueSat: 312_500_000n,
  payoutScript: hexToBytes(`0014${"07".repeat(20)}`),
  witnessCommitment,
  coinbaseWitness: true,
  transactions: [{ raw: spend.toBuffer(), txid: spend.getHash() }],
  ...changes,
});

const worksOf = (...works: AuxWork[]) => commitTo(new Map(works.entries()));
const built = (works: readonly AuxWork[], form: "script" | "output", parent = template()) =>
  buildWork(parent, worksOf(...works), { form, extraNonce: EXTRA_NONCE });

function solve(merged: ReturnType<typeof buildWork>, isEnough: (finds: Find[]) => boolean): Find[] {
  for (let nonce = 0; ; nonce++) {
    const finds = findsOf(merged, nonce, ALL_OPEN);
    if (isEnough(finds)) return finds;
  }
}
const blockIn = (finds: readonly Find[]) => {
  const find = finds.find(({ kind }) => kind === "block");
  return find?.kind === "block" ? find : undefined;
};

describe("merged work", () => {
  for (const form of ["script", "output"] as const) {
    it(`${form}: its block is sound to bitcoinjs-lib, with the node's witness commitment, and pays as told`, () => {
      const find = blockIn(solve(built([work(1)], form), (finds) => blockIn(finds) !== undefined))!;
      const block = Block.fromBuffer(find.block);
      expect(block.getId()).to.equal(find.hash);
      expect(block.checkProofOfWork(), "work").to.equal(true);
      expect(block.checkTxRoots(), "both Merkle roots").to.equal(true);
      const [coinbase] = block.transactions!;
      const [height, flags] = ["0340d10c", Buffer.from("/flags/").toString("hex")];
      const inputScript = Buffer.from(coinbase!.ins[0]!.script).toString("hex");
      expect(inputScript.startsWith(height), "BIP 34").to.equal(true);
      expect(inputScript.endsWith(flags)).to.equal(true);
      expect(coinbase!.outs[0]).to.deep.include({ value: 312_500_000n, script: template().payoutScript });
      expect(coinbase!.outs.at(-1)!.script).to.deep.equal(witnessCommitment);
    });

    it(`${form}: a hash proves every chain of the tree, and not the block if that asks for more`, () => {
      const chains = [work(1), work(98), work(7251)];
      const merged = built(chains, form, template({ nBits: HARD_BITS }));
      const finds = solve(merged, (found) => found.length >= 3);
      expect(finds.map(({ kind }) => kind)).to.deep.equal(["aux", "aux", "aux"]);
      for (const find of finds) {
        if (find.kind !== "aux") continue;
        const { chainid, hash } = chains[find.chain]!;
        const { auxPow } = NamecoinAuxPow.parse(find.auxPow);
        const auxHash = reverse(hexToBytes(hash));
        expect(NamecoinAuxPow.tryVerify(auxHash, chainid, EASY_BITS, auxPow!)).to.equal("None");
        expect(auxPow!.coinbaseBranch, "one transaction beside the coinbase").to.have.length(1);
      }
    });
  }

  it("without chains is an ordinary block", () => {
    const merged = built([], "script");
    const find = blockIn(solve(merged, (finds) => finds.length > 0))!;
    expect(Block.fromBuffer(find.block).checkTxRoots()).to.equal(true);
    expect(Buffer.from(find.block).toString("hex")).not.to.contain("fabe6d6d");
  });

  it("keeps the coinbase free of a witness where segwit is not active yet", () => {
    const merged = built([work(1)], "script", template({ coinbaseWitness: false, transactions: [] }));
    expect(merged.parent.coinbase.hasWitnesses()).to.equal(false);
    expect(merged.parent.coinbase.outs.at(-1)!.script).to.deep.equal(witnessCommitment);
  });

  it("without a Bitcoin node still proves its chain", () => {
    const merged = built([work(7251)], "script", standInTemplate(1_700_000_000));
    const [find] = solve(merged, (finds) => finds.length > 0);
    const { auxPow } = NamecoinAuxPow.parse(find?.kind === "aux" ? find.auxPow : "");
    const auxHash = reverse(hexToBytes(work(7251).hash));
    expect(NamecoinAuxPow.tryVerify(auxHash, 7251, EASY_BITS, auxPow!)).to.equal("None");
  });

  it("leaves the node's flags out rather than make the script longer than a coinbase's may be", () => {
    const merged = built([work(1)], "script", template({ flags: new Uint8Array(90) }));
    expect(merged.parent.coinbase.ins[0]!.script).to.have.length(4 + 44 + 9);
  });

  it("looks for the easiest of what is open, and for nothing when all is found", () => {
    const merged = built([work(1, EASY_BITS), work(2, HARD_BITS)], "script", template({ nBits: 0x1e00ffff }));
    const hashOf = (chain: number) => merged.commitments.works.get(chain)!.work.hash;
    const target = (bits: number) => Buffer.from(littleEndianHex(bits), "hex");
    const easiest = (goals: Parameters<typeof easiestTarget>[1]) => easiestTarget(merged, goals);
    expect(easiest(ALL_OPEN)).to.deep.equal(Uint8Array.from(target(EASY_BITS)));
    expect(easiest({ block: true, isOpen: (hash) => hash !== hashOf(0) })).to.deep.equal(
      Uint8Array.from(target(HARD_BITS)),
    );
    expect(easiest({ block: true, isOpen: () => false })).to.deep.equal(Uint8Array.from(target(0x1e00ffff)));
    expect(easiest({ block: false, isOpen: () => false })).to.equal(undefined);
  });

  it("leaves out a chain whose id another one has already, and no other", () => {
    const { works, leftOut, tree } = worksOf(work(5), work(6), work(5, HARD_BITS), work(7));
    expect([...works.keys()]).to.deep.equal([0, 1, 3]);
    expect(leftOut).to.deep.equal([2]);
    expect(tree!.size).to.equal(4);
  });
});
