/**
 * Blobs kept beyond the 18 days of the beacon API: one file a blob, named by its versioned hash, 131072 bytes as they
 * are. A web server over the folder is an archive for others.
 */
import { mkdirSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { BLOB_BYTES } from "../../../protocol/batch/blobs.ts";
import type { BlobSource } from "./blobSource.ts";
import { fetchBytes } from "./fetchBlobs.ts";

export type BlobArchive = BlobSource & {
  /** Resolves when the blob is on the disk. */
  put(versionedHash: Hex, blob: Uint8Array): Promise<void>;
};

/** What every name in an archive looks like; nothing else is ever looked for. */
export const BLOB_NAME = /^0x01[0-9a-f]{62}$/;

/** The file of one blob, or undefined. */
export async function readArchived(folder: string, versionedHash: string): Promise<Uint8Array | undefined> {
  if (!BLOB_NAME.test(versionedHash)) return undefined;
  try {
    return await readFile(join(folder, versionedHash));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** @param folder created if missing */
export function openBlobArchive(folder: string): BlobArchive {
  mkdirSync(folder, { recursive: true });
  return {
    name: `archive ${folder}`,
    find: (request) => findEach(request.versionedHashes, (hash) => readArchived(folder, hash)),
    put: async (versionedHash, blob) => {
      const path = join(folder, versionedHash);
      const file = await open(`${path}.part`, "w");
      try {
        await file.writeFile(blob);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.part`, path);
    },
  };
}

/** An archive that somebody serves: GET <url>/<versioned hash>. */
export function createArchiveSource(url: string): BlobSource {
  const base = url.replace(/\/+$/, "");
  return {
    name: `archive ${base}`,
    find: (request) => findEach(request.versionedHashes, (hash) => fetchBytes(`${base}/${hash}`, BLOB_BYTES)),
  };
}

async function findEach(
  hashes: readonly Hex[],
  read: (hash: Hex) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array[]> {
  const found = await Promise.all(hashes.map((hash) => read(hash.toLowerCase() as Hex)));
  return found.filter((blob) => blob !== undefined);
}
