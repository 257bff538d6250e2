import { toHex } from "viem";
import { z } from "zod";
import { method, unknownBlock } from "../method.ts";
import { address, blockId, LATEST, slot } from "../params.ts";
import { headerAt } from "../ranks.ts";

export const ethGetProof = method({
  name: "eth_getProof",
  params: z.tuple([address, z.array(slot).max(1024), blockId.default(LATEST)]),
  async handle(deps, [account, slots, block]) {
    const header = headerAt(deps, block);
    if (!header) return unknownBlock();
    const proof = await deps.engine.proof(header.stateRoot, account, slots);
    return {
      ...proof,
      address: proof.address.toLowerCase(),
      balance: toHex(proof.balance),
      nonce: toHex(proof.nonce),
      storageProof: proof.storageProof.map((item) => ({ ...item, value: toHex(item.value) })),
    };
  },
});
