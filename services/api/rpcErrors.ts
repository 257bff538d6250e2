/** The one table of JSON-RPC error codes, and refusals as values. */

/** @see JSON-RPC 2.0 section 5.1; EIP-1474; geth for 3 and -32000 */
export const RPC_CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  rejected: -32000,
  notFound: -32001,
  notSupported: -32004,
  limitExceeded: -32005,
  reverted: 3,
} as const;

export type RpcErrorKind = keyof typeof RPC_CODES;

/** What goes under "error" in an answer. */
export type RpcError = { readonly code: number; readonly message: string; readonly data?: unknown };

/** A handler's way to say no. */
export class RpcRefusal {
  readonly error: RpcError;

  constructor(error: RpcError) {
    this.error = error;
  }
}

/** How a call went, as a word: "ok" or the kind of the refusal. */
export function outcomeOf(result: unknown): RpcErrorKind | "ok" {
  if (!(result instanceof RpcRefusal)) return "ok";
  const kinds = Object.entries(RPC_CODES) as [RpcErrorKind, number][];
  return kinds.find(([, code]) => code === result.error.code)?.[0] ?? "rejected";
}

export const refuse = (kind: RpcErrorKind, message: string, data?: unknown): RpcRefusal =>
  new RpcRefusal({ code: RPC_CODES[kind], message, ...(data !== undefined && { data }) });
