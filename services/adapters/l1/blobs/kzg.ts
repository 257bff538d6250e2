/** Commitments and proofs of blobs, made in a worker thread that starts with the first question. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { bytesToHex, type Hex } from "viem";
import { versionedHash } from "../../../protocol/batch/blobs.ts";
import { ServiceError } from "../../../runtime/serviceError.ts";
import type { KzgAnswer, KzgQuestion } from "./kzgWorker.ts";

export interface Kzg {
  commitment(blob: Uint8Array): Promise<Uint8Array>;
  /** The versioned hash by which a transaction names the blob. Rejects what is no blob. */
  hash(blob: Uint8Array): Promise<Hex>;
  /** EIP-4844's proof of a whole blob. */
  proof(blob: Uint8Array): Promise<Uint8Array>;
  /** EIP-7594's 128 proofs of its cells. */
  cellProofs(blob: Uint8Array): Promise<readonly Uint8Array[]>;
  close(): Promise<void>;
}

type Waiting = {
  readonly resolve: (values: readonly Uint8Array[]) => void;
  readonly reject: (e: Error) => void;
};

/** Code of the refusal of bytes that are no blob; everything else that goes wrong is "kzg". */
export const NOT_A_BLOB = "not-a-blob";

const broken = (message: string): ServiceError => new ServiceError("kzg", message);

export function createKzg(): Kzg {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let id = 0;

  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    worker = undefined;
  };
  const start = (): Worker => {
    const started = new Worker(join(import.meta.dirname, "kzgWorker.ts"));
    // Nobody waits for it at the end of the process; who asks keeps it alive for the answer.
    started.unref();
    started.on("message", (answer: KzgAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
      if (answer.ok) asked?.resolve(answer.values);
      else asked?.reject(new ServiceError(NOT_A_BLOB, answer.message));
    });
    started.on("error", (error) => failAll(broken(error.message)));
    started.on("exit", () => failAll(broken("the KZG thread has ended")));
    return started;
  };
  const ask = (what: KzgQuestion["what"], blob: Uint8Array): Promise<readonly Uint8Array[]> => {
    worker ??= start();
    worker.ref();
    const question: KzgQuestion = { id: id++, what, blob };
    return new Promise((resolve, reject) => {
      waiting.set(question.id, { resolve, reject });
      worker!.postMessage(question);
    });
  };
  const commitment = async (blob: Uint8Array): Promise<Uint8Array> => (await ask("commitment", blob))[0]!;
  return {
    commitment,
    hash: async (blob) => bytesToHex(versionedHash(await commitment(blob))),
    proof: async (blob) => (await ask("proof", blob))[0]!,
    cellProofs: (blob) => ask("cellProofs", blob),
    close: async () => void (await worker?.terminate()),
  };
}
