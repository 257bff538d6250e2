import { method, noParams } from "../method.ts";

/** There are no blob transactions; this is the least price that exists. */
export const ethBlobBaseFee = method({
  name: "eth_blobBaseFee",
  params: noParams,
  handle: () => "0x1",
});
