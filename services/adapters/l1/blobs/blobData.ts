/** The data of a batch that has them in blobs, or the report that nobody gives them. */
import type { PostedBatch } from "../../../ports.ts";
import { L1Error } from "../l1Client.ts";
import { dataOfBlobs, type PostedTransaction } from "../postedInput.ts";
import type { BlobReader, FoundBlobs } from "./blobReader.ts";

/** @throws L1Error l1-data-withheld, which passes when a source has the blobs after all */
export async function readBlobData(
  reader: BlobReader | undefined,
  { batch, transactionHash }: PostedBatch,
  { versionedHashes }: PostedTransaction,
): Promise<Uint8Array> {
  const timestamp = batch.postedAtSec;
  const found = reader && (await reader.read({ versionedHashes, transactionHash, timestamp }));
  if (found?.ok) return dataOfBlobs(found.blobs);
  throw new L1Error("l1-data-withheld", describe(batch.index, versionedHashes.length, found));
}

function describe(
  index: bigint,
  blobs: number,
  found: Extract<FoundBlobs, { ok: false }> | undefined,
): string {
  const tried = (found?.tried ?? [])
    .map(
      ({ source, outcome, detail }) => `${source}: ${outcome}${detail === undefined ? "" : ` (${detail})`}`,
    )
    .join("; ");
  const missing = found?.missing.length ?? blobs;
  const what = `data of batch ${index} are withheld: ${missing} of its ${blobs} blobs not found`;
  return `${what}; tried ${tried === "" ? "no source, give --beacon or --archive" : tried}`;
}
