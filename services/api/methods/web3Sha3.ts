import { keccak256 } from "viem";
import { z } from "zod";
import { method } from "../method.ts";
import { bytes } from "../params.ts";

export const web3Sha3 = method({
  name: "web3_sha3",
  params: z.tuple([bytes]),
  handle: (_deps, [data]) => keccak256(data),
});
