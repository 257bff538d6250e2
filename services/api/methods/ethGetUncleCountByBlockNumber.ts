import { z } from "zod";
import { method } from "../method.ts";
import { blockId } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetUncleCountByBlockNumber = method({
  name: "eth_getUncleCountByBlockNumber",
  params: z.tuple([blockId]),
  handle: (deps, [id]) => (blockAt(deps, id) ? "0x0" : null),
});
