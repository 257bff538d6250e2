import { readFileSync } from "node:fs";
import { type AuxPowVector, readAuxPowVectors } from "../../services/mining/auxPowVectors.ts";

/** The 45 real proofs; the two by index below carry no magic and are refused on purpose. */
export const WITHOUT_MAGIC = [1, 5];

export function realAuxPows(): readonly AuxPowVector[] {
  const read = readAuxPowVectors(readFileSync("test/vectors/auxpow.json", "utf8"));
  if (!read.ok) throw new Error(read.detail);
  return read.vectors;
}
