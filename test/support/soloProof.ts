/** Proofs of a single auxiliary chain on a parent that no node ever sees. */
import { concatBytes } from "@noble/hashes/utils.js";
import { le32, reverse, sha256d } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../services/protocol/bitcoin/coinbaseScript.ts";
import type { NamecoinAuxPow } from "../../services/protocol/bitcoin/namecoinAuxPow.ts";

const PARENT_BITS = 0x1d00ffff;
const PARENT_VERSION = 0x20000000;
const OP_RETURN = 0x6a;

/** @param extraNonce at most 40 bytes */
export const buildCoinbase = (auxHash: Uint8Array, extraNonce: Uint8Array): Uint8Array =>
  CoinbaseScript.buildCoinbase({
    script: concatBytes(CoinbaseScript.scriptCommitment(reverse(auxHash), 1, 0), extraNonce),
    outputs: [{ valueSat: 0n, script: Uint8Array.of(OP_RETURN) }],
  });

/** The first 76 bytes of the header of a block with this coinbase alone. */
export const headerWithoutNonce = (coinbase: Uint8Array, timeSec: number): Uint8Array =>
  concatBytes(le32(PARENT_VERSION), new Uint8Array(32), sha256d(coinbase), le32(timeSec), le32(PARENT_BITS));

export const proofOf = (coinbase: Uint8Array, header: Uint8Array, nonce: number): NamecoinAuxPow => ({
  coinbase,
  hashBlock: new Uint8Array(32),
  coinbaseBranch: [],
  coinbaseIndex: 0,
  chainBranch: [],
  chainIndex: 0,
  parentHeader: concatBytes(header, le32(nonce)),
});
