import { method, noParams } from "../method.ts";

export const netPeerCount = method({
  name: "net_peerCount",
  params: noParams,
  handle: () => "0x0",
});
