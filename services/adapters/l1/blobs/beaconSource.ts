/**
 * Blobs from a consensus client's beacon API. It keeps them for 18 days (EIP-4844); the slot follows from the time of
 * the L1 block, genesis and the seconds of a slot, which the API itself tells.
 */
import { z } from "zod";
import { ServiceError } from "../../../runtime/serviceError.ts";
import type { BlobRequest, BlobSource } from "./blobSource.ts";
import { decodeBlob, fetchJson } from "./fetchBlobs.ts";

const genesisSchema = z.object({ data: z.object({ genesis_time: z.coerce.bigint() }) });
const specSchema = z.object({ data: z.object({ SECONDS_PER_SLOT: z.coerce.bigint() }) });
/** Fulu's endpoint gives blobs, the older one objects around them. */
const blobsSchema = z.object({ data: z.array(z.string()) });
const sidecarsSchema = z.object({ data: z.array(z.object({ blob: z.string() })) });

/** Of Ethereum and its testnets, for an API that does not serve its configuration. */
const STANDARD_SLOT_SEC = 12n;

type Timing = { readonly genesisSec: bigint; readonly slotSec: bigint };

/** @param url of the beacon API, without `/eth/v1` */
export function createBeaconSource(url: string): BlobSource {
  const base = url.replace(/\/+$/, "");
  let timing: Promise<Timing> | undefined;
  return {
    name: `beacon API ${base}`,
    find: async (request) => {
      timing ??= readTiming(base);
      const { genesisSec, slotSec } = await timing.catch((error: unknown) => {
        timing = undefined;
        throw error;
      });
      return readSlot(base, (request.timestamp - genesisSec) / slotSec, request);
    },
  };
}

async function readTiming(base: string): Promise<Timing> {
  const genesis = await fetchJson(`${base}/eth/v1/beacon/genesis`, genesisSchema);
  if (genesis === undefined) throw new ServiceError("beacon", `${base} serves no beacon API`);
  const spec = await fetchJson(`${base}/eth/v1/config/spec`, specSchema);
  return {
    genesisSec: genesis.data.genesis_time,
    slotSec: spec?.data.SECONDS_PER_SLOT ?? STANDARD_SLOT_SEC,
  };
}

async function readSlot(base: string, slot: bigint, { versionedHashes }: BlobRequest): Promise<Uint8Array[]> {
  const query = `versioned_hashes=${versionedHashes.join(",")}`;
  const blobs = await fetchJson(`${base}/eth/v1/beacon/blobs/${slot}?${query}`, blobsSchema);
  if (blobs !== undefined) return blobs.data.map(decodeBlob);
  const sidecars = await fetchJson(`${base}/eth/v1/beacon/blob_sidecars/${slot}`, sidecarsSchema);
  return (sidecars?.data ?? []).map(({ blob }) => decodeBlob(blob));
}
