import { z } from "zod";
import { method } from "../method.ts";
import { bytes } from "../params.ts";
import { refuse } from "../rpcErrors.ts";
import { refuseTransaction } from "../submitOutcomes.ts";

export const ethSendRawTransaction = method({
  name: "eth_sendRawTransaction",
  params: z.tuple([bytes]),
  async handle({ pool, chainId }, [raw]) {
    if (!pool)
      return refuse("notSupported", "this node takes no transactions: send to the sequencer", {
        reason: "no-pool",
      });
    const outcome = await pool.submit(chainId, raw);
    return outcome.ok ? outcome.hash : refuseTransaction(outcome.reason, outcome.detail);
  },
});
