import { jsonValue } from "../jsonValue.ts";
import { method, noParams } from "../method.ts";

/** Newest superblock number of each rank. */
export const lockstepGetRanks = method({
  name: "lockstep_getRanks",
  params: noParams,
  handle: ({ ranks }) => jsonValue(ranks()),
});
