import { toHex } from "viem";
import { SUGGESTED_TIP_WEI } from "../fees.ts";
import { method, noParams } from "../method.ts";

export const ethMaxPriorityFeePerGas = method({
  name: "eth_maxPriorityFeePerGas",
  params: noParams,
  handle: () => toHex(SUGGESTED_TIP_WEI),
});
