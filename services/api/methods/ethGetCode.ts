import { z } from "zod";
import { method, unknownBlock } from "../method.ts";
import { address, blockId, LATEST } from "../params.ts";
import { headerAt } from "../ranks.ts";

export const ethGetCode = method({
  name: "eth_getCode",
  params: z.tuple([address, blockId.default(LATEST)]),
  async handle(deps, [account, block]) {
    const header = headerAt(deps, block);
    return header ? deps.engine.code(header.stateRoot, account) : unknownBlock();
  },
});
