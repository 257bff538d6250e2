/** eth_subscribe: new heads and logs, pushed as the head of the store moves. After a rollback the new blocks follow. */
import { randomBytes } from "node:crypto";
import { bytesToHex, type Hex } from "viem";
import { formatHeader } from "./format.ts";
import type { Session } from "./jsonRpc.ts";
import { logsIn } from "./logSearch.ts";
import type { LogCriteria } from "./params.ts";
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

function subscribe(deps: RpcDeps, session: Session, read: (number: bigint) => readonly unknown[]): Hex {
  const subscription = bytesToHex(randomBytes(16));
  const end = deps.heads.subscribe((change) => {
    if (change.kind !== "appended") return;
    for (const result of read(change.superblock.superblock.number))
      session.notify("eth_subscription", { subscription, result });
  });
  session.subscriptions.set(subscription, end);
  return subscription;
}
