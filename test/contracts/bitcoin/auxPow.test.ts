import { readFileSync } from "node:fs";
import { hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { bytesToHex } from "viem";
import * as AuxPow from "../../../services/protocol/bitcoin/auxPow.ts";
import { reverse, sha256d } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as NamecoinAuxPow from "../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { deployLens } from "../../support/deployLens.ts";

const file = JSON.parse(readFileSync("test/vectors/auxpow.json", "utf8"));

describe("AuxPow.tryVerify", () => {
  it("accepts every real vector with the magic and refuses the two without", async () => {
    const lens = await deployLens("AuxPowLens");
    for (const [i, vector] of file.vectors.entries()) {
      const auxPow: NamecoinAuxPow.NamecoinAuxPow = {
        coinbase: hexToBytes(vector.coinbaseTxHex),
        hashBlock: new Uint8Array(32),
        coinbaseBranch: vector.coinbaseBranch.map(hexToBytes),
        coinbaseIndex: vector.coinbaseIndex,
        chainBranch: vector.chainBranch.map(hexToBytes),
        chainIndex: vector.chainIndex,
        parentHeader: hexToBytes(vector.parentHeaderHex),
      };
      const auxHash = reverse(hexToBytes(vector.auxBlockHash));
      const nBits = Number.parseInt(vector.auxBits, 16);
      const { proof } = NamecoinAuxPow.convert(auxHash, auxPow);
      const expected = vector.derived.magicPosInScript === -1 ? "MagicNotBeforeRoot" : "None";
      expect(NamecoinAuxPow.tryVerify(auxHash, vector.chainId, nBits, auxPow), `vector ${i}`).equal(expected);
      expect(NamecoinAuxPow.parse(NamecoinAuxPow.serialize(auxPow)).auxPow).deep.equal(auxPow);
      const failure = await lens<number>("tryVerify", [
        bytesToHex(auxHash),
        vector.chainId,
        nBits,
        bytesToHex(AuxPow.encode(proof!)),
      ]);
      expect(AuxPow.FAILURES[failure], `vector ${i}`).equal(expected);
      if (vector.auxHeaderHex) expect(sha256d(hexToBytes(vector.auxHeaderHex))).deep.equal(auxHash);
    }
  });
});
