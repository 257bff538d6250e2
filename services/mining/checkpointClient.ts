/** Asks a mining RPC what is behind the hash that it hands out. */
import { type Hex, hexToBytes } from "viem";
import { z } from "zod";
import { reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import { createRpcCaller, type RpcEndpoint, RpcRefusal } from "./rpcCaller.ts";

const answer = z.object({ checkpoint: z.string().regex(/^([0-9a-f]{2})+$/) });

/** @returns the bytes behind an id in wire order; undefined when the RPC does not know it, or the method */
export function createCheckpointClient(endpoint: RpcEndpoint) {
  const call = createRpcCaller(endpoint, "mining RPC");
  return async (id: Hex, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const hash = Buffer.from(reverse(hexToBytes(id))).toString("hex");
    try {
      const parsed = answer.safeParse(await call("lockstep_getCheckpoint", [hash], { signal }));
      return parsed.success ? hexToBytes(`0x${parsed.data.checkpoint}`) : undefined;
    } catch (err) {
      if (err instanceof RpcRefusal) return undefined;
      throw err;
    }
  };
}
