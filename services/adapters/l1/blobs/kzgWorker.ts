/** KZG in a thread of its own: the setup takes seconds to load, and the proofs of one blob a third of a second. */
import { parentPort } from "node:worker_threads";
import { BLOB_BYTES } from "../../../protocol/batch/blobs.ts";
import { loadedKzg } from "../../../runtime/kzg.ts";

export type KzgQuestion = {
  readonly id: number;
  readonly what: "commitment" | "proof" | "cellProofs";
  readonly blob: Uint8Array;
};

export type KzgAnswer =
  | { readonly id: number; readonly ok: true; readonly values: readonly Uint8Array[] }
  | { readonly id: number; readonly ok: false; readonly message: string };

const cKzg = loadedKzg();

function answer({ what, blob }: KzgQuestion): readonly Uint8Array[] {
  if (blob.length !== BLOB_BYTES) throw new RangeError(`a blob of ${blob.length} bytes`);
  switch (what) {
    case "commitment":
      return [cKzg.blobToKzgCommitment(blob)];
    case "proof":
      return [cKzg.computeBlobKzgProof(blob, cKzg.blobToKzgCommitment(blob))];
    case "cellProofs":
      return cKzg.computeCellsAndKzgProofs(blob)[1];
  }
}

parentPort!.on("message", (question: KzgQuestion) => {
  const { id } = question;
  try {
    parentPort!.postMessage({ id, ok: true, values: answer(question) } satisfies KzgAnswer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    parentPort!.postMessage({ id, ok: false, message } satisfies KzgAnswer);
  }
});
