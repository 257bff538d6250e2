/** Commitment to the data of a batch (twin of contracts/l1/policies/L1Data.sol). */
import { concat, type Hex, keccak256 } from "viem";

const IN_INPUT = "0x00";
const IN_BLOBS = "0x01";

/** Data in the transaction's input. */
export const hashInputData = (data: Hex): Hex => keccak256(concat([IN_INPUT, data]));

/** Data in the transaction's blobs, named by all of their versioned hashes in order. */
export const hashBlobData = (versionedHashes: readonly Hex[]): Hex =>
  keccak256(concat([IN_BLOBS, ...versionedHashes]));
