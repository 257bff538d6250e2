/** A node that follows feeds: who writes its store, what is found out about the leader, what an operator sees of it. */
import { createFeedSource } from "../adapters/feed/feedSource.ts";
import type { Misconduct } from "../api/readiness.ts";
import type { Derivation } from "../node/derivation.ts";
import { createFollower, type Follower, type FollowerStatus } from "../node/feedFollower.ts";
import { createPostedCheck } from "../node/postedCheck.ts";
import { createSoftChain } from "../node/softChain.ts";
import type { Clock, FeedSource, HeadChange, L1Reader } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Equivocation } from "../protocol/superblock/equivocation.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { serialQueue } from "../runtime/serialQueue.ts";
import { registerFollowing } from "./feedMetrics.ts";
import { recordMisconduct } from "./misconduct.ts";
import type { RollupState } from "./rollupState.ts";

export type FeedFollowingOptions = RollupState & {
  readonly deployment: Deployment;
  readonly l1: L1Reader;
  readonly derivation: Derivation;
  readonly announce: (change: HeadChange) => void;
  /** ws:// */
  readonly feeds: readonly string[];
  /** for another way to hear feeds than a socket */
  readonly sources?: readonly FeedSource[];
  readonly evidenceDir: string;
  readonly l1PatienceMs?: number;
  readonly clock: Clock;
  readonly log: Logger;
};

export interface FeedFollowing {
  /** The derivation, which takes turns with the followers and looks first at what the feeds brought. */
  readonly derivation: Derivation;
  readonly statuses: () => readonly FollowerStatus[];
  /** Newest superblock that L1 has and this node has checked, data and all. */
  readonly posted: () => bigint;
  /** What the leader has done in the term in force. */
  readonly misconduct: () => readonly Misconduct[];
  /** What the leader is known to have signed twice, in every term. */
  readonly equivocations: () => readonly Equivocation[];
  /** Each feed once, until its line ends. */
  listen(signal: AbortSignal): Promise<readonly PromiseSettledResult<void>[]>;
  /** Follows until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  register(metrics: Metrics): void;
}

const RECONNECT_MS = 1_000;

/** Longer than a function should be: it only ties the parts together. */
export function openFeedFollowing(options: FeedFollowingOptions): FeedFollowing {
  const { store, l1, clock, deployment, domain } = options;
  const log = options.log.child({ module: "feed" });
  const writer = serialQueue();
  const record = recordMisconduct(options);
  const soft = createSoftChain(options);
  const check = createPostedCheck({
    store,
    l1,
    rollups: deployment.rollups.map(({ chainId }) => chainId),
    takeBack: (to) => soft.takeBack(to, 0n),
    onEquivocation: record.equivocation,
  });
  const derivation: Derivation = {
    get outcome() {
      return options.derivation.outcome;
    },
    step: (signal) =>
      writer(async () => {
        await check.check();
        const outcome = await options.derivation.step(signal);
        check.derived();
        record.inTerm((await l1.term()).term);
        return outcome;
      }),
  };
  const mayFollow = async (): Promise<boolean> => {
    const { term, fallback } = await l1.standing();
    record.inTerm(term.term);
    // In fallback the leader's word alone is worth nothing.
    if (fallback !== undefined) return false;
    const hasEquivocated = record.present().some(({ reason }) => reason === "equivocation");
    return options.derivation.outcome?.ok === true && !hasEquivocated;
  };
  const sources =
    options.sources ?? options.feeds.map((url) => createFeedSource({ url, inbox: domain.inbox, clock }));
  const posted = (): bigint => check.posted;
  const followers: readonly Follower[] = sources.map((source) =>
    createFollower({
      ...options,
      source,
      soft,
      writer,
      posted,
      mayFollow,
      domain,
      clock,
      log,
      onFinding: record.finding,
    }),
  );
  return {
    derivation,
    posted,
    statuses: () => followers.map(({ status }) => status),
    misconduct: record.present,
    equivocations: record.equivocations,
    listen: (signal) => Promise.allSettled(followers.map((follower) => follower.step(signal))),
    run: async (signal) => {
      await Promise.all(
        followers.map((follower) =>
          runLoop(`feed ${follower.status.url}`, () => follower.step(signal), {
            clock,
            log,
            signal,
            everyMs: RECONNECT_MS,
          }),
        ),
      );
    },
    register: (metrics) =>
      registerFollowing(metrics, {
        clock,
        count: record.count,
        statuses: () => followers.map(({ status }) => status),
      }),
  };
}
