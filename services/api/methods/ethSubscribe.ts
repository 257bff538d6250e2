import { z } from "zod";
import { method } from "../method.ts";
import { hash, logCriteria } from "../params.ts";
import { refuse } from "../rpcErrors.ts";
import { subscribeToHeads, subscribeToLogs, subscribeToTransaction } from "../subscriptions.ts";

/** "lockstep_transaction" is `lockstep_subscribe`'s "transaction", for libraries that know this method alone. */
export const ethSubscribe = method({
  name: "eth_subscribe",
  params: z.union([
    z.tuple([z.literal("newHeads")]),
    z.tuple([z.literal("logs"), logCriteria.optional()]),
    z.tuple([z.literal("lockstep_transaction"), z.strictObject({ hash })]),
  ]),
  handle(deps, params, session) {
    if (!session) return refuse("notSupported", "notifications need a WebSocket connection");
    switch (params[0]) {
      case "newHeads":
        return subscribeToHeads(deps, session);
      case "logs":
        return subscribeToLogs(deps, session, params[1] ?? { addresses: [], topics: [] });
      case "lockstep_transaction":
        return subscribeToTransaction(deps, session, params[1].hash, "eth_subscription");
    }
  },
});
