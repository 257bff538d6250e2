import { z } from "zod";
import { method } from "../method.ts";
import { refuse } from "../rpcErrors.ts";
import { subscribeToGroups } from "../subscriptions.ts";

/** "groups": every group with a leg on this rollup, as its superblock is signed. */
export const lockstepSubscribe = method({
  name: "lockstep_subscribe",
  params: z.tuple([z.literal("groups")]),
  handle(deps, _params, session) {
    if (!session) return refuse("notSupported", "notifications need a WebSocket connection");
    return subscribeToGroups(deps, session);
  },
});
