/** Finds the blobs of a posted batch: asks one source after the other and keeps what has the right hash. */
import type { Hex } from "viem";
import { BLOB_BYTES } from "../../../protocol/batch/blobs.ts";
import type { BlobRequest, BlobSource } from "./blobSource.ts";
import { type Kzg, NOT_A_BLOB } from "./kzg.ts";

/** What came of one source. */
export type Tried = {
  readonly source: string;
  readonly outcome: "found" | "not-there" | "other-blobs" | "failed";
  readonly detail?: string;
};

export type FoundBlobs =
  | { readonly ok: true; readonly blobs: readonly Uint8Array[] }
  | { readonly ok: false; readonly missing: readonly Hex[]; readonly tried: readonly Tried[] };

export interface BlobReader {
  read(request: BlobRequest): Promise<FoundBlobs>;
}

/** @param sources in the order in which they are asked */
export const createBlobReader = (sources: readonly BlobSource[], kzg: Pick<Kzg, "hash">): BlobReader => ({
  read: async (request) => {
    const found = new Map<Hex, Uint8Array>();
    const tried: Tried[] = [];
    const missing = () => request.versionedHashes.filter((hash) => !found.has(hash));
    for (const source of sources) {
      const wanted = missing();
      if (wanted.length === 0) break;
      tried.push(await ask(source, { ...request, versionedHashes: wanted }, { found, kzg }));
    }
    const still = missing();
    if (still.length > 0) return { ok: false, missing: still, tried };
    return { ok: true, blobs: request.versionedHashes.map((hash) => found.get(hash)!) };
  },
});

async function ask(
  source: BlobSource,
  request: BlobRequest,
  { found, kzg }: { readonly found: Map<Hex, Uint8Array>; readonly kzg: Pick<Kzg, "hash"> },
): Promise<Tried> {
  const before = found.size;
  try {
    const blobs = await source.find(request);
    for (const blob of blobs) {
      const hash = await hashOf(kzg, blob);
      if (hash !== undefined && request.versionedHashes.includes(hash)) found.set(hash, blob);
    }
    const outcome =
      found.size > before ? "found" : blobs.length > 0 ? ("other-blobs" as const) : ("not-there" as const);
    return { source: source.name, outcome };
  } catch (error) {
    return { source: source.name, outcome: "failed", detail: (error as Error).message };
  }
}

/** Undefined for what is no blob, such as elements above the modulus. */
async function hashOf(kzg: Pick<Kzg, "hash">, blob: Uint8Array): Promise<Hex | undefined> {
  if (blob.length !== BLOB_BYTES) return undefined;
  try {
    return await kzg.hash(blob);
  } catch (error) {
    if ((error as { code?: unknown }).code === NOT_A_BLOB) return undefined;
    throw error;
  }
}
