import { z } from "zod";
import { method, unknownBlock } from "../method.ts";
import { address, blockId, LATEST, slot } from "../params.ts";
import { headerAt } from "../ranks.ts";

export const ethGetStorageAt = method({
  name: "eth_getStorageAt",
  params: z.tuple([address, slot, blockId.default(LATEST)]),
  async handle(deps, [account, key, block]) {
    const header = headerAt(deps, block);
    return header ? deps.engine.storage(header.stateRoot, account, key) : unknownBlock();
  },
});
