/** Parameter types of JSON-RPC methods, checked and converted to ours. */
import { type Address, getAddress, type Hex, padHex } from "viem";
import { z } from "zod";
import type { CallRequest } from "../ports.ts";

const HASH = /^0x[0-9a-fA-F]{64}$/;

export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "not an address")
  .transform((text): Address => getAddress(text.toLowerCase()));

export const hash = z
  .string()
  .regex(HASH, "not 32 bytes")
  .transform((text) => text.toLowerCase() as Hex);

export const bytes = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/, "not hex bytes")
  .transform((text) => text.toLowerCase() as Hex);

export const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/, "not a hex quantity")
  .transform((text) => BigInt(text));

/** Storage slot: a quantity or 32 bytes. */
export const slot = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/, "not a storage slot")
  .transform((text) => padHex(text.toLowerCase() as Hex, { size: 32 }));

export const tag = z.enum(["latest", "safe", "finalized", "earliest", "pending"]);

export type BlockId =
  | { readonly tag: z.infer<typeof tag> }
  | { readonly number: bigint }
  | { readonly hash: Hex };

/** A tag, a number, a hash, or the objects of EIP-1898. */
export const blockId = z.union([
  tag.transform((t): BlockId => ({ tag: t })),
  hash.transform((h): BlockId => ({ hash: h })),
  quantity.transform((number): BlockId => ({ number })),
  z.object({ blockNumber: quantity }).transform(({ blockNumber }): BlockId => ({ number: blockNumber })),
  z
    .object({ blockHash: hash, requireCanonical: z.boolean().optional() })
    .transform(({ blockHash }): BlockId => ({ hash: blockHash })),
]);

export const LATEST: BlockId = { tag: "latest" };

const nullish = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined);

const callFields = {
  from: nullish(address),
  to: nullish(address),
  data: nullish(bytes),
  input: nullish(bytes),
  value: nullish(quantity),
  gas: nullish(quantity),
  gasPrice: nullish(quantity),
  maxFeePerGas: nullish(quantity),
};

type CallFields = z.infer<z.ZodObject<typeof callFields>>;

function toRequest({ from, to, data, input, value, gas, gasPrice, maxFeePerGas }: CallFields): CallRequest {
  const price = gasPrice ?? maxFeePerGas;
  const payload = input ?? data;
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(payload && { data: payload }),
    ...(value !== undefined && { value }),
    ...(gas !== undefined && { gas }),
    ...(price !== undefined && { gasPrice: price }),
  };
}

/** A call; fields that only matter for signing are accepted and ignored. */
export const callRequest = z.looseObject(callFields).transform(toRequest);

/** A call on the rollup that it may name. */
export const chainCall = z
  .looseObject({ ...callFields, chainId: nullish(quantity) })
  .transform(({ chainId, ...call }) => ({ chainId, request: toRequest(call) }));

const topic = z.union([z.null().transform(() => [] as Hex[]), hash.transform((h) => [h]), z.array(hash)]);

/** Criteria of eth_getLogs, filters and log subscriptions. Empty list: anything. */
export const logCriteria = z
  .object({
    address: nullish(z.union([address.transform((a) => [a]), z.array(address)])),
    topics: nullish(z.array(topic).max(4)),
    fromBlock: nullish(blockId),
    toBlock: nullish(blockId),
    blockHash: nullish(hash),
  })
  .refine((c) => !c.blockHash || (!c.fromBlock && !c.toBlock), "blockHash excludes fromBlock and toBlock")
  .transform((c) => ({
    addresses: c.address ?? [],
    topics: c.topics ?? [],
    fromBlock: c.fromBlock,
    toBlock: c.toBlock,
    blockHash: c.blockHash,
  }));

export type LogCriteria = z.infer<typeof logCriteria>;
