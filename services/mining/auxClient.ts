/** The mining RPC as a client sees it: any daemon that speaks createauxblock and submitauxblock. */
import { z } from "zod";
import { createRpcCaller, type RpcEndpoint, RpcRefusal } from "./rpcCaller.ts";

const work = z.object({
  /** display order */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  chainid: z.number().int(),
  bits: z.string().regex(/^[0-9a-f]{8}$/),
  height: z.number().int(),
  /** little-endian */
  target: z.string().regex(/^[0-9a-f]{64}$/),
  /** where the daemon offers it: given back, it makes the daemon wait until there is other work */
  longpollid: z.string().optional(),
});
export type AuxWork = z.infer<typeof work>;

export type AuxClientOptions = RpcEndpoint;

export type WorkAnswer =
  | { readonly ok: true; readonly work: AuxWork }
  /** the daemon lives but has nothing to mine now */
  | { readonly ok: false; readonly code: number; readonly message: string };

export interface AuxClient {
  /** @param longPollId of the work that the caller has */
  createAuxBlock(address: string, signal: AbortSignal, longPollId?: string): Promise<WorkAnswer>;
  /** true: accepted, or known already */
  submitAuxBlock(hash: string, auxPow: string, signal: AbortSignal): Promise<boolean>;
}

/** Longer than a daemon lets a long poll wait. */
const LONG_POLL_MS = 90_000;

export function createAuxClient(endpoint: AuxClientOptions): AuxClient {
  const call = createRpcCaller(endpoint, "mining RPC");
  return {
    createAuxBlock: async (address, signal, longPollId) => {
      const isLong = longPollId !== undefined;
      const params = isLong ? [address, longPollId] : [address];
      try {
        const answer = await call("createauxblock", params, {
          signal,
          ...(isLong ? { timeoutMs: LONG_POLL_MS } : {}),
        });
        return { ok: true, work: work.parse(answer) };
      } catch (err) {
        if (err instanceof RpcRefusal) return { ok: false, code: err.rpcCode, message: err.message };
        throw err;
      }
    },
    submitAuxBlock: async (hash, auxPow, signal) =>
      (await call("submitauxblock", [hash, auxPow], { signal })) === true,
  };
}
