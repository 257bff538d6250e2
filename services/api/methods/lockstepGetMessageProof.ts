import { z } from "zod";
import { root, siblings } from "../../protocol/appendOnlyTree.ts";
import { jsonValue } from "../jsonValue.ts";
import { treeOf } from "../messageTree.ts";
import { method } from "../method.ts";
import { quantity } from "../params.ts";
import { refuse } from "../rpcErrors.ts";

/** A message that this rollup sent, with its Merkle path in the channel as of `count` messages. */
export const lockstepGetMessageProof = method({
  name: "lockstep_getMessageProof",
  params: z.tuple([quantity, quantity, quantity]),
  handle({ store, chainId }, [dstChainId, nonce, count]) {
    const leaves = store.leaves(chainId, dstChainId, count);
    const found = store.sentMessage(chainId, dstChainId, nonce);
    if (BigInt(leaves.length) !== count || nonce >= count || !found)
      return refuse("notFound", `no message ${nonce} among the first ${count} to chain ${dstChainId}`);
    return jsonValue({
      ...found,
      leaf: leaves[Number(nonce)],
      siblings: siblings(leaves, Number(nonce)),
      count,
      root: root(treeOf(leaves)),
    });
  },
});
