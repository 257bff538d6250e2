import { z } from "zod";
import { jsonValue } from "../jsonValue.ts";
import { method } from "../method.ts";
import { address, bytes, quantity } from "../params.ts";
import { refuse } from "../rpcErrors.ts";

/** Where the search begins; the builder's own bound for one action. */
const MAX_GAS_LIMIT = 5_000_000n;

const request = z.strictObject({
  from: address,
  dstChainId: quantity,
  target: address,
  data: bytes.default("0x"),
  value: quantity.default(0n),
  /** set if the trigger asks for the result of its action */
  maxResultBytes: quantity.optional(),
  maxGasLimit: quantity.default(MAX_GAS_LIMIT),
});

/** The `gasLimit` that a trigger from this rollup needs on its destination, and the `quoteWei` to send with it. */
export const lockstepEstimateTrigger = method({
  name: "lockstep_estimateTrigger",
  params: z.tuple([request]),
  async handle({ simulator, chainId }, [{ maxResultBytes, ...trigger }]) {
    if (simulator === undefined)
      return refuse("notSupported", "simulations are the sequencer's: ask its RPC");
    const estimate = await simulator.estimateTrigger({
      srcChainId: chainId,
      ...trigger,
      ...(maxResultBytes !== undefined && { maxResultBytes }),
    });
    if (estimate.status === "busy") return refuse("limitExceeded", "too many simulations wait: try again");
    return jsonValue(estimate);
  },
});
