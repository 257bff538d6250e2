/** Whether batch data go into calldata or blobs, by price: arithmetic only. */
import { blobCount, GAS_PER_BLOB } from "../protocol/batch/blobs.ts";

export type Carrier = "calldata" | "blobs";
export type CarrierPolicy = "auto" | Carrier;

/** What L1 asks now, in wei a gas. */
export type L1Prices = {
  /** base fee and tip */
  readonly gas: bigint;
  readonly blobGas: bigint;
  /** what L1's pool still has of the account; it takes nothing of the other kind before that is gone */
  readonly pending: "ordinary" | "blob" | undefined;
};

/** Gas of a batch's transaction apart from its data: what it executes, and the EIP-7623 tokens of its header. */
export type PostingGas = { readonly execution: bigint; readonly headTokens: bigint };

const BASE_GAS = 21_000n;

/** EIP-7623: a zero byte is one token, any other four. */
export const tokensOf = (data: Uint8Array): bigint =>
  data.reduce((sum, byte) => sum + (byte === 0 ? 1n : 4n), 0n);

/** EIP-7623: 4 gas a token and what is executed, but at least 10 gas a token. */
const gasWith = (tokens: bigint, { execution, headTokens }: PostingGas): bigint => {
  const all = headTokens + tokens;
  const [ordinary, floor] = [4n * all + execution, 10n * all];
  return BASE_GAS + (ordinary > floor ? ordinary : floor);
};

/** What posting costs, in wei. */
export function costOf(data: Uint8Array, carrier: Carrier, prices: L1Prices, gas: PostingGas): bigint {
  if (carrier === "calldata") return gasWith(tokensOf(data), gas) * prices.gas;
  const blobGas = BigInt(blobCount(data.length)) * GAS_PER_BLOB;
  return gasWith(0n, gas) * prices.gas + blobGas * prices.blobGas;
}

/** Data that a carrier would take, and how many superblocks that is: carriers differ in their room. */
export type Load = { readonly data: Uint8Array; readonly superblocks: number };

/** The cheaper one for a superblock; calldata if both cost the same. */
export function chooseCarrier(
  loads: Readonly<Record<Carrier, Load>>,
  prices: L1Prices,
  gas: PostingGas,
): Carrier {
  if (prices.pending !== undefined) return prices.pending === "blob" ? "blobs" : "calldata";
  const { calldata, blobs } = loads;
  const inCalldata = costOf(calldata.data, "calldata", prices, gas) * BigInt(blobs.superblocks);
  const inBlobs = costOf(blobs.data, "blobs", prices, gas) * BigInt(calldata.superblocks);
  return inBlobs < inCalldata ? "blobs" : "calldata";
}
