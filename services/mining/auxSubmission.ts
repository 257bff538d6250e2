/** Is a submission work? Cheap questions first, so that nonsense costs us little. */
import { bytesToHex, type Hex, hexToBytes } from "viem";
import * as AuxPow from "../protocol/bitcoin/auxPow.ts";
import * as Namecoin from "../protocol/bitcoin/namecoinAuxPow.ts";
import type { Checkpoint } from "../protocol/superblock/checkpoint.ts";

export type SubmissionVerdict =
  | { readonly ok: true /** calldata layout */; readonly auxPow: Hex }
  /** not a proof at all: the caller's program is wrong */
  | { readonly ok: false; readonly kind: "undecodable"; readonly reason: Namecoin.ParseFailure }
  /** a proof, but not of this work */
  | { readonly ok: false; readonly kind: "invalid"; readonly reason: Namecoin.Failure | "BatchReplaced" };

const HEADER_HEX = 160;

/** `proofHex` as pools send it: Namecoin's layout. */
export function judgeSubmission(id: Hex, checkpoint: Checkpoint, proofHex: string): SubmissionVerdict {
  const { nBits, auxChainId } = checkpoint;
  if (!/^([0-9a-fA-F]{2})*$/.test(proofHex)) return undecodable("HexInvalid");
  if (proofHex.length < HEADER_HEX) return undecodable("Truncated");
  if (!Namecoin.headerMeetsTarget(proofHex, nBits)) return invalid("HashAboveTarget");
  const { failure, auxPow } = Namecoin.parse(proofHex);
  if (auxPow === undefined) return undecodable(failure);
  const auxHash = hexToBytes(id);
  const wrong = Namecoin.tryVerify(auxHash, auxChainId, nBits, auxPow);
  if (wrong !== "None") return invalid(wrong);
  const { proof } = Namecoin.convert(auxHash, auxPow);
  if (proof === undefined) return invalid("RootAbsent");
  return { ok: true, auxPow: bytesToHex(AuxPow.encode(proof)) };
}

const undecodable = (reason: Namecoin.ParseFailure): SubmissionVerdict => ({
  ok: false,
  kind: "undecodable",
  reason,
});
const invalid = (reason: Namecoin.Failure): SubmissionVerdict => ({ ok: false, kind: "invalid", reason });
