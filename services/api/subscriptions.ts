/** Subscriptions: new heads, logs, groups, pushed as the head of the store moves. After a rollback the new blocks follow. */
import { randomBytes } from "node:crypto";
import { bytesToHex, type Hex, keccak256 } from "viem";
import { formatHeader } from "./format.ts";
import type { Session } from "./jsonRpc.ts";
import { jsonValue } from "./jsonValue.ts";
import { logsIn } from "./logSearch.ts";
import type { LogCriteria } from "./params.ts";
import { rankOf } from "./ranks.ts";
import type { RpcDeps } from "./rpcDeps.ts";

export const subscribeToHeads = (deps: RpcDeps, session: Session): Hex =>
  subscribe(deps, session, (number) => {
    const header = deps.store.header(deps.chainId, number);
    return header ? [formatHeader(deps, header)] : [];
  });

export const subscribeToLogs = (
  deps: RpcDeps,
  session: Session,
  wanted: Pick<LogCriteria, "addresses" | "topics">,
): Hex =>
  subscribe(deps, session, (number) => {
    const block = deps.store.block(deps.chainId, number);
    return block ? logsIn(block, wanted) : [];
  });

export const subscribeToGroups = (deps: RpcDeps, session: Session): Hex =>
  subscribe(deps, session, (number) => groupsIn(deps, number), "lockstep_subscription");

/** Groups of a superblock with a leg on this rollup, in the order of their first leg here. */
function groupsIn({ store, chainId, ranks }: RpcDeps, number: bigint): readonly unknown[] {
  const groups = new Map<Hex, unknown>();
  for (const raw of store.block(chainId, number)?.transactions ?? []) {
    const group = store.group(keccak256(raw));
    if (group && !groups.has(group.id))
      groups.set(group.id, jsonValue({ status: "included", ...group, rank: rankOf(number, ranks()) }));
  }
  return [...groups.values()];
}

function subscribe(
  deps: RpcDeps,
  session: Session,
  read: (number: bigint) => readonly unknown[],
  notification = "eth_subscription",
): Hex {
  const subscription = bytesToHex(randomBytes(16));
  const end = deps.heads.subscribe((change) => {
    if (change.kind !== "appended") return;
    for (const result of read(change.superblock.superblock.number))
      session.notify(notification, { subscription, result });
  });
  session.subscriptions.set(subscription, end);
  return subscription;
}

/** Whether there was such a subscription. */
export function unsubscribe(session: Session | undefined, id: string): boolean {
  const end = session?.subscriptions.get(id);
  if (session === undefined || end === undefined) return false;
  end();
  return session.subscriptions.delete(id);
}
