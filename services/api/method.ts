/** How methods of the rollup's JSON-RPC are declared. */
import { z } from "zod";
import { defineMethod } from "./jsonRpc.ts";
import type { RpcDeps } from "./rpcDeps.ts";
import { refuse } from "./rpcErrors.ts";

export const method = defineMethod<RpcDeps>();

export const noParams = z.tuple([]);

export const unknownBlock = () => refuse("notFound", "header not found");
