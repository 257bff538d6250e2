import { z } from "zod";
import { method, unknownBlock } from "../method.ts";
import { blockId } from "../params.ts";
import { blockAt } from "../ranks.ts";
import { encodeBlock } from "../rawBlock.ts";

export const debugGetRawBlock = method({
  name: "debug_getRawBlock",
  params: z.tuple([blockId]),
  handle(deps, [id]) {
    const block = blockAt(deps, id);
    return block ? encodeBlock(block) : unknownBlock();
  },
});
