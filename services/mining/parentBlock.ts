/** A parent block that carries a commitment: what a miner without a Bitcoin node works on. */
import { concatBytes } from "@noble/hashes/utils.js";
import { opcodes, script, Transaction } from "bitcoinjs-lib";
import { le32, reverse, sha256d } from "../protocol/bitcoin/bitcoinHash.ts";
import { MAGIC } from "../protocol/bitcoin/coinbaseScript.ts";
import type { NamecoinAuxPow } from "../protocol/bitcoin/namecoinAuxPow.ts";

/** Of a parent that is never submitted anywhere; the rules do not read it. */
const PARENT_BITS = 0x1d00ffff;
const PARENT_VERSION = 0x20000000;
const FINAL_SEQUENCE = 0xffffffff;
const NULL_INDEX = 0xffffffff;

/** The commitment of a single auxiliary chain: magic, root in display order, size 1, nonce 0. */
export const commitment = (auxHash: Uint8Array): Uint8Array =>
  concatBytes(MAGIC, reverse(auxHash), le32(1), le32(0));

/** @param extraNonce makes the work of two threads different; at most 40 bytes */
export function buildCoinbase(auxHash: Uint8Array, extraNonce: Uint8Array): Uint8Array {
  const transaction = new Transaction();
  transaction.version = 2;
  const inputScript = concatBytes(commitment(auxHash), extraNonce);
  transaction.addInput(new Uint8Array(32), NULL_INDEX, FINAL_SEQUENCE, inputScript);
  transaction.addOutput(script.compile([opcodes.OP_RETURN!]), 0n);
  return transaction.toBuffer();
}

/** The first 76 bytes of the header of a block with this coinbase alone; the nonce is still to be found. */
export const headerWithoutNonce = (coinbase: Uint8Array, timeSec: number): Uint8Array =>
  concatBytes(le32(PARENT_VERSION), new Uint8Array(32), sha256d(coinbase), le32(timeSec), le32(PARENT_BITS));

/** The proof that the found nonce makes. */
export const proofOf = (coinbase: Uint8Array, header: Uint8Array, nonce: number): NamecoinAuxPow => ({
  coinbase,
  hashBlock: new Uint8Array(32),
  coinbaseBranch: [],
  coinbaseIndex: 0,
  chainBranch: [],
  chainIndex: 0,
  parentHeader: concatBytes(header, le32(nonce)),
});
