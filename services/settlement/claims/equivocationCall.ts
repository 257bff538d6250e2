/** The L1 call that proves an equivocation. */
import { encodeFunctionData } from "viem";
import { claimsAbi } from "../../abi/index.ts";
import type { L1Call, L1Reader, TermOpening } from "../../ports.ts";
import type { Equivocation } from "../../protocol/superblock/equivocation.ts";
import { type SecuredSource, securedBatch } from "../securedBatch.ts";

export type TermSource = Pick<L1Reader, "term" | "termOpening"> & SecuredSource;

export async function equivocationCall(
  l1: TermSource,
  { first, second }: Equivocation,
  opening: TermOpening,
  claims: L1Call["to"],
): Promise<L1Call> {
  const data = encodeFunctionData({
    abi: claimsAbi,
    functionName: "claimEquivocation",
    // Where the inbox goes back to if the term is in force.
    args: [first, second, opening, await securedBatch(l1)],
  });
  return { to: claims, data };
}
