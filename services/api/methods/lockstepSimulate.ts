import { z } from "zod";
import { jsonValue } from "../jsonValue.ts";
import { method } from "../method.ts";
import { chainCall } from "../params.ts";
import { refuse } from "../rpcErrors.ts";

/**
 * What a call would do on all rollups, as a transaction on top of the head: its legs with their gas, or the revert
 * data of the leg that fails. Nothing is kept. Without `chainId` the call is on this rollup.
 */
export const lockstepSimulate = method({
  name: "lockstep_simulate",
  params: z.tuple([chainCall]),
  async handle({ simulator, chainId }, [{ chainId: wanted, request }]) {
    if (simulator === undefined)
      return refuse("notSupported", "simulations are the sequencer's: ask its RPC");
    const outcome = await simulator.simulate(wanted ?? chainId, request);
    if (outcome.status === "busy") return refuse("limitExceeded", "too many simulations wait: try again");
    return jsonValue(outcome);
  },
});
