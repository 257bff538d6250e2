import { z } from "zod";
import { method } from "../method.ts";
import { logCriteria } from "../params.ts";
import { refuse } from "../rpcErrors.ts";

export const ethNewFilter = method({
  name: "eth_newFilter",
  params: z.tuple([logCriteria]),
  handle: ({ filters }, [criteria]) => filters.add(criteria) ?? refuse("limitExceeded", "too many filters"),
});
