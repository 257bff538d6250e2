/** The L1 call that proves an equivocation in the term in force. */
import { encodeFunctionData } from "viem";
import { claimsAbi } from "../../abi/index.ts";
import type { L1Call } from "../../ports.ts";
import type { Batch } from "../../protocol/batch/batch.ts";
import { ZERO_HASH } from "../../protocol/merkleTree.ts";
import type { Equivocation } from "../../protocol/superblock/equivocation.ts";

/** Not looked at for the term in force. */
const NO_OPENING = { previous: ZERO_HASH, startNumber: 0n, startSuperblock: ZERO_HASH, openedAtSec: 0n };

/** @param target the last batch that leading work or finality holds, where the inbox goes back to */
export const equivocationCall = (
  { first, second }: Equivocation,
  target: Batch,
  claims: L1Call["to"],
): L1Call => ({
  to: claims,
  data: encodeFunctionData({
    abi: claimsAbi,
    functionName: "claimEquivocation",
    args: [first, second, NO_OPENING, target],
  }),
});
