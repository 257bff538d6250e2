import { z } from "zod";
import { method } from "../method.ts";
import { hash } from "../params.ts";
import { blockAt } from "../ranks.ts";

export const ethGetUncleCountByBlockHash = method({
  name: "eth_getUncleCountByBlockHash",
  params: z.tuple([hash]),
  handle: (deps, [blockHash]) => (blockAt(deps, { hash: blockHash }) ? "0x0" : null),
});
