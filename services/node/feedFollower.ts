/**
 * Follows one feed: every superblock is judged by the soft chain before the next is taken. What breaks the line or the
 * order ends the connection; the next begins where the chain stands.
 */
import type { Clock, FeedSource } from "../ports.ts";
import type { FeedMessage, FeedPosition, FeedSuperblock } from "../protocol/feed/feedMessage.ts";
import type { Equivocation } from "../protocol/superblock/equivocation.ts";
import type { SuperblockDomain } from "../protocol/superblock/superblock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { SerialQueue } from "../runtime/serialQueue.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import type { Mismatch } from "./mismatch.ts";
import type { Accepted, SoftChain } from "./softChain.ts";

export type FollowerStatus = {
  readonly url: string;
  readonly isConnected: boolean;
  /** when it was last heard, Unix milliseconds */
  readonly heardAtMs: number | undefined;
  /** why nothing is produced, as the sequencer says */
  readonly halt: string | undefined;
};

/** What the leader must not have done. */
export type Finding =
  | { readonly kind: "equivocation"; readonly evidence: Equivocation }
  | { readonly kind: "false"; readonly at: FeedPosition; readonly mismatch: Mismatch };

export type FollowerDeps = {
  readonly source: FeedSource;
  readonly soft: SoftChain;
  /** whoever writes the node's store takes his turn here */
  readonly writer: SerialQueue;
  /** number of the newest superblock that L1 has */
  readonly posted: () => bigint;
  /** false while nothing soft is believed: the leader has equivocated in this term, or L1 holds a false batch */
  readonly mayFollow: () => Promise<boolean>;
  readonly domain: SuperblockDomain;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onFinding: (finding: Finding) => void;
  /** how long what our L1 node does not know yet is asked again; default a minute */
  readonly l1PatienceMs?: number;
};

export interface Follower {
  readonly status: FollowerStatus;
  /** One connection, from its beginning to its end. Throws when it led to nothing, so that the next waits longer. */
  step(signal: AbortSignal): Promise<void>;
}

/** Our L1 node may be some blocks behind the sequencer's. */
const DEFAULT_L1_PATIENCE_MS = 60_000;
const L1_LOOK_MS = 500;

export class FollowError extends ServiceError {
  constructor(code: FollowErrorCode, message: string) {
    super(code, message);
  }
}
type FollowErrorCode =
  | "feed-gap"
  | "feed-wrong-deployment"
  | "feed-refused"
  | "feed-distrusted"
  | `feed-${Refusal["reason"]}`;
type Refusal = Exclude<Accepted, { ok: true }>;

/** After these the chain as it stands is no place to go on from. */
const RESYNC: ReadonlySet<string> = new Set(["feed-gap", "feed-refused", "feed-posted-otherwise"]);

export function createFollower(deps: FollowerDeps): Follower {
  const { source, soft, clock, log } = deps;
  let status: FollowerStatus = { url: source.url, isConnected: false, heardAtMs: undefined, halt: undefined };
  let isResync = false;

  async function follow(from: FeedPosition, signal: AbortSignal): Promise<void> {
    let at = from;
    let sequence = 0n;
    for await (const message of source.follow(from, signal)) {
      const { url } = source;
      if (message.sequence !== sequence++)
        throw new FollowError("feed-gap", `${url}: message ${message.sequence} after ${sequence - 2n}`);
      status = { ...status, isConnected: true, heardAtMs: clock.now() };
      at = await take(message, at, signal);
    }
  }

  async function take(message: FeedMessage, at: FeedPosition, signal: AbortSignal): Promise<FeedPosition> {
    switch (message.type) {
      case "hello":
        requireDeployment(deps, message);
        return at;
      case "superblock":
        return takeSuperblock(message, signal);
      case "rolledBack":
        log.info({ to: message.to.number }, "the sequencer has taken superblocks back");
        await deps.writer(() => soft.takeBack(message.to.number, deps.posted()));
        return message.to;
      case "heartbeat":
        status = { ...status, halt: message.halt ?? undefined };
        if (message.sent.hash !== at.hash)
          throw new FollowError(
            "feed-gap",
            `${source.url} has sent ${message.sent.number}, we have had ${at.number}`,
          );
        return at;
      case "refusal":
        throw new FollowError("feed-refused", `${source.url}: ${message.reason}, ${message.detail}`);
    }
  }

  async function takeSuperblock(message: FeedSuperblock, signal: AbortSignal): Promise<FeedPosition> {
    if (!(await deps.mayFollow()))
      throw new FollowError("feed-distrusted", "nothing soft is believed in this term");
    const accepted = await patiently(() => deps.writer(() => soft.accept(message, deps.posted())), signal);
    if (accepted.ok) {
      isResync = false;
      return accepted.at;
    }
    if (accepted.reason === "equivocation" || accepted.reason === "false")
      deps.onFinding({ ...accepted, kind: accepted.reason } as Finding);
    const { number } = message.superblock;
    throw new FollowError(
      `feed-${accepted.reason}`,
      `${source.url}: superblock ${number} refused, ${accepted.reason}`,
    );
  }

  /** What our L1 node may not know yet is asked again for a while. */
  async function patiently(job: () => Promise<Accepted>, signal: AbortSignal): Promise<Accepted> {
    const untilMs = clock.now() + (deps.l1PatienceMs ?? DEFAULT_L1_PATIENCE_MS);
    for (;;) {
      const accepted = await job();
      const isEarly = !accepted.ok && ["l1-behind", "unknown-term"].includes(accepted.reason);
      if (!isEarly || signal.aborted || clock.now() >= untilMs) return accepted;
      await clock.sleep(L1_LOOK_MS, signal);
    }
  }

  return {
    get status() {
      return status;
    },
    step: async (signal) => {
      if (!(await deps.mayFollow())) return;
      const from = isResync ? soft.at(deps.posted()) : soft.head();
      try {
        await follow(from, signal);
      } catch (err) {
        const wasConnected = status.isConnected;
        status = { ...status, isConnected: false, halt: undefined };
        if (signal.aborted) return;
        isResync = err instanceof ServiceError && RESYNC.has(err.code);
        if (!wasConnected || err instanceof FollowError) throw err;
        log.warn({ err, feed: source.url }, "feed lost, will connect again");
      }
    },
  };
}

function requireDeployment(
  { domain, source }: Pick<FollowerDeps, "domain" | "source">,
  { l1ChainId, inbox }: Extract<FeedMessage, { type: "hello" }>,
): void {
  if (l1ChainId === domain.l1ChainId && inbox.toLowerCase() === domain.inbox.toLowerCase()) return;
  throw new FollowError(
    "feed-wrong-deployment",
    `${source.url} is the feed of inbox ${inbox} on chain ${l1ChainId}`,
  );
}
