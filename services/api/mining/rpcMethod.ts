/** A method of the mining RPC, and the errors it may answer with: codes are Bitcoin Core's. */
import { type Hex, hexToBytes } from "viem";
import { reverse } from "../../protocol/bitcoin/bitcoinHash.ts";
import type { CallDeps } from "./miningDeps.ts";

export type RpcErrorCode =
  | -1
  | -5
  | -8
  | -9
  | -10
  | -22
  /** invalid request, unknown method, parse error */
  | -32600
  | -32601
  | -32700;

/** Thrown by methods, turned into an answer by the server. */
export class RpcError extends Error {
  readonly code: RpcErrorCode;
  constructor(code: RpcErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type RpcMethod = {
  readonly name: string;
  /** for `help` */
  readonly summary: string;
  /** names of the parameters, in order; those after `required` may be left out */
  readonly params: readonly string[];
  readonly required: number;
  handle(deps: CallDeps, args: readonly unknown[]): unknown;
};

export const usage = ({ name, params, required }: RpcMethod): string => {
  const words = params.map((param, i) => (i < required ? `"${param}"` : `( "${param}" )`));
  return [name, ...words].join(" ");
};

/** A hash in display order, as pools send it, in wire order; -8 for anything else. */
export function hashFromDisplay(value: unknown, what: string): Hex {
  if (typeof value !== "string" || !/^[0-9a-fA-F]{64}$/.test(value))
    throw new RpcError(-8, `invalid ${what} hex`);
  return `0x${Buffer.from(reverse(hexToBytes(`0x${value}`))).toString("hex")}`;
}

/** 64 hex digits in display order. */
export const displayHash = (wire: Hex): string => Buffer.from(reverse(hexToBytes(wire))).toString("hex");
