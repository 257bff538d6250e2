import { toHex } from "viem";
import { z } from "zod";
import { refuseCall, refuseGroup } from "../callOutcomes.ts";
import { method, unknownBlock } from "../method.ts";
import { blockId, callRequest, LATEST } from "../params.ts";
import { headerAt, headNumber } from "../ranks.ts";

/** A call that asks other rollups for results has them only as a group, which the sequencer can try on its head. */
export const ethEstimateGas = method({
  name: "eth_estimateGas",
  params: z.tuple([callRequest, blockId.default(LATEST)]),
  async handle(deps, [request, block]) {
    const header = headerAt(deps, block);
    if (!header) return unknownBlock();
    const estimate = await deps.engine.estimateGas(header, request);
    if (estimate.ok) return toHex(estimate.gas);
    const { simulator, chainId } = deps;
    if (estimate.outcome.missed === undefined || !simulator || header.number !== headNumber(deps))
      return refuseCall(estimate.outcome);
    const group = await simulator.estimateGas(chainId, request);
    return group.status === "kept" ? toHex(group.gas) : refuseGroup(group);
  },
});
