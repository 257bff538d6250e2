import { z } from "zod";
import { refuseCall } from "../callOutcomes.ts";
import { method, unknownBlock } from "../method.ts";
import { blockId, callRequest, LATEST } from "../params.ts";
import { headerAt } from "../ranks.ts";
import { refuse } from "../rpcErrors.ts";

export const ethCall = method({
  name: "eth_call",
  params: z.tuple([callRequest, blockId.default(LATEST), z.looseObject({}).optional()]),
  async handle(deps, [request, block, overrides]) {
    const header = headerAt(deps, block);
    if (!header) return unknownBlock();
    if (overrides && Object.keys(overrides).length > 0)
      return refuse("notSupported", "state overrides are not supported");
    const outcome = await deps.engine.call(header, request);
    return outcome.success ? outcome.returnData : refuseCall(outcome);
  },
});
