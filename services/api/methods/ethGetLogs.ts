import { z } from "zod";
import { searchLogs } from "../logSearch.ts";
import { method } from "../method.ts";
import { logCriteria } from "../params.ts";

export const ethGetLogs = method({
  name: "eth_getLogs",
  params: z.tuple([logCriteria]),
  handle: (deps, [criteria]) => searchLogs(deps, criteria),
});
