import { z } from "zod";
import { searchLogs } from "../logSearch.ts";
import { method } from "../method.ts";
import { refuse } from "../rpcErrors.ts";

export const ethGetFilterLogs = method({
  name: "eth_getFilterLogs",
  params: z.tuple([z.string()]),
  handle(deps, [id]) {
    const filter = deps.filters.get(id);
    return filter?.criteria ? searchLogs(deps, filter.criteria) : refuse("rejected", "filter not found");
  },
});
