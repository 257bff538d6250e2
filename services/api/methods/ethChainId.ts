import { toHex } from "viem";
import { method, noParams } from "../method.ts";

export const ethChainId = method({
  name: "eth_chainId",
  params: noParams,
  handle: ({ chainId }) => toHex(chainId),
});
