import { method, noParams } from "../method.ts";

export const netVersion = method({
  name: "net_version",
  params: noParams,
  handle: ({ chainId }) => chainId.toString(),
});
