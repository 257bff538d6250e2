/** Our own JSON-RPC methods, as the story uses them. */
import type { Hex } from "viem";
import type { Rank } from "../ports.ts";
import type { ChainClient } from "./context.ts";

export type GroupAnswer = {
  readonly status: "included" | "dropped" | "pending" | "unknown";
  readonly rank?: Rank;
  readonly superblock: Hex;
  readonly legs: readonly { readonly chainId: Hex; readonly transactionHash: Hex; readonly kind: string }[];
  readonly failure?: {
    readonly chainId: Hex;
    readonly reason: string;
    readonly revertData: Hex;
    readonly detail: string;
  };
};

export type RanksAnswer = Readonly<Record<Rank, Hex>>;

export type MessageProofAnswer = {
  readonly message: {
    readonly kind: number;
    readonly srcChainId: Hex;
    readonly dstChainId: Hex;
    readonly nonce: Hex;
    readonly sender: Hex;
    readonly target: Hex;
    readonly value: Hex;
    readonly gasLimit: Hex;
    readonly deadline: Hex;
    readonly refundTo: Hex;
    readonly dataHash: Hex;
    readonly resultHash: Hex;
  };
  readonly data: Hex;
  readonly siblings: readonly Hex[];
};

const request = <T>(chain: ChainClient, method: string, params: readonly unknown[]): Promise<T> =>
  chain.reader.request({ method, params } as never) as Promise<T>;

export const groupOf = (chain: ChainClient, transactionHash: Hex): Promise<GroupAnswer> =>
  request(chain, "lockstep_getGroup", [transactionHash]);

export const ranksOf = (chain: ChainClient): Promise<RanksAnswer> => request(chain, "lockstep_getRanks", []);

export const messageProofOf = (
  chain: ChainClient,
  dstChainId: bigint,
  nonce: bigint,
  count: bigint,
): Promise<MessageProofAnswer> =>
  request(
    chain,
    "lockstep_getMessageProof",
    [dstChainId, nonce, count].map((n) => `0x${n.toString(16)}`),
  );
