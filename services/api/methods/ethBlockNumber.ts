import { toHex } from "viem";
import { method, noParams } from "../method.ts";
import { headNumber } from "../ranks.ts";

export const ethBlockNumber = method({
  name: "eth_blockNumber",
  params: noParams,
  handle: (deps) => toHex(headNumber(deps)),
});
