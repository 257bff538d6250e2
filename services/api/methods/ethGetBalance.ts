import { toHex } from "viem";
import { z } from "zod";
import { method, unknownBlock } from "../method.ts";
import { address, blockId, LATEST } from "../params.ts";
import { headerAt } from "../ranks.ts";

export const ethGetBalance = method({
  name: "eth_getBalance",
  params: z.tuple([address, blockId.default(LATEST)]),
  async handle(deps, [account, block]) {
    const header = headerAt(deps, block);
    if (!header) return unknownBlock();
    return toHex((await deps.engine.account(header.stateRoot, account)).balance);
  },
});
