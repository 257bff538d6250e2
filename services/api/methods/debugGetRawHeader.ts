import { z } from "zod";
import { method, unknownBlock } from "../method.ts";
import { blockId } from "../params.ts";
import { headerAt } from "../ranks.ts";

export const debugGetRawHeader = method({
  name: "debug_getRawHeader",
  params: z.tuple([blockId]),
  handle: (deps, [id]) => headerAt(deps, id)?.rlp ?? unknownBlock(),
});
