/** The feed of signed superblocks over WebSocket. Nothing is told that is not durable and signed. */
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyInstance } from "fastify";
import type { WebSocket } from "ws";
import type { Clock, HeadFeed } from "../../ports.ts";
import {
  decodeFeedRequest,
  encodeFeed,
  FEED_VERSION,
  type FeedRefusal,
  type FeedRequest,
} from "../../protocol/feed/feedMessage.ts";
import type { SuperblockDomain } from "../../protocol/superblock/superblock.ts";
import type { Logger } from "../../runtime/logger.ts";
import { type FeedStore, newestTold } from "./feedFrames.ts";
import { type FeedBody, type FollowerLine, FollowerSession } from "./followerSession.ts";

export type FeedLimits = {
  /** a line on which nothing else is said carries a heartbeat this often */
  readonly heartbeatMs: number;
  /** a follower that has not taken a message for this long, or not said what it wants, is cut off */
  readonly slowMs: number;
  readonly maxFollowers: number;
};

export const DEFAULT_FEED_LIMITS: FeedLimits = { heartbeatMs: 2_000, slowMs: 10_000, maxFollowers: 200 };

/** Why a line ended that the follower did not end: "slow", or a refusal. */
export type FeedDrop = "slow" | FeedRefusal;

export type FeedServerDeps = {
  readonly store: FeedStore;
  readonly heads: HeadFeed;
  readonly domain: SuperblockDomain;
  readonly rollups: readonly bigint[];
  /** why nothing is produced, if so */
  readonly halt: () => string | undefined;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  readonly limits?: Partial<FeedLimits>;
  readonly onSent?: (type: FeedBody["type"]) => void;
  readonly onDrop?: (reason: FeedDrop) => void;
};

export type FeedServer = {
  /** not listening yet */
  readonly http: FastifyInstance;
  readonly followers: () => number;
  /** Heartbeats, and an end to followers that do not take what they are sent. To be called every `heartbeatMs` or so. */
  tick(): void;
};

const MAX_REQUEST_BYTES = 4_096;
/** "try again later", of RFC 6455's registry */
const CLOSE_TRY_AGAIN = 1013;

type Line = FollowerLine & { tick(): void };

export function createFeedServer(deps: FeedServerDeps): FeedServer {
  const limits = { ...DEFAULT_FEED_LIMITS, ...deps.limits };
  const http = fastify({ forceCloseConnections: true });
  const lines = new Set<Line>();
  http.register(fastifyWebsocket, { options: { maxPayload: MAX_REQUEST_BYTES } });
  http.register((scope, _options, done) => {
    scope.get("/", { websocket: true }, (socket) => {
      const line = openLine(deps, limits, socket);
      if (lines.size >= limits.maxFollowers)
        return line.refuse("too-many-followers", `${limits.maxFollowers} follow already`);
      lines.add(line);
      socket.once("close", () => lines.delete(line));
    });
    done();
  });
  return {
    http,
    followers: () => lines.size,
    tick: () => {
      for (const line of lines) line.tick();
    },
  };
}

/** Longer than a function should be: its parts share the state of one socket. */
function openLine(deps: FeedServerDeps, limits: FeedLimits, socket: WebSocket): Line {
  const { clock, log } = deps;
  let sequence = 0n;
  let session: FollowerSession | undefined;
  /** since when the line has owed us something: a request, or to take a message */
  let owedSinceMs: number | undefined = clock.now();
  const isOpen = (): boolean => socket.readyState === socket.OPEN;

  const send = (body: FeedBody): Promise<void> =>
    new Promise((resolve, reject) => {
      owedSinceMs = clock.now();
      const text = encodeFeed({ ...body, sequence: sequence++ });
      socket.send(text, (err) => {
        owedSinceMs = undefined;
        if (err) return reject(err);
        deps.onSent?.(body.type);
        resolve();
      });
    });
  const refuse = (reason: FeedRefusal, detail: string): void => {
    log.info({ reason, detail }, "follower of the feed refused");
    deps.onDrop?.(reason);
    send({ type: "refusal", reason, detail }).catch(() => undefined);
    socket.close(CLOSE_TRY_AGAIN, reason);
  };
  const line: Line = {
    send,
    isOpen,
    refuse,
    tick: () => {
      if (owedSinceMs === undefined) return session?.beat();
      if (!isOpen() || clock.now() - owedSinceMs < limits.slowMs) return;
      if (session === undefined) return refuse("no-request", `nothing asked within ${limits.slowMs} ms`);
      log.warn({ slowMs: limits.slowMs }, "slow follower of the feed dropped");
      deps.onDrop?.("slow");
      socket.terminate();
    },
  };

  const begin = async (request: FeedRequest): Promise<void> => {
    const begun = new FollowerSession({ ...deps, line, now: clock.now }, request.from);
    session = begun;
    const unsubscribe = deps.heads.subscribe((change) => begun.onHead(change));
    socket.once("close", () => {
      unsubscribe();
      begun.wake();
    });
    const { l1ChainId, inbox } = deps.domain;
    const { heartbeatMs } = limits;
    const head = newestTold(deps.store)!;
    const rollups = [...deps.rollups];
    await send({ type: "hello", version: FEED_VERSION, l1ChainId, inbox, rollups, heartbeatMs, head });
    await begun.run();
  };
  socket.on("error", (err) => log.debug({ err }, "line of the feed failed"));
  socket.on("message", (data: Buffer) => {
    const judged = session === undefined ? judge(deps, data.toString()) : secondRequest;
    if (!judged.ok) return refuse(judged.reason, judged.detail);
    begin(judged.request).catch((err: unknown) => {
      if (isOpen()) log.error({ err }, "feed failed for a follower");
      socket.terminate();
    });
  });
  return line;
}

type Judged =
  | { readonly ok: true; readonly request: FeedRequest }
  | { readonly ok: false; readonly reason: FeedRefusal; readonly detail: string };

const secondRequest: Judged = { ok: false, reason: "bad-request", detail: "one request a line" };

function judge({ store, domain }: FeedServerDeps, text: string): Judged {
  const decoded = decodeFeedRequest(text);
  if (!decoded.ok)
    return { ok: false, reason: "bad-request", detail: `${decoded.reason}: ${decoded.detail}` };
  const { inbox, from } = decoded.request;
  if (inbox.toLowerCase() !== domain.inbox.toLowerCase())
    return { ok: false, reason: "wrong-deployment", detail: `this is the feed of inbox ${domain.inbox}` };
  const head = newestTold(store)!.number;
  if (from.number > head)
    return { ok: false, reason: "position-ahead", detail: `the newest superblock here is ${head}` };
  return store.superblock(from.number)?.hash === from.hash
    ? { ok: true, request: decoded.request }
    : { ok: false, reason: "position-unknown", detail: `superblock ${from.number} is another here` };
}
