/** Blobs from anvil itself, which keeps them with its transactions: for development, where there is no consensus. */
import type { PublicClient } from "viem";
import type { BlobSource } from "./blobSource.ts";
import { decodeBlob } from "./fetchBlobs.ts";

export const createAnvilSource = (client: PublicClient): BlobSource => ({
  name: "anvil",
  find: async ({ transactionHash }) => {
    const request = client.request as (args: { method: string; params: unknown[] }) => Promise<unknown>;
    const blobs = await request({ method: "anvil_getBlobsByTransactionHash", params: [transactionHash] });
    return Array.isArray(blobs) ? blobs.map((blob) => decodeBlob(String(blob))) : [];
  },
});
