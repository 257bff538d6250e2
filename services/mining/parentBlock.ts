/** A parent block that exists only to carry a commitment: what a CPU miner hashes when it has no Bitcoin node. */
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { le32, reverse, sha256d } from "../protocol/bitcoin/bitcoinHash.ts";
import { buildCoinbase, scriptCommitment } from "../protocol/bitcoin/coinbaseScript.ts";
import { serialize } from "../protocol/bitcoin/namecoinAuxPow.ts";

const VERSION = 0x20000000;
const OP_TRUE = Uint8Array.of(0x51);

export type ParentBlock = {
  readonly coinbase: Uint8Array /** 80 bytes, nonce 0 */;
  readonly header: Uint8Array;
};

/** `auxHash` wire order; `extraNonce` keeps threads and restarts from searching the same headers. */
export function buildParentBlock(options: {
  readonly auxHash: Uint8Array;
  readonly extraNonce: Uint8Array;
  readonly timeSec: number;
  readonly nBits: number;
}): ParentBlock {
  const { auxHash, extraNonce, timeSec, nBits } = options;
  const commitment = scriptCommitment(reverse(auxHash), 1, 0);
  const script = concatBytes(Uint8Array.of(extraNonce.length), extraNonce, commitment);
  const coinbase = buildCoinbase({ script, outputs: [{ valueSat: 0n, script: OP_TRUE }] });
  const header = concatBytes(
    le32(VERSION),
    new Uint8Array(32),
    sha256d(coinbase),
    le32(timeSec),
    le32(nBits),
    le32(0),
  );
  return { coinbase, header };
}

/** What `submitauxblock` takes for a header that was found. */
export const auxPowHex = (coinbase: Uint8Array, parentHeader: Uint8Array): string =>
  serialize({
    coinbase,
    hashBlock: new Uint8Array(32),
    coinbaseBranch: [],
    coinbaseIndex: 0,
    chainBranch: [],
    chainIndex: 0,
    parentHeader,
  });

/** Display order, as `createauxblock` gives it, to wire order. */
export const fromDisplay = (hash: string): Uint8Array => reverse(hexToBytes(hash));
