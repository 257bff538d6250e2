import { z } from "zod";
import { method } from "../method.ts";
import { logCriteria } from "../params.ts";
import { refuse } from "../rpcErrors.ts";
import { subscribeToHeads, subscribeToLogs } from "../subscriptions.ts";

export const ethSubscribe = method({
  name: "eth_subscribe",
  params: z.union([z.tuple([z.literal("newHeads")]), z.tuple([z.literal("logs"), logCriteria.optional()])]),
  handle(deps, [kind, criteria], session) {
    if (!session) return refuse("notSupported", "notifications need a WebSocket connection");
    if (kind === "newHeads") return subscribeToHeads(deps, session);
    return subscribeToLogs(deps, session, criteria ?? { addresses: [], topics: [] });
  },
});
