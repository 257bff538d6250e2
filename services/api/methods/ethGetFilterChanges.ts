import { z } from "zod";
import { changesOf } from "../filterChanges.ts";
import { method } from "../method.ts";
import { refuse } from "../rpcErrors.ts";

/** What came since the last time somebody asked. */
export const ethGetFilterChanges = method({
  name: "eth_getFilterChanges",
  params: z.tuple([z.string()]),
  handle(deps, [id]) {
    const filter = deps.filters.get(id);
    return filter ? changesOf(deps, filter) : refuse("rejected", "filter not found");
  },
});
