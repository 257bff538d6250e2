import { jsonValue } from "../jsonValue.ts";
import { method, noParams } from "../method.ts";

/** The newest block of this rollup that L1 knows to be mined; number 0 before the first. */
export const lockstepLastMined = method({
  name: "lockstep_lastMined",
  params: noParams,
  handle({ store, chainId, ranks }) {
    const number = ranks().mined;
    const header = store.header(chainId, number);
    const superblock = store.superblock(number);
    if (!header || !superblock) return null;
    return jsonValue({
      number,
      blockHash: header.hash,
      timestamp: header.timestamp,
      superblock: superblock.hash,
    });
  },
});
