/**
 * Where transactions stand: key chain id ‖ transaction hash, value block number ‖ index, numbers in eight bytes, big-endian.
 * Bytes and not records, because every transaction has one.
 */
import type { Hex } from "viem";
import type { ByteTable } from "./lmdbTables.ts";

export type Place = { readonly blockNumber: bigint; readonly index: number };

export type TransactionPlaces = {
  get(chainId: bigint, transactionHash: Hex): Place | undefined;
  put(chainId: bigint, transactionHash: Hex, place: Place): void;
  remove(chainId: bigint, transactionHash: Hex): void;
};

export const transactionPlaces = (table: ByteTable): TransactionPlaces => ({
  get: (chainId, hash) => {
    const found = table.get(keyOf(chainId, hash));
    return found && decode(found);
  },
  put: (chainId, hash, { blockNumber, index }) => {
    const value = Buffer.alloc(16);
    value.writeBigUInt64BE(blockNumber);
    value.writeBigUInt64BE(BigInt(index), 8);
    table.put(keyOf(chainId, hash), value);
  },
  remove: (chainId, hash) => table.remove(keyOf(chainId, hash)),
});

function keyOf(chainId: bigint, hash: Hex): Buffer {
  const key = Buffer.alloc(40);
  key.writeBigUInt64BE(chainId);
  key.write(hash.slice(2), 8, "hex");
  return key;
}

function decode(bytes: Uint8Array): Place {
  const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return { blockNumber: value.readBigUInt64BE(), index: Number(value.readBigUInt64BE(8)) };
}
