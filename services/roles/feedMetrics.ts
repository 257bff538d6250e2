/** What an operator sees of the feed: the sequencer that serves it, the node that follows some. */
import type { FeedServerDeps } from "../api/feed/feedServer.ts";
import type { FollowerStatus } from "../node/feedFollower.ts";
import type { Clock } from "../ports.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Counted } from "./misconduct.ts";

/** @returns how the server tells what it does */
export function observeFeed(
  metrics: Metrics,
  followers: () => number,
): Required<Pick<FeedServerDeps, "onSent" | "onDrop">> {
  metrics.gauge({ name: "lockstep_feed_followers", help: "connections to the feed" }, () => [
    { value: followers() },
  ]);
  const sent = metrics.counter({
    name: "lockstep_feed_messages_total",
    help: "messages sent to followers of the feed",
    labels: ["type"],
  });
  const dropped = metrics.counter({
    name: "lockstep_feed_dropped_total",
    help: "followers of the feed refused or cut off",
    labels: ["reason"],
  });
  return { onSent: (type) => sent({ type }), onDrop: (reason) => dropped({ reason }) };
}

export type FollowingView = {
  readonly clock: Pick<Clock, "now">;
  readonly statuses: () => readonly FollowerStatus[];
  readonly count: Counted;
};

export function registerFollowing(metrics: Metrics, { clock, statuses, count }: FollowingView): void {
  const labels = ["feed"];
  metrics.gauge({ name: "lockstep_feed_connected", help: "1 while a feed is heard", labels }, () =>
    statuses().map(({ url, isConnected }) => ({ labels: { feed: url }, value: isConnected ? 1 : 0 })),
  );
  metrics.gauge(
    { name: "lockstep_feed_heard_age_seconds", help: "since a feed was last heard", labels },
    () =>
      statuses().flatMap(({ url, heardAtMs }) =>
        heardAtMs === undefined ? [] : [{ labels: { feed: url }, value: (clock.now() - heardAtMs) / 1000 }],
      ),
  );
  metrics.total(
    { name: "lockstep_equivocations_total", help: "places for which the leader has signed two superblocks" },
    () => count.equivocations,
  );
  metrics.total(
    {
      name: "lockstep_false_superblocks_total",
      help: "signed superblocks that are not what execution gives",
    },
    () => count.falseSuperblocks,
  );
}
