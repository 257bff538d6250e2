import { z } from "zod";
import { method } from "../method.ts";

export const lockstepUnsubscribe = method({
  name: "lockstep_unsubscribe",
  params: z.tuple([z.string()]),
  handle(_deps, [id], session) {
    const end = session?.subscriptions.get(id);
    if (!end) return false;
    end();
    return session!.subscriptions.delete(id);
  },
});
