/**
 * KZG proofs for the point evaluation precompile (EIP-4844). Rollups take no blob transactions, so nothing else of
 * the library's interface is offered.
 */
import type { KZG } from "@ethereumjs/util";
import { hexToBytes } from "@ethereumjs/util";
import type { Hex } from "viem";
import { loadedKzg } from "../../runtime/kzg.ts";

const bytes = (hex: string): Uint8Array => hexToBytes(hex as Hex);

const notOffered = (): never => {
  throw new Error("blobs have no place on a rollup");
};

export const kzg: KZG = {
  /** Throws, with the library's C_KZG_BADARGS, when an argument is no field element or no point. */
  verifyProof: (commitment, z, y, proof) =>
    loadedKzg().verifyKzgProof(bytes(commitment), bytes(z), bytes(y), bytes(proof)),
  blobToKzgCommitment: notOffered,
  computeBlobProof: notOffered,
  verifyBlobProofBatch: notOffered,
  computeCells: notOffered,
  computeCellsAndProofs: notOffered,
  recoverCellsAndProofs: notOffered,
  verifyCellKzgProofBatch: notOffered,
};
