/** The sequencer's feed: server, heartbeats, what an operator sees of it. */
import { createFeedServer, DEFAULT_FEED_LIMITS, type FeedServerDeps } from "../api/feed/feedServer.ts";
import type { Clock } from "../ports.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { observeFeed } from "./feedMetrics.ts";
import { listen } from "./listen.ts";

export type FeedServiceOptions = Pick<FeedServerDeps, "store" | "heads" | "domain" | "halt"> & {
  readonly engines: readonly { readonly chainId: bigint }[];
  /** 0 takes a free one, without it there is no feed */
  readonly port: number | undefined;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
};

/** @returns the URL, if there is a feed */
export async function serveFeed({
  port,
  engines,
  metrics,
  lifecycle,
  ...options
}: FeedServiceOptions): Promise<string | undefined> {
  if (port === undefined) return undefined;
  const { clock } = options;
  const log = options.log.child({ module: "feed" });
  const feed = createFeedServer({
    ...options,
    rollups: engines.map(({ chainId }) => chainId),
    log,
    ...observeFeed(metrics, () => feed.followers()),
  });
  const url = (await listen(feed.http, "feed", port)).replace(/^http/, "ws");
  lifecycle.onStop(`feed on ${url}`, () => feed.http.close());
  const everyMs = DEFAULT_FEED_LIMITS.heartbeatMs;
  lifecycle.run(
    "feed",
    runLoop("feed", async () => feed.tick(), { clock, log, everyMs, signal: lifecycle.signal }),
  );
  return url;
}
