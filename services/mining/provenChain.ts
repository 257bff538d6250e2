/** The chain of recorded checkpoints up to one, with their proofs: what oracles are given. */
import type { Hex } from "viem";
import type { MinedCheckpoint } from "../ports.ts";
import { type ProvenCheckpoint, provenCheckpoint } from "./oracleRelay.ts";

/** In order, without the root; empty for one that is not recorded. */
export function provenChainTo(
  lead: Hex,
  checkpoints: readonly MinedCheckpoint[],
  auxChainId: number,
): readonly ProvenCheckpoint[] {
  const byId = new Map(checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
  const chain: ProvenCheckpoint[] = [];
  for (let at = byId.get(lead); at !== undefined; at = byId.get(at.parent))
    chain.push(provenCheckpoint(at, auxChainId));
  return chain.reverse();
}
