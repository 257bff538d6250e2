/** The mining RPC over HTTP, as pools speak it to a Bitcoin-like daemon. */
import { timingSafeEqual } from "node:crypto";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger, Secret } from "../runtime/logger.ts";
import type { MiningDeps } from "./mining/miningDeps.ts";
import { answerCall, parseFailure, type RpcAnswer } from "./mining/rpcCall.ts";

export type MiningServerOptions = MiningDeps & {
  readonly user: string;
  readonly password: Secret;
  readonly log: Logger;
  /** default 1 MiB: a proof with the largest coinbase and branches that a block allows is far below */
  readonly bodyLimitBytes?: number;
  /** calls per second of one remote address; default 200 */
  readonly callsPerSecond?: number;
};

const MAX_BATCH = 100;

/** A server that has not listened. */
export function createMiningServer(options: MiningServerOptions): FastifyInstance {
  const { log } = options;
  const app = fastify({ bodyLimit: options.bodyLimitBytes ?? 1 << 20, forceCloseConnections: true });
  const isAuthorized = authorization(options);
  const isWithinRate = rateLimit(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));

  app.addHook("onRequest", async (request, reply) => {
    if (!isWithinRate(request.ip)) {
      options.onCall?.("unknown", "rate-limited");
      return reply.code(429).send();
    }
    if (isAuthorized(request.headers.authorization)) return;
    options.onCall?.("unknown", "unauthorized");
    log.warn({ remote: request.ip }, "mining RPC: wrong user or password");
    return reply.code(401).header("WWW-Authenticate", 'Basic realm="jsonrpc"').send();
  });
  app.post("*", async (request, reply) => {
    const { status, body } = await answerBody(options, request);
    return body === undefined ? reply.code(status).send() : sendJson(reply.code(status), body);
  });
  const onlyPost = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.code(405).header("Allow", "POST").send("JSONRPC server handles only POST requests");
  app.route({ method: ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"], url: "*", handler: onlyPost });
  return app;
}

const sendJson = (reply: FastifyReply, body: object): FastifyReply =>
  reply.type("application/json").send(`${JSON.stringify(body)}\n`);

async function answerBody(options: MiningServerOptions, request: FastifyRequest): Promise<RpcAnswer> {
  const onBug = (err: unknown): void => options.log.error({ err }, "mining RPC: a method failed");
  let parsed: unknown;
  try {
    parsed = JSON.parse(String(request.body ?? ""));
  } catch {
    options.onCall?.("unknown", "-32700");
    return parseFailure();
  }
  if (!Array.isArray(parsed)) return answerCall(options, parsed, onBug);
  const bodies: object[] = [];
  for (const call of parsed.slice(0, MAX_BATCH)) {
    const { body } = await answerCall(options, call, onBug);
    if (body !== undefined) bodies.push(body);
  }
  return { status: 200, body: bodies };
}

/** Compares digests, so that time tells nothing about how much of a guess was right. */
function authorization({ user, password }: MiningServerOptions): (header: string | undefined) => boolean {
  const digest = (text: string): Uint8Array => sha256(utf8ToBytes(text));
  const expected = digest(`${user}:${password.reveal()}`);
  return (header) => {
    const [, encoded] = /^Basic +(\S+) *$/i.exec(header ?? "") ?? [];
    if (encoded === undefined) return false;
    return timingSafeEqual(digest(Buffer.from(encoded, "base64").toString("utf8")), expected);
  };
}

function rateLimit({ clock, callsPerSecond = 200 }: MiningServerOptions): (remote: string) => boolean {
  let second = 0;
  let counts = new Map<string, number>();
  return (remote) => {
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) {
      second = now;
      counts = new Map();
    }
    const count = (counts.get(remote) ?? 0) + 1;
    counts.set(remote, count);
    return count <= callsPerSecond;
  };
}
