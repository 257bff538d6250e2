/** JSON-RPC calls of a Bitcoin-like daemon: 1.0, Basic auth, errors told apart. */
import { z } from "zod";
import { ServiceError } from "../runtime/serviceError.ts";

export type RpcEndpoint = { readonly url: string; readonly user: string; readonly password: string };

export type RpcCall = (
  method: string,
  params: readonly unknown[],
  options: { readonly signal: AbortSignal /** default 10 s */; readonly timeoutMs?: number },
) => Promise<unknown>;

/** The daemon lives and says no. */
export class RpcRefusal extends ServiceError {
  readonly rpcCode: number;
  constructor(rpcCode: number, message: string) {
    super("rpc-refused", message);
    this.rpcCode = rpcCode;
  }
}

const TIMEOUT_MS = 10_000;
const answer = z.object({
  result: z.unknown(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

/** @param name of the daemon, for people */
export function createRpcCaller({ url, user, password }: RpcEndpoint, name: string): RpcCall {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return async (method, params, { signal, timeoutMs = TIMEOUT_MS }) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "1.0", id: method, method, params }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    }).catch((cause: unknown) => {
      throw new ServiceError("rpc-unreachable", `the ${name} at ${url} does not answer`, { cause });
    });
    if (response.status === 401)
      throw new ServiceError(
        "rpc-unauthorized",
        `the ${name} at ${url} refuses user ${user}: check the password`,
      );
    const parsed = answer.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success)
      throw new ServiceError(
        "rpc-answer",
        `${url} answered ${response.status} without a JSON-RPC answer: is it a ${name}?`,
      );
    const { result, error } = parsed.data;
    if (error) throw new RpcRefusal(error.code, `${method}: ${error.message} (${error.code})`);
    return result;
  };
}

/** An endpoint from a URL that may carry `user:password@`; without them the given ones count. */
export function endpointOf(
  url: string,
  standard: { readonly user: string; readonly password: string },
): RpcEndpoint {
  const parsed = new URL(url);
  const [user, password] = [parsed.username, parsed.password].map(decodeURIComponent);
  parsed.username = "";
  parsed.password = "";
  return { url: parsed.href, user: user || standard.user, password: password || standard.password };
}
