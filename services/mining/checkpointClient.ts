/** Asks a mining RPC what is behind the hash that it hands out. */
import { type Hex, hexToBytes } from "viem";
import { z } from "zod";
import { reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import { ServiceError } from "../runtime/serviceError.ts";

export type CheckpointClientOptions = {
  readonly url: string;
  readonly user: string;
  readonly password: string;
};

const answer = z.object({
  result: z.object({ checkpoint: z.string().regex(/^([0-9a-f]{2})+$/) }).nullish(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

const TIMEOUT_MS = 10_000;

/** @returns the bytes behind an id in wire order; undefined when the RPC does not know it, or the method */
export function createCheckpointClient({ url, user, password }: CheckpointClientOptions) {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return async (id: Hex, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const hash = Buffer.from(reverse(hexToBytes(id))).toString("hex");
    const method = "lockstep_getCheckpoint";
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "1.0", id: method, method, params: [hash] }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch((cause: unknown) => {
      throw new ServiceError("mining-rpc-unreachable", `the mining RPC at ${url} does not answer`, { cause });
    });
    const parsed = answer.safeParse(await response.json().catch(() => undefined));
    const hex = parsed.success ? parsed.data.result?.checkpoint : undefined;
    return hex === undefined ? undefined : hexToBytes(`0x${hex}`);
  };
}
