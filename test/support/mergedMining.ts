import { concatBytes } from "@noble/hashes/utils.js";
import * as AuxPow from "../../services/protocol/bitcoin/auxPow.ts";
import { le32, reverse, sha256d } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../services/protocol/bitcoin/coinbaseScript.ts";
import * as CompactTarget from "../../services/protocol/bitcoin/compactTarget.ts";
import * as MerkleBranch from "../../services/protocol/bitcoin/merkleBranch.ts";
import type { NamecoinAuxPow } from "../../services/protocol/bitcoin/namecoinAuxPow.ts";

/** Half of all hashes meet it. */
export const EASY_BITS = 0x207fffff;

export interface Commitment {
  /** Root of the merged-mining tree, reversed, as the coinbase carries it. */
  readonly root: Uint8Array;
  readonly inScript: Uint8Array;
  readonly inOutput: Uint8Array;
}

export interface BuildOptions {
  readonly auxHash: Uint8Array;
  readonly auxChainId?: number;
  readonly nBits?: number;
  readonly chainDepth?: number;
  readonly coinbaseDepth?: number;
  readonly nonce?: number;
  /** The input script; by default a height, the commitment and a tag. */
  readonly script?: (commitment: Commitment) => Uint8Array;
  /** Scripts of the outputs; by default one payment. */
  readonly outputs?: (commitment: Commitment) => Uint8Array[];
  /** Changes the transaction before it is hashed. */
  readonly editTransaction?: (tx: Uint8Array) => Uint8Array;
}

const HEIGHT = Uint8Array.of(3, 1, 2, 3);
const TAG = new TextEncoder().encode("/test/");

/** A submission that proves `nBits` on `auxHash`, unless an option makes it wrong. */
export function buildAuxPow(options: BuildOptions): NamecoinAuxPow {
  const {
    auxHash,
    auxChainId = 1,
    nBits = EASY_BITS,
    chainDepth = 0,
    coinbaseDepth = 2,
    nonce = 7,
  } = options;
  const chainBranch = branchOf("chain", chainDepth);
  const chainIndex = AuxPow.slot(nonce, auxChainId, chainDepth);
  const root = reverse(MerkleBranch.fold(auxHash, chainBranch, chainIndex));
  const commitment: Commitment = {
    root,
    inScript: CoinbaseScript.scriptCommitment(root, 2 ** chainDepth, nonce),
    inOutput: CoinbaseScript.outputCommitment(root, 2 ** chainDepth, nonce),
  };
  const script = options.script?.(commitment) ?? concatBytes(HEIGHT, commitment.inScript, TAG);
  const outputs = options.outputs?.(commitment) ?? [new Uint8Array(25).fill(0x51)];
  const tx = CoinbaseScript.buildCoinbase({
    script,
    outputs: outputs.map((output) => ({ valueSat: 5_000_000_000n, script: output })),
  });
  const coinbase = options.editTransaction?.(tx) ?? tx;
  const coinbaseBranch = branchOf("coinbase", coinbaseDepth);
  const parentRoot = MerkleBranch.fold(sha256d(coinbase), coinbaseBranch, 0);
  return {
    coinbase,
    hashBlock: new Uint8Array(32),
    coinbaseBranch,
    coinbaseIndex: 0,
    chainBranch,
    chainIndex,
    parentHeader: mineHeader(parentRoot, nBits),
  };
}

/** The output form: height and tag in the script, the commitment in the second output. */
export function buildOutputAuxPow(options: BuildOptions): NamecoinAuxPow {
  return buildAuxPow({
    script: () => concatBytes(HEIGHT, TAG),
    outputs: ({ inOutput }) => [new Uint8Array(25).fill(0x51), inOutput, new Uint8Array(22).fill(0x52)],
    ...options,
  });
}

/** A parent header on a Merkle root with a nonce that meets `nBits`. */
export function mineHeader(merkleRoot: Uint8Array, nBits: number): Uint8Array {
  for (let nonce = 0; ; nonce++) {
    const head = concatBytes(le32(0x20000000), new Uint8Array(32).fill(9), merkleRoot);
    const header = concatBytes(head, le32(1_700_000_000), le32(0x1d00ffff), le32(nonce));
    if (CompactTarget.isMetBy(nBits, sha256d(header))) return header;
  }
}

function branchOf(name: string, depth: number): Uint8Array[] {
  return Array.from({ length: depth }, (_, i) => sha256d(new TextEncoder().encode(`${name} ${i}`)));
}
