/** What to offer for an L1 transaction: arithmetic only. Amounts are wei for a unit of gas. */

/** A blob transaction has all three, any other the first two. */
export type Fees = {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerBlobGas?: bigint;
};

export type SendKind = "ordinary" | "blob";

/** What L1 asks now. */
export type Market = {
  readonly baseFee: bigint;
  readonly priorityFee: bigint;
  readonly blobBaseFee: bigint;
};

/** More is never offered; absent means no bound. */
export type FeeCaps = { readonly maxFeePerGas?: bigint; readonly maxFeePerBlobGas?: bigint };

export type FeeQuote =
  | { readonly ok: true; readonly fees: Fees }
  | {
      readonly ok: false;
      readonly error: "fee-above-cap" | "blob-fee-above-cap";
      readonly needed: bigint;
      readonly cap: bigint;
    };

/** Offering more costs nothing by itself: what is paid is the base fee. So the offer bears it doubling. */
const HEADROOM = 2n;
/** A raise of a blob transaction is dear, so its first offer is not mean: at most 0.00013 ETH for a blob. */
const LEAST_BLOB_FEE = 10n ** 9n;

const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const lower = (a: bigint, b: bigint | undefined): bigint => (b === undefined || a < b ? a : b);

/** Fees of a first attempt. */
export function offer(kind: SendKind, market: Market, caps: FeeCaps): FeeQuote {
  const { baseFee, priorityFee, blobBaseFee } = market;
  const least: Fees = {
    maxFeePerGas: baseFee + priorityFee,
    maxPriorityFeePerGas: priorityFee,
    ...(kind === "blob" && { maxFeePerBlobGas: blobBaseFee }),
  };
  return capped(least, wish(kind, market), caps);
}

/**
 * Fees of a replacement: geth's pools take one that offers 10% more on both fees, and of a blob transaction one that
 * doubles all three. 25% gets an ordinary one there in fewer steps.
 */
export function raise(kind: SendKind, paid: Fees, market: Market, caps: FeeCaps): FeeQuote {
  const more = (wei: bigint): bigint => (kind === "blob" ? higher(2n * wei, 1n) : (wei * 125n) / 100n + 1n);
  const least: Fees = {
    maxFeePerGas: more(paid.maxFeePerGas),
    maxPriorityFeePerGas: more(paid.maxPriorityFeePerGas),
    ...(kind === "blob" && { maxFeePerBlobGas: more(paid.maxFeePerBlobGas ?? 0n) }),
  };
  return capped(least, wish(kind, market), caps);
}

const wish = (kind: SendKind, { baseFee, priorityFee, blobBaseFee }: Market): Fees => ({
  maxFeePerGas: HEADROOM * baseFee + priorityFee,
  maxPriorityFeePerGas: priorityFee,
  ...(kind === "blob" && { maxFeePerBlobGas: higher(HEADROOM * blobBaseFee, LEAST_BLOB_FEE) }),
});

/** The wish, at least what is needed, at most the caps; refused if those contradict each other. */
function capped(least: Fees, wished: Fees, caps: FeeCaps): FeeQuote {
  const { maxFeePerGas: cap, maxFeePerBlobGas: blobCap } = caps;
  if (cap !== undefined && least.maxFeePerGas > cap)
    return { ok: false, error: "fee-above-cap", needed: least.maxFeePerGas, cap };
  const blobLeast = least.maxFeePerBlobGas;
  if (blobLeast !== undefined && blobCap !== undefined && blobLeast > blobCap)
    return { ok: false, error: "blob-fee-above-cap", needed: blobLeast, cap: blobCap };
  const maxFeePerGas = lower(higher(least.maxFeePerGas, wished.maxFeePerGas), cap);
  const tip = higher(least.maxPriorityFeePerGas, wished.maxPriorityFeePerGas);
  return {
    ok: true,
    fees: {
      maxFeePerGas,
      maxPriorityFeePerGas: lower(tip, maxFeePerGas),
      ...(blobLeast !== undefined && {
        maxFeePerBlobGas: lower(higher(blobLeast, wished.maxFeePerBlobGas!), blobCap),
      }),
    },
  };
}
