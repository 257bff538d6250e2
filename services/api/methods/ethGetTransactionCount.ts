import { toHex } from "viem";
import { z } from "zod";
import { method, unknownBlock } from "../method.ts";
import { address, blockId, LATEST } from "../params.ts";
import { headerAt } from "../ranks.ts";

/** With "pending", what waits in the pool counts. */
export const ethGetTransactionCount = method({
  name: "eth_getTransactionCount",
  params: z.tuple([address, blockId.default(LATEST)]),
  async handle(deps, [account, block]) {
    const header = headerAt(deps, block);
    if (!header) return unknownBlock();
    const { nonce } = await deps.engine.account(header.stateRoot, account);
    const pending = "tag" in block && block.tag === "pending" && deps.pool;
    return toHex(pending ? pending.nextNonce(deps.chainId, account, nonce) : nonce);
  },
});
