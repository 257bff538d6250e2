import { z } from "zod";
import { method } from "../method.ts";
import { hash } from "../params.ts";
import { refuse } from "../rpcErrors.ts";
import { subscribeToGroups, subscribeToTransaction } from "../subscriptions.ts";

/**
 * "groups": every group with a leg on this rollup, as its superblock is signed. "transaction": where one transaction of
 * any rollup stands, now and whenever that changes, until it is final.
 */
export const lockstepSubscribe = method({
  name: "lockstep_subscribe",
  params: z.union([
    z.tuple([z.literal("groups")]),
    z.tuple([z.literal("transaction"), z.strictObject({ hash })]),
  ]),
  handle(deps, [kind, wanted], session) {
    if (!session) return refuse("notSupported", "notifications need a WebSocket connection");
    if (kind === "groups") return subscribeToGroups(deps, session);
    return subscribeToTransaction(deps, session, wanted!.hash, "lockstep_subscription");
  },
});
