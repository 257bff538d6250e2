/** The feed as a client hears it: one WebSocket, frames in order, read no faster than they are taken. */

import type { Address } from "viem";
import { type RawData, WebSocket } from "ws";
import type { Clock, FeedSource } from "../../ports.ts";
import {
  decodeFeedMessage,
  encodeFeed,
  FEED_VERSION,
  type FeedMessage,
  type FeedPosition,
  MAX_FEED_FRAME_BYTES,
} from "../../protocol/feed/feedMessage.ts";
import { ServiceError } from "../../runtime/serviceError.ts";

export type FeedSourceOptions = {
  /** ws:// or wss:// */
  readonly url: string;
  readonly inbox: Address;
  readonly clock: Clock;
};

/** Frames that wait to be taken; the socket is not read beyond. */
const MAX_WAITING = 16;
/** Longest silence before the server has said how often it beats. */
const FIRST_ANSWER_MS = 15_000;
/** Heartbeats that may stay out. */
const MISSED_BEATS = 4;
const HANDSHAKE_MS = 10_000;

export class FeedBroken extends ServiceError {
  constructor(
    code: "feed-unreachable" | "feed-closed" | "feed-silent" | "feed-malformed",
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
  }
}

export const createFeedSource = (options: FeedSourceOptions): FeedSource => ({
  url: options.url,
  follow: (from, signal) => receive(options, from, signal),
});

async function* receive(
  { url, inbox, clock }: FeedSourceOptions,
  from: FeedPosition,
  signal: AbortSignal,
): AsyncGenerator<FeedMessage> {
  const line = openLine(url, encodeFeed({ type: "follow", version: FEED_VERSION, inbox, from }));
  const giveUp = (): void => line.end();
  signal.addEventListener("abort", giveUp, { once: true });
  let limitMs = FIRST_ANSWER_MS;
  try {
    while (!signal.aborted) {
      const frame = await withinTime(line.take(), clock, limitMs);
      if (signal.aborted) return;
      if (frame === undefined)
        throw new FeedBroken("feed-silent", `${url} has said nothing for ${limitMs} ms`);
      const decoded = decodeFeedMessage(frame);
      if (!decoded.ok)
        throw new FeedBroken(
          "feed-malformed",
          `${url} sent what is no message: ${decoded.reason}, ${decoded.detail}`,
        );
      if (decoded.message.type === "hello") limitMs = MISSED_BEATS * decoded.message.heartbeatMs;
      yield decoded.message;
    }
  } finally {
    signal.removeEventListener("abort", giveUp);
    line.end();
  }
}

/** undefined when the time is up. */
async function withinTime<T>(job: Promise<T>, clock: Clock, limitMs: number): Promise<T | undefined> {
  const done = new AbortController();
  try {
    return await Promise.race([job, clock.sleep(limitMs, done.signal).then(() => undefined)]);
  } finally {
    done.abort();
  }
}

type Line = {
  /** The next frame; rejects when the line has ended and everything before was taken. */
  take(): Promise<string>;
  end(): void;
};

function openLine(url: string, request: string): Line {
  const options = {
    maxPayload: MAX_FEED_FRAME_BYTES,
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
  };
  const socket = new WebSocket(url, options);
  const waiting: string[] = [];
  let broken: FeedBroken | undefined;
  let wake: () => void = () => undefined;
  const fail = (err: FeedBroken): void => {
    broken ??= err;
    wake();
  };
  socket.once("open", () => socket.send(request));
  socket.on("error", (cause) =>
    fail(
      new FeedBroken("feed-unreachable", `the feed at ${url} does not answer: ${cause.message}`, { cause }),
    ),
  );
  socket.once("close", (code) => fail(new FeedBroken("feed-closed", `${url} closed the line (${code})`)));
  socket.on("message", (data: RawData, isBinary) => {
    if (isBinary) return fail(new FeedBroken("feed-malformed", `${url} sent a binary frame`));
    waiting.push(data.toString());
    if (waiting.length >= MAX_WAITING) socket.pause();
    wake();
  });
  return {
    take: async () => {
      while (waiting.length === 0) {
        if (broken) throw broken;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (socket.isPaused) socket.resume();
      return waiting.shift()!;
    },
    end: () => {
      fail(new FeedBroken("feed-closed", `the line to ${url} was ended here`));
      socket.terminate();
    },
  };
}
