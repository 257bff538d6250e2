/** JSON-RPC 2.0: requests in, answers out; batches, notifications, refusals. Knows no transport and no method. */
import type { z } from "zod";
import type { Logger } from "../runtime/logger.ts";
import { outcomeOf, type RpcError, type RpcErrorKind, RpcRefusal, refuse } from "./rpcErrors.ts";

/** A WebSocket connection, for subscriptions; absent over HTTP. */
export type Session = {
  /** Sends a notification. */
  notify(method: string, params: unknown): void;
  /** Runs when the connection ends. */
  onClose(callback: () => void): void;
  /** How to end each running subscription. */
  readonly subscriptions: Map<string, () => void>;
};

export type Method<Deps> = {
  readonly name: string;
  /** Checks and converts positional parameters. */
  readonly params: z.ZodType;
  handle(deps: Deps, params: unknown, session: Session | undefined): unknown;
};

/** Ties the type of a handler's parameters to their schema. */
export const defineMethod =
  <Deps>() =>
  <S extends z.ZodType>(method: {
    readonly name: string;
    readonly params: S;
    handle(deps: Deps, params: z.infer<S>, session: Session | undefined): unknown;
  }): Method<Deps> =>
    method as Method<Deps>;

export type RpcContext<Deps> = {
  readonly methods: ReadonlyMap<string, Method<Deps>>;
  readonly deps: Deps;
  readonly log: Logger;
  readonly session?: Session;
  readonly onCall?: OnCall;
};

/**
 * Told of every request that was answered. `method` is one we have, or "unknown"; `outcome` is "ok" or a kind of
 * refusal: both are few, whatever clients send.
 */
export type OnCall = (method: string, outcome: string) => void;

type Answer = { readonly jsonrpc: "2.0"; readonly id: unknown } & (
  | { readonly result: unknown }
  | { readonly error: RpcError }
);

const MAX_BATCH = 1000;

/** Answers one message; undefined when nothing is to be said (notifications only). */
export async function answerMessage<Deps>(
  context: RpcContext<Deps>,
  text: string,
): Promise<string | undefined> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return JSON.stringify(refuseMessage(context, "parseError", "parse error"));
  }
  if (!Array.isArray(message)) {
    const answer = await answerRequest(context, message);
    return answer && JSON.stringify(answer);
  }
  if (message.length === 0) return JSON.stringify(refuseMessage(context, "invalidRequest", "empty batch"));
  if (message.length > MAX_BATCH)
    return JSON.stringify(refuseMessage(context, "limitExceeded", `batch of more than ${MAX_BATCH}`));
  const answers: Answer[] = [];
  for (const request of message as unknown[]) {
    const answer = await answerRequest(context, request);
    if (answer) answers.push(answer);
  }
  return answers.length > 0 ? JSON.stringify(answers) : undefined;
}

async function answerRequest<Deps>(context: RpcContext<Deps>, request: unknown): Promise<Answer | undefined> {
  if (!isRequest(request)) return refuseMessage(context, "invalidRequest", "invalid request", idOf(request));
  const outcome = await call(context, request);
  const { method } = request;
  context.onCall?.(context.methods.has(method) ? method : "unknown", outcomeOf(outcome));
  if (request.id === undefined) return undefined;
  if (outcome instanceof RpcRefusal) return errorAnswer(request.id, outcome);
  return { jsonrpc: "2.0", id: request.id, result: outcome ?? null };
}

type Request = {
  readonly jsonrpc: "2.0";
  readonly id?: string | number | null;
  readonly method: string;
  readonly params?: unknown;
};

async function call<Deps>(context: RpcContext<Deps>, request: Request): Promise<unknown> {
  const method = context.methods.get(request.method);
  if (method === undefined)
    return refuse("methodNotFound", `the method ${request.method} does not exist/is not available`);
  const params = request.params ?? [];
  if (!Array.isArray(params)) return refuse("invalidParams", "parameters go by position, not by name");
  const parsed = method.params.safeParse(withoutTrailingNulls(params));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") ?? "";
    return refuse("invalidParams", `invalid argument ${place}: ${issue?.message ?? "malformed"}`);
  }
  try {
    return await method.handle(context.deps, parsed.data, context.session);
  } catch (err) {
    context.log.error({ err, method: request.method }, "rpc method failed");
    return refuse("internal", "internal error");
  }
}

/** Clients send null for what they leave out. */
const withoutTrailingNulls = (params: readonly unknown[]): readonly unknown[] =>
  params.slice(0, params.findLastIndex((param) => param !== null && param !== undefined) + 1);

function isRequest(value: unknown): value is Request {
  if (typeof value !== "object" || value === null) return false;
  const { jsonrpc, method, id } = value as Record<string, unknown>;
  const idIsValid = id === undefined || id === null || typeof id === "string" || typeof id === "number";
  return jsonrpc === "2.0" && typeof method === "string" && idIsValid;
}

const idOf = (value: unknown): unknown => {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
};

function refuseMessage<Deps>(
  { onCall }: RpcContext<Deps>,
  kind: RpcErrorKind,
  message: string,
  id: unknown = null,
): Answer {
  onCall?.("unknown", kind);
  return errorAnswer(id, refuse(kind, message));
}

const errorAnswer = (id: unknown, refusal: RpcRefusal): Answer => ({
  jsonrpc: "2.0",
  id,
  error: refusal.error,
});
