/** A transaction as Ethereum's JSON-RPC gives it. */
import { type Address, type Hex, keccak256, parseTransaction, toHex } from "viem";
import type { BlockHeader, Receipt } from "../ports.ts";

const lower = (address: Address): string => address.toLowerCase();

export type Place = { readonly header: BlockHeader; readonly index: number; readonly receipt: Receipt };

/** @param place where it stands in a block; undefined while it waits */
export function formatTransaction(raw: Hex, from: Address, place: Place | undefined) {
  const tx = parseTransaction(raw);
  const type = tx.type ?? "legacy";
  const dynamic = tx.type === "eip1559" || tx.type === "eip7702";
  return {
    blockHash: place?.header.hash ?? null,
    blockNumber: place ? toHex(place.header.number) : null,
    transactionIndex: place ? toHex(place.index) : null,
    hash: place?.receipt.transactionHash ?? keccak256(raw),
    from: lower(from),
    to: tx.to ? lower(tx.to) : null,
    nonce: toHex(tx.nonce ?? 0),
    gas: toHex(tx.gas ?? 0n),
    value: toHex(tx.value ?? 0n),
    input: tx.data ?? "0x",
    type: toHex(TYPES[type]),
    ...(tx.chainId !== undefined && { chainId: toHex(tx.chainId) }),
    ...(dynamic
      ? {
          maxFeePerGas: toHex(tx.maxFeePerGas ?? 0n),
          maxPriorityFeePerGas: toHex(tx.maxPriorityFeePerGas ?? 0n),
          gasPrice: toHex(place?.receipt.effectiveGasPrice ?? tx.maxFeePerGas ?? 0n),
        }
      : { gasPrice: toHex(tx.gasPrice ?? 0n) }),
    ...(type !== "legacy" && { accessList: tx.accessList ?? [] }),
    ...("authorizationList" in tx && { authorizationList: tx.authorizationList?.map(formatAuthorization) }),
    ...formatSignature(tx, type === "legacy"),
  };
}

const TYPES = { legacy: 0, eip2930: 1, eip1559: 2, eip4844: 3, eip7702: 4 } as const;

type Signature = {
  r?: Hex | undefined;
  s?: Hex | undefined;
  v?: bigint | undefined;
  yParity?: number | undefined;
};

function formatSignature({ r = "0x0", s = "0x0", v, yParity = 0 }: Signature, legacy: boolean) {
  if (legacy) return { v: toHex(v ?? 0n), r: shortest(r), s: shortest(s) };
  return { v: toHex(yParity), r: shortest(r), s: shortest(s), yParity: toHex(yParity) };
}

type Authorization = {
  chainId: number;
  address: Address;
  nonce: number;
  r?: Hex;
  s?: Hex;
  yParity?: number | undefined;
};

const formatAuthorization = ({ chainId, address, nonce, r = "0x0", s = "0x0", yParity }: Authorization) => ({
  chainId: toHex(chainId),
  address: lower(address),
  nonce: toHex(nonce),
  yParity: toHex(yParity ?? 0),
  r: shortest(r),
  s: shortest(s),
});

const shortest = (hex: Hex): Hex => toHex(BigInt(hex));
