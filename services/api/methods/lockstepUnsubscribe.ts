import { z } from "zod";
import { method } from "../method.ts";
import { unsubscribe } from "../subscriptions.ts";

export const lockstepUnsubscribe = method({
  name: "lockstep_unsubscribe",
  params: z.tuple([z.string()]),
  handle: (_deps, [id], session) => unsubscribe(session, id),
});
