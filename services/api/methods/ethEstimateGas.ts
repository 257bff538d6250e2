import { toHex } from "viem";
import { z } from "zod";
import { refuseCall } from "../callOutcomes.ts";
import { method, unknownBlock } from "../method.ts";
import { blockId, callRequest, LATEST } from "../params.ts";
import { headerAt } from "../ranks.ts";

export const ethEstimateGas = method({
  name: "eth_estimateGas",
  params: z.tuple([callRequest, blockId.default(LATEST)]),
  async handle(deps, [request, block]) {
    const header = headerAt(deps, block);
    if (!header) return unknownBlock();
    const estimate = await deps.engine.estimateGas(header, request);
    return estimate.ok ? toHex(estimate.gas) : refuseCall(estimate.outcome);
  },
});
