import { toHex } from "viem";
import { suggestedGasPrice } from "../fees.ts";
import { method, noParams } from "../method.ts";

export const ethGasPrice = method({
  name: "eth_gasPrice",
  params: noParams,
  handle: (deps) => toHex(suggestedGasPrice(deps)),
});
