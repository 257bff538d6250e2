/** Subscriptions: what is pushed as the head of the store and the ranks move. */
import { randomBytes } from "node:crypto";
import { bytesToHex, type Hex } from "viem";
import type { HeadChange } from "../ports.ts";
import { formatHeader } from "./format.ts";
import type { Session } from "./jsonRpc.ts";
import { jsonValue } from "./jsonValue.ts";
import { type FormattedLog, logsAbove, logsIn } from "./logSearch.ts";
import type { LogCriteria } from "./params.ts";
import { rankOf } from "./ranks.ts";
import type { RpcDeps } from "./rpcDeps.ts";
import { type RpcRefusal, refuse } from "./rpcErrors.ts";
import { reduceProgress, type Standing } from "./transactionProgress.ts";
import { standingOf } from "./transactionStanding.ts";

/** Each costs a look at every change. */
const MAX_SUBSCRIPTIONS = 1_000;

/** After a rollback the new blocks follow. */
export const subscribeToHeads = (deps: RpcDeps, session: Session): Hex | RpcRefusal =>
  onAppended(deps, session, "eth_subscription", (number) => {
    const header = deps.store.header(deps.chainId, number);
    return header ? [formatHeader(deps, header)] : [];
  });

export const subscribeToGroups = (deps: RpcDeps, session: Session): Hex | RpcRefusal =>
  onAppended(deps, session, "lockstep_subscription", (number) => groupsIn(deps, number));

/** As geth: logs of blocks taken back come again, newest block first, with `removed` set; then those of new blocks. */
export function subscribeToLogs(
  deps: RpcDeps,
  session: Session,
  wanted: Pick<LogCriteria, "addresses" | "topics">,
): Hex | RpcRefusal {
  const { store, chainId, heads } = deps;
  let going: readonly FormattedLog[] = [];
  const read = (change: HeadChange): readonly FormattedLog[] => {
    switch (change.kind) {
      case "takingBack":
        going = logsAbove(deps, change.to, wanted);
        return [];
      case "rolledBack": {
        const gone = going.map((log) => ({ ...log, removed: true }));
        going = [];
        return gone;
      }
      case "appended": {
        const block = store.block(chainId, change.superblock.superblock.number);
        return block ? logsIn(block, wanted) : [];
      }
    }
  };
  return subscribe(session, "eth_subscription", (push) =>
    heads.subscribe((change) => {
      for (const log of read(change)) push(log);
    }),
  );
}

/** How a client that asked by `eth_subscribe` or `lockstep_subscribe` is told. */
export type Notification = "eth_subscription" | "lockstep_subscription";

/** One transaction from now until it is final, when the subscription ends by itself. */
export const subscribeToTransaction = (
  deps: RpcDeps,
  session: Session,
  hash: Hex,
  notification: Notification,
): Hex | RpcRefusal =>
  subscribe(session, notification, (push, end) => {
    let told: Standing | undefined;
    const look = (): void => {
      const progress = reduceProgress(told, standingOf(deps, hash));
      told = progress.told;
      for (const notice of progress.notices) push(jsonValue({ hash, ...notice }));
      if (progress.isOver) end();
    };
    const stops = [
      deps.rankFeed.subscribe(look),
      deps.heads.subscribe((change) => {
        if (change.kind !== "takingBack") look();
      }),
    ];
    look();
    return () => {
      for (const stop of stops) stop();
    };
  });

/** Groups of a superblock with a leg on this rollup, in the order in which they were kept. */
function groupsIn({ store, chainId, ranks }: RpcDeps, number: bigint): readonly unknown[] {
  const here = store.groups(number).filter(({ legs }) => legs.some((leg) => leg.chainId === chainId));
  return here.map((group) => jsonValue({ status: "included", ...group, rank: rankOf(number, ranks()) }));
}

const onAppended = (
  { heads }: RpcDeps,
  session: Session,
  notification: Notification,
  read: (number: bigint) => readonly unknown[],
): Hex | RpcRefusal =>
  subscribe(session, notification, (push) =>
    heads.subscribe((change) => {
      if (change.kind !== "appended") return;
      for (const result of read(change.superblock.superblock.number)) push(result);
    }),
  );

/** @param begin told how to push a result and how to end by itself; answers how to stop */
function subscribe(
  session: Session,
  notification: Notification,
  begin: (push: (result: unknown) => void, end: () => void) => () => void,
): Hex | RpcRefusal {
  if (session.subscriptions.size >= MAX_SUBSCRIPTIONS)
    return refuse("limitExceeded", `more than ${MAX_SUBSCRIPTIONS} subscriptions on one connection`);
  const subscription = bytesToHex(randomBytes(16));
  let isOver = false;
  const stop = begin(
    (result) => session.notify(notification, { subscription, result }),
    () => {
      isOver = true;
      unsubscribe(session, subscription);
    },
  );
  if (isOver) stop();
  else session.subscriptions.set(subscription, stop);
  return subscription;
}

/** Whether there was such a subscription. */
export function unsubscribe(session: Session | undefined, id: string): boolean {
  const stop = session?.subscriptions.get(id);
  if (session === undefined || stop === undefined) return false;
  stop();
  return session.subscriptions.delete(id);
}
