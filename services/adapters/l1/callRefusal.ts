/** Why a call of our contracts on L1 would revert, found without sending it. */
import type { Address, PublicClient } from "viem";
import type { L1SendOutcome } from "../../ports.ts";
import { decodeRevert, revertDataOf } from "./revertReason.ts";
import type { Payload } from "./sending/l1Payload.ts";

export type CallRefusal = Extract<L1SendOutcome, { ok: false }>;

/**
 * Why the call would revert, if it would. The newest block is asked first, because the next one may hold what an
 * earlier life has left in the pool; then the next one, because what was too early for an old block may not be
 * any more, and an L1 that makes blocks for transactions only would never have a younger one.
 */
export async function refusalNow(
  client: PublicClient,
  account: Address,
  payload: Payload,
): Promise<CallRefusal | undefined> {
  const refusal = await refusalAt(client, account, payload, { blockTag: "latest" });
  if (refusal === undefined) return undefined;
  // A node that knows no next block leaves it at the newest one's answer.
  const next = refusalAt(client, account, payload, { blockTag: "pending" }).catch(() => refusal);
  return (await next) && refusal;
}

/** Answers why the call would revert on a block, if it would. */
export async function refusalAt(
  client: PublicClient,
  account: Address,
  payload: Payload,
  at: { readonly blockTag: "latest" | "pending" } | { readonly blockNumber: bigint },
): Promise<CallRefusal | undefined> {
  try {
    await client.call({ ...requestOf(account, payload), ...at });
    return undefined;
  } catch (error) {
    const data = revertDataOf(error);
    if (data === undefined) throw error;
    return { ok: false, ...decodeRevert(data) };
  }
}

/** The call as a node simulates it: of blobs it needs the hashes alone. */
export function requestOf(account: Address, { call, versionedHashes }: Payload) {
  const { blobs: _, ...plain } = call;
  if (versionedHashes.length === 0) return { ...plain, account };
  // viem's types ask for the blobs beside the hashes; a node does not.
  return { ...plain, account, blobVersionedHashes: versionedHashes } as typeof plain & { account: Address };
}
