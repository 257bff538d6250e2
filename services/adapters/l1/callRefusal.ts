/** Why a call of our contracts on L1 would revert, found without sending it. */
import { type Address, hexToBigInt, numberToHex, type PublicClient, type RpcTransactionRequest } from "viem";
import type { L1SendOutcome } from "../../ports.ts";
import { decodeRevert, revertDataOf } from "./revertReason.ts";
import type { Payload } from "./sending/l1Payload.ts";

type At = { readonly blockTag: "latest" | "pending" } | { readonly blockNumber: bigint };

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
  at: At,
): Promise<CallRefusal | undefined> {
  try {
    await simulate(client, account, payload, at);
    return undefined;
  } catch (error) {
    const data = revertDataOf(error);
    if (data === undefined) throw error;
    return { ok: false, ...decodeRevert(data) };
  }
}

/** Simulates the call. viem has no field for the hashes of blobs without the blobs, so these are asked by hand. */
async function simulate(
  client: PublicClient,
  account: Address,
  { call, versionedHashes }: Payload,
  at: At,
): Promise<void> {
  const { blobs: _, ...plain } = call;
  if (versionedHashes.length === 0) return void (await client.call({ ...plain, account, ...at }));
  const block = "blockTag" in at ? at.blockTag : numberToHex(at.blockNumber);
  const params = [requestOf(account, { call, versionedHashes }), block];
  await client.request({ method: "eth_call", params } as unknown as EthCall);
}

export async function estimateGas(client: PublicClient, account: Address, payload: Payload): Promise<bigint> {
  const { blobs: _, ...plain } = payload.call;
  if (payload.versionedHashes.length === 0) return client.estimateGas({ ...plain, account });
  const params = [requestOf(account, payload)];
  return hexToBigInt(
    await client.request({ method: "eth_estimateGas", params } as unknown as EthEstimateGas),
  );
}

type EthCall = { method: "eth_call"; params: [RpcTransactionRequest] };
type EthEstimateGas = { method: "eth_estimateGas"; params: [RpcTransactionRequest] };

const requestOf = (
  from: Address,
  { call: { to, data, value = 0n }, versionedHashes }: Pick<Payload, "call" | "versionedHashes">,
) => ({ from, to, data, value: numberToHex(value), blobVersionedHashes: versionedHashes });
