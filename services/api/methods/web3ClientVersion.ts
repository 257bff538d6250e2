import { method, noParams } from "../method.ts";

export const web3ClientVersion = method({
  name: "web3_clientVersion",
  params: noParams,
  handle: ({ clientVersion }) => clientVersion,
});
