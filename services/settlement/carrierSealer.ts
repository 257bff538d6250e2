/** Seals a range for calldata or blobs, whichever is asked for or cheaper. */
import { hexToBytes } from "viem";
import { blobCapacity } from "../protocol/batch/blobs.ts";
import { type CarrierPolicy, chooseCarrier, type L1Prices, type Load, type PostingGas } from "./carrier.ts";
import type { SealedRange } from "./postingState.ts";
import { type RangeSource, type SealOutcome, sealRange } from "./rangeSealer.ts";

export type BlobPosting = {
  readonly policy: CarrierPolicy;
  /** of one transaction */
  readonly maxBlobs: number;
  readonly prices: () => Promise<L1Prices>;
  /** Resolves when the blobs are where they can be found again. */
  readonly keep: (blobs: readonly Uint8Array[]) => Promise<void>;
};

/** Measured with the deployed contracts and two rollups (docs/settlement.md); the choice bears that it differs. */
const POSTING_GAS: PostingGas = { execution: 60_000n, headTokens: 3_400n };

export async function sealForCarrier(
  source: RangeSource,
  wanted: { readonly first: bigint; readonly last: bigint },
  { maxDataBytes }: { readonly maxDataBytes: number },
  blobs: BlobPosting | undefined,
): Promise<SealOutcome> {
  if (blobs === undefined || blobs.policy === "calldata") return sealRange(source, wanted, maxDataBytes);
  const inBlobs = sealRange(source, wanted, blobCapacity(blobs.maxBlobs));
  if (!inBlobs.ok) return inBlobs;
  const carried: SealOutcome = { ok: true, range: { ...inBlobs.range, carrier: "blobs" } };
  if (blobs.policy === "blobs") return carried;
  const inCalldata =
    hexToBytes(inBlobs.range.data).length <= maxDataBytes ? inBlobs : sealRange(source, wanted, maxDataBytes);
  if (!inCalldata.ok) return carried;
  const loads = { calldata: loadOf(inCalldata.range), blobs: loadOf(inBlobs.range) };
  return chooseCarrier(loads, await blobs.prices(), POSTING_GAS) === "blobs" ? carried : inCalldata;
}

const loadOf = ({ data, first, last }: SealedRange): Load => ({
  data: hexToBytes(data),
  superblocks: Number(last - first) + 1,
});
