/** The mining RPC as a client sees it: any daemon that speaks createauxblock and submitauxblock. */
import { z } from "zod";
import { ServiceError } from "../runtime/serviceError.ts";

const work = z.object({
  /** display order */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  chainid: z.number().int(),
  bits: z.string().regex(/^[0-9a-f]{8}$/),
  height: z.number().int(),
  /** little-endian */
  target: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuxWork = z.infer<typeof work>;

const answer = z.object({
  result: z.unknown(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

export type WorkAnswer =
  | { readonly ok: true; readonly work: AuxWork }
  /** the daemon lives but has nothing to mine now */
  | { readonly ok: false; readonly code: number; readonly message: string };

export type AuxClientOptions = { readonly url: string; readonly user: string; readonly password: string };

export interface AuxClient {
  createAuxBlock(address: string, signal: AbortSignal): Promise<WorkAnswer>;
  /** true: accepted, or known already */
  submitAuxBlock(hash: string, auxPow: string, signal: AbortSignal): Promise<boolean>;
}

const TIMEOUT_MS = 10_000;

export function createAuxClient({ url, user, password }: AuxClientOptions): AuxClient {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

  async function call(method: string, params: readonly unknown[], signal: AbortSignal) {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "1.0", id: method, method, params }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch((cause: unknown) => {
      throw new ServiceError("mining-rpc-unreachable", `the mining RPC at ${url} does not answer`, { cause });
    });
    if (response.status === 401)
      throw new ServiceError(
        "mining-rpc-unauthorized",
        `the mining RPC at ${url} refuses user ${user}: check the password`,
      );
    const parsed = answer.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success)
      throw new ServiceError(
        "mining-rpc-answer",
        `${url} answered ${response.status} without a JSON-RPC answer: is it a mining RPC?`,
      );
    return parsed.data;
  }

  return {
    createAuxBlock: async (address, signal) => {
      const { result, error } = await call("createauxblock", [address], signal);
      if (error) return { ok: false, ...error };
      return { ok: true, work: work.parse(result) };
    },
    submitAuxBlock: async (hash, auxPow, signal) => {
      const { result, error } = await call("submitauxblock", [hash, auxPow], signal);
      if (error)
        throw new ServiceError("mining-rpc-refused", `submitauxblock: ${error.message} (${error.code})`);
      return result === true;
    },
  };
}
