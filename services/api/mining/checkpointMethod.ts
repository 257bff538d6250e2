/** What is behind the hash of `createauxblock`, for a miner that looks before it commits. */
import { bytesToHex } from "@noble/hashes/utils.js";
import { encode } from "../../protocol/superblock/checkpoint.ts";
import { hashFromDisplay, RpcError, type RpcMethod } from "./rpcMethod.ts";

export const getCheckpoint: RpcMethod = {
  name: "lockstep_getCheckpoint",
  summary: "the 100 bytes of a checkpoint handed out or found here, which the miner hashes itself",
  params: ["hash"],
  required: 1,
  handle: ({ service }, [hash]) => {
    const checkpoint = service.checkpoint(hashFromDisplay(hash, "block hash"));
    if (checkpoint === undefined) throw new RpcError(-5, "Block not found");
    return { hash, checkpoint: bytesToHex(encode(checkpoint)) };
  },
};
