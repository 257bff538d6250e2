/**
 * Hashes headers in a thread of its own. The first 64 bytes of a header do not change with the nonce, so their part
 * of the hash is computed once a job.
 */
import { parentPort } from "node:worker_threads";
import { sha256 } from "@noble/hashes/sha2.js";

export type MinerJob = {
  readonly jobId: number;
  /** 80 bytes, wire order; the nonce is searched */
  readonly header: Uint8Array;
  readonly target: bigint;
  /** share of the time spent hashing, above 0 and at most 1 */
  readonly duty: number;
};

export type MinerReport = {
  readonly jobId: number;
  readonly hashes: number;
  /** the header with the nonce that meets the target */
  readonly found?: Uint8Array;
};

const SLICE_HASHES = 20_000;

/** Tries up to `count` nonces from the one in the header on; true when the header as left meets the target. */
export function search(header: Uint8Array, target: bigint, count: number): boolean {
  const midstate = sha256.create().update(header.subarray(0, 64));
  const inner = sha256.create();
  const outer = sha256.create();
  const fresh = sha256.create();
  const tail = header.slice(64);
  const nonce = new DataView(tail.buffer);
  const first = new Uint8Array(32);
  const hash = new Uint8Array(32);
  // The top four bytes decide all but a few cases.
  const limit = Number(target >> 224n);
  for (let i = 0; i < count; i++) {
    midstate._cloneInto(inner).update(tail).digestInto(first);
    fresh._cloneInto(outer).update(first).digestInto(hash);
    const top = ((hash[31]! << 24) | (hash[30]! << 16) | (hash[29]! << 8) | hash[28]!) >>> 0;
    if (top <= limit && littleEndian(hash) <= target) {
      header.set(tail, 64);
      return true;
    }
    nonce.setUint32(12, (nonce.getUint32(12, true) + 1) >>> 0, true);
  }
  header.set(tail, 64);
  return false;
}

const littleEndian = (hash: Uint8Array): bigint => BigInt(`0x${Buffer.from(hash).reverse().toString("hex")}`);

if (parentPort !== null) {
  const port = parentPort;
  let job: MinerJob | undefined;
  let timer: NodeJS.Timeout | undefined;
  const step = (): void => {
    if (job === undefined) return;
    const { jobId, header, target, duty } = job;
    const startedAt = performance.now();
    const isFound = search(header, target, SLICE_HASHES);
    const busyMs = performance.now() - startedAt;
    if (isFound) job = undefined;
    port.postMessage({ jobId, hashes: SLICE_HASHES, ...(isFound && { found: header }) } as MinerReport);
    // The pause also lets the next job in.
    timer = setTimeout(step, (busyMs * (1 - duty)) / duty);
  };
  port.on("message", (next: MinerJob | undefined) => {
    clearTimeout(timer);
    job = next;
    step();
  });
}
