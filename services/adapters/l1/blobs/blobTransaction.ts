/**
 * A signed type-3 transaction as it goes to a node: the signed body with the blobs beside it. The signature and the
 * hash cover the body alone, so one signature serves both forms of the sidecar.
 */
import { bytesToHex, fromRlp, type Hex, toRlp } from "viem";
import type { Kzg } from "./kzg.ts";

/** `blob-proofs` is EIP-4844's, up to Prague; `cell-proofs` EIP-7594's, from Osaka on. */
export type SidecarForm = "blob-proofs" | "cell-proofs";
export const SIDECAR_FORMS = ["cell-proofs", "blob-proofs"] as const satisfies readonly SidecarForm[];

export type Sidecar = {
  readonly form: SidecarForm;
  readonly blobs: readonly Uint8Array[];
  readonly commitments: readonly Uint8Array[];
  /** one of each blob, or 128 of each */
  readonly proofs: readonly Uint8Array[];
};

export async function makeSidecar(
  kzg: Kzg,
  blobs: readonly Uint8Array[],
  form: SidecarForm,
): Promise<Sidecar> {
  const commitments: Uint8Array[] = [];
  const proofs: Uint8Array[] = [];
  for (const blob of blobs) {
    commitments.push(await kzg.commitment(blob));
    proofs.push(...(form === "cell-proofs" ? await kzg.cellProofs(blob) : [await kzg.proof(blob)]));
  }
  return { form, blobs, commitments, proofs };
}

/** @param signed 0x03 ‖ rlp(body with signature) */
export function withSidecar(signed: Hex, { form, blobs, commitments, proofs }: Sidecar): Hex {
  if (!signed.startsWith("0x03")) throw new RangeError("not a blob transaction");
  const body = fromRlp(`0x${signed.slice(4)}`, "hex");
  const lists = [blobs, commitments, proofs].map((list) => list.map((item) => bytesToHex(item)));
  const version: Hex[] = form === "cell-proofs" ? ["0x01"] : [];
  return `0x03${toRlp([body, ...version, ...lists]).slice(2)}`;
}
