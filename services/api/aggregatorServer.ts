/** The aggregator's RPC over HTTP: work of several deployments for miners who build their own coinbase. */
import fastify, { type FastifyInstance } from "fastify";
import { isAddress } from "viem";
import { z } from "zod";
import type { Aggregate } from "../mining/aggregation.ts";
import type { Aggregator } from "../mining/aggregator.ts";
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { createRateLimit } from "./mining/rateLimit.ts";
import { RpcError } from "./mining/rpcMethod.ts";
import { createWorkerBook, type WorkerBookOptions } from "./mining/workers.ts";

export type AggregatorServerOptions = Pick<WorkerBookOptions, "user" | "password"> & {
  readonly aggregator: Aggregator;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
};

type Handler = (aggregator: Aggregator, params: readonly unknown[]) => Promise<unknown>;

const BODY_LIMIT_BYTES = 1 << 20;
const CALLS_PER_SECOND = 200;
const METHODS: Readonly<Record<string, Handler>> = {
  getauxtree: getAuxTree,
  submitauxtree: submitAuxTree,
  help: async () => `getauxtree "address"\nsubmitauxtree "root" "auxpow"`,
};
const call = z.object({
  id: z.unknown(),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});

/** A server that has not listened. */
export function createAggregatorServer(options: AggregatorServerOptions): FastifyInstance {
  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  const authenticate = createWorkerBook(options);
  const isWithinRate = createRateLimit(options.clock, CALLS_PER_SECOND);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async (request, reply) => {
    if (!isWithinRate(request.ip)) return reply.code(429).send();
    if (authenticate(request.headers.authorization) !== undefined) return;
    options.log.warn({ remote: request.ip }, "aggregator: wrong user or password");
    return reply.code(401).header("WWW-Authenticate", 'Basic realm="jsonrpc"').send();
  });
  app.post("*", async (request, reply) => {
    const { status, body } = await answer(options, String(request.body ?? ""));
    return reply
      .code(status)
      .type("application/json")
      .send(`${JSON.stringify(body)}\n`);
  });
  return app;
}

async function answer({ aggregator, log }: AggregatorServerOptions, text: string) {
  let id: unknown = null;
  try {
    const request = call.safeParse(parse(text));
    if (!request.success) throw new RpcError(-32600, "Invalid Request object");
    id = request.data.id ?? null;
    const { method, params } = request.data;
    const handle = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (handle === undefined) throw new RpcError(-32601, "Method not found");
    return { status: 200, body: { result: await handle(aggregator, params), error: null, id } };
  } catch (err) {
    if (!(err instanceof RpcError)) log.error({ err }, "aggregator: a method failed");
    const { code, message } = err instanceof RpcError ? err : { code: -1, message: "internal error" };
    return {
      status: code === -32601 ? 404 : code === -32600 ? 400 : 500,
      body: { result: null, error: { code, message }, id },
    };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RpcError(-32700, "Parse error");
  }
}

async function getAuxTree(aggregator: Aggregator, [address, ...rest]: readonly unknown[]) {
  if (rest.length > 0) throw new RpcError(-1, 'getauxtree "address"');
  if (typeof address !== "string" || !isAddress(address))
    throw new RpcError(-5, "Invalid coinbase payout address");
  const aggregated = await aggregator.work(address);
  if (aggregated === undefined) throw new RpcError(-10, "no deployment has a batch that waits for work");
  return render(aggregator, aggregated);
}

const render = ({ urls }: Aggregator, { root, tree, commitment, target, works, leftOut }: Aggregate) => ({
  root,
  size: tree.size,
  nonce: tree.nonce,
  commitment,
  target,
  _target: target,
  chains: [...works].map(([chain, { work, place }]) => ({
    url: urls[chain],
    hash: work.hash,
    chainid: work.chainid,
    height: work.height,
    bits: work.bits,
    target: work.target,
    index: place.index,
    branch: place.branch.map((node) => Buffer.from(node).toString("hex")),
  })),
  leftout: leftOut.map((chain) => urls[chain]),
});

async function submitAuxTree(aggregator: Aggregator, [root, proof, ...rest]: readonly unknown[]) {
  if (rest.length > 0 || typeof proof !== "string") throw new RpcError(-1, 'submitauxtree "root" "auxpow"');
  if (typeof root !== "string" || !/^[0-9a-f]{64}$/.test(root)) throw new RpcError(-8, "invalid root hex");
  const outcome = await aggregator.submit(root, proof);
  if (outcome.ok) return { accepted: outcome.accepted, refused: outcome.refused };
  if (outcome.kind === "unknown-tree") throw new RpcError(-8, "root unknown");
  if (outcome.kind === "undecodable") throw new RpcError(-22, `decode failed: ${outcome.reason}`);
  return { accepted: [], refused: [{ reason: outcome.reason }] };
}
