/** One JSON-RPC call of a Bitcoin client, 1.0 or 2.0, from the parsed request to the answer and its HTTP status. */
import { AUX_METHODS } from "./auxMethods.ts";
import { CHAIN_METHODS } from "./chainMethods.ts";
import { getCheckpoint } from "./checkpointMethod.ts";
import { MINER_METHODS } from "./minerMethods.ts";
import type { CallDeps } from "./miningDeps.ts";
import { RpcError, type RpcErrorCode, type RpcMethod, usage } from "./rpcMethod.ts";

export type RpcAnswer = {
  readonly status: number;
  /** undefined for a notification */
  readonly body: object | undefined;
};

const help: RpcMethod = {
  name: "help",
  summary: "this list, or the usage of one command",
  params: ["command"],
  required: 0,
  handle: (_, [command]) => {
    if (command === undefined) return [...METHODS.values()].map(usage).sort().join("\n");
    const method = METHODS.get(String(command));
    return method === undefined ? `help: unknown command: ${command}` : `${usage(method)}\n${method.summary}`;
  },
};

const METHODS: ReadonlyMap<string, RpcMethod> = new Map(
  [...AUX_METHODS, getCheckpoint, ...CHAIN_METHODS, ...MINER_METHODS, help].map((method) => [
    method.name,
    method,
  ]),
);

/** HTTP status of an error in an answer of version 1.0. */
const status1 = (code: RpcErrorCode): number => (code === -32601 ? 404 : code === -32600 ? 400 : 500);

/** The answer to a body that is no JSON. */
export const parseFailure = (): RpcAnswer => ({
  status: 500,
  body: { result: null, error: { code: -32700, message: "Parse error" }, id: null },
});

/** The answer to a batch that is too long to be answered. */
export const batchTooLong = (maximum: number): RpcAnswer => ({
  status: 400,
  body: {
    result: null,
    error: { code: -32600, message: `a batch has at most ${maximum} calls` },
    id: null,
  },
});

/** `onBug` hears of anything a method throws that is not an answer. */
export async function answerCall(
  deps: CallDeps,
  request: unknown,
  onBug: (err: unknown) => void,
): Promise<RpcAnswer> {
  const call = (typeof request === "object" && request !== null ? request : {}) as Record<string, unknown>;
  const is2 = call.jsonrpc === "2.0";
  const id = call.id ?? null;
  const outcome = await run(deps, call, onBug);
  const method = METHODS.has(String(call.method)) ? String(call.method) : "unknown";
  deps.onCall?.(method, "error" in outcome ? String(outcome.error.code) : "ok");
  if (is2 && !("id" in call)) return { status: 204, body: undefined };
  if (is2) return { status: 200, body: { jsonrpc: "2.0", ...outcome, id } };
  if ("error" in outcome)
    return { status: status1(outcome.error.code), body: { result: null, ...outcome, id } };
  return { status: 200, body: { ...outcome, error: null, id } };
}

type Outcome =
  | { readonly result: unknown }
  | { readonly error: { readonly code: RpcErrorCode; readonly message: string } };

async function run(
  deps: CallDeps,
  call: Record<string, unknown>,
  onBug: (err: unknown) => void,
): Promise<Outcome> {
  try {
    if (typeof call.method !== "string") throw new RpcError(-32600, "Invalid Request object");
    const method = METHODS.get(call.method);
    if (method === undefined) throw new RpcError(-32601, "Method not found");
    return { result: await method.handle(deps, argumentsOf(method, call.params)) };
  } catch (err) {
    if (err instanceof RpcError) return { error: { code: err.code, message: err.message } };
    onBug(err);
    return { error: { code: -1, message: "internal error" } };
  }
}

/** Names under which pools send a parameter besides ours. */
const OTHER_NAMES: Readonly<Record<string, string>> = { paytoaddress: "address", blockhash: "hash" };

function argumentsOf(method: RpcMethod, params: unknown): readonly unknown[] {
  const args = Array.isArray(params) ? params : namedArguments(method, params ?? []);
  if (args.length < method.required || args.length > method.params.length)
    throw new RpcError(-1, usage(method));
  return args;
}

function namedArguments(method: RpcMethod, params: unknown): readonly unknown[] {
  if (typeof params !== "object" || params === null)
    throw new RpcError(-32600, "Params must be an array or object");
  const args: unknown[] = [];
  for (const [name, argument] of Object.entries(params)) {
    const other = OTHER_NAMES[name];
    const own = method.params.indexOf(name);
    const index = own >= 0 || other === undefined ? own : method.params.indexOf(other);
    if (index < 0) throw new RpcError(-8, `Unknown named parameter ${name}`);
    args[index] = argument;
  }
  if (args.includes(undefined)) throw new RpcError(-1, usage(method));
  return args;
}
