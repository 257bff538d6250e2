/** Where a role finds blobs, and where a sequencer keeps and serves them. */
import type { PublicClient } from "viem";
import { createAnvilSource } from "../adapters/l1/blobs/anvilSource.ts";
import { createBeaconSource } from "../adapters/l1/blobs/beaconSource.ts";
import {
  type BlobArchive,
  createArchiveSource,
  openBlobArchive,
  readArchived,
} from "../adapters/l1/blobs/blobArchive.ts";
import { type BlobReader, createBlobReader } from "../adapters/l1/blobs/blobReader.ts";
import type { BlobSource } from "../adapters/l1/blobs/blobSource.ts";
import { createKzg, type Kzg } from "../adapters/l1/blobs/kzg.ts";
import { createL1Client } from "../adapters/l1/l1Client.ts";
import { createArchiveServer } from "../api/archiveServer.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import { listen } from "./listen.ts";

export type BlobOptions = {
  readonly l1Url: string;
  readonly deployment: { readonly l1ChainId: bigint };
  /** of a consensus client */
  readonly beacon?: string | undefined;
  /** a folder, or the URL of somebody's archive */
  readonly archive?: string | undefined;
  readonly lifecycle: Pick<Lifecycle, "onStop">;
};

export type BlobParts = { readonly kzg: Kzg; readonly reader: BlobReader };

const isUrl = (place: string): boolean => /^https?:\/\//.test(place);

/** The chain id of development chains, whose node may be anvil. */
export const DEVELOPMENT_CHAIN_ID = 31337n;

export function openBlobParts(options: BlobOptions): BlobParts {
  const kzg = createKzg();
  options.lifecycle.onStop("KZG", () => kzg.close());
  return { kzg, reader: createBlobReader(sourcesOf(options), kzg) };
}

/** A folder first, since it costs nothing; then the beacon API, then other people's archives. */
function sourcesOf({ l1Url, deployment, beacon, archive }: BlobOptions): BlobSource[] {
  const client = (): PublicClient => createL1Client({ url: l1Url });
  return [
    ...(archive !== undefined && !isUrl(archive) ? [openBlobArchive(archive)] : []),
    ...(beacon === undefined ? [] : [createBeaconSource(beacon)]),
    ...(archive !== undefined && isUrl(archive) ? [createArchiveSource(archive)] : []),
    ...(deployment.l1ChainId === DEVELOPMENT_CHAIN_ID ? [createAnvilSource(client())] : []),
  ];
}

/** Puts every blob of a batch into the archive, under the hash by which L1 names it. */
export const keepIn =
  (archive: BlobArchive, kzg: Kzg) =>
  async (blobs: readonly Uint8Array[]): Promise<void> => {
    for (const blob of blobs) await archive.put(await kzg.hash(blob), blob);
  };

/** @returns the URL */
export async function serveArchive(
  folder: string,
  port: number,
  lifecycle: Pick<Lifecycle, "onStop">,
): Promise<string> {
  const server = createArchiveServer((hash) => readArchived(folder, hash));
  const url = await listen(server, "archive", port);
  lifecycle.onStop(`archive on ${url}`, () => server.close());
  return url;
}
