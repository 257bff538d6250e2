import { z } from "zod";
import { refuseCall, refuseGroup } from "../callOutcomes.ts";
import { method, unknownBlock } from "../method.ts";
import { blockId, callRequest, LATEST } from "../params.ts";
import { headerAt, headNumber } from "../ranks.ts";
import { refuse } from "../rpcErrors.ts";

/** A call that asks other rollups for results has them only as a group, which the sequencer can try on its head. */
export const ethCall = method({
  name: "eth_call",
  params: z.tuple([callRequest, blockId.default(LATEST), z.looseObject({}).optional()]),
  async handle(deps, [request, block, overrides]) {
    const header = headerAt(deps, block);
    if (!header) return unknownBlock();
    if (overrides && Object.keys(overrides).length > 0)
      return refuse("notSupported", "state overrides are not supported");
    const outcome = await deps.engine.call(header, request);
    const { simulator, chainId } = deps;
    if (outcome.missed !== undefined && simulator && header.number === headNumber(deps)) {
      const group = await simulator.simulate(chainId, request);
      return group.status === "kept" ? group.returnData : refuseGroup(group);
    }
    return outcome.success ? outcome.returnData : refuseCall(outcome);
  },
});
