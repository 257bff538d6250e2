import { method, noParams } from "../method.ts";
import { refuse } from "../rpcErrors.ts";

export const ethNewBlockFilter = method({
  name: "eth_newBlockFilter",
  params: noParams,
  handle: ({ filters }) => filters.add(undefined) ?? refuse("limitExceeded", "too many filters"),
});
