/**
 * Batch data, version 2: the raw transactions of a range of superblocks with what cannot be derived of each.
 * docs/codec.md has the layout byte by byte. Data = 0x02 ‖ varint(superblocks) ‖ chunk frame; timestamps, origins and
 * producers are relative to the superblock before the range, which every reader has.
 */
import type { Address, Hex } from "viem";
import { MESSENGER, MINED_BLOCK_ORACLE, TOKEN_BRIDGE } from "../systemAddresses.ts";
import { AddressBookReader, AddressBookWriter } from "./addressBook.ts";
import { ByteReader, ByteWriter, type DecodeReason, DecodeRefusal } from "./byteStream.ts";
import { readChunks, writeChunks } from "./chunks.ts";
import { columnIndexReader, columnIndexWriter } from "./dictionary.ts";
import { bytesToHex, hexToBytes } from "./plainBytes.ts";
import { StreamsReader, StreamsWriter } from "./streams.ts";
import { TransactionReader, TransactionWriter } from "./transactionColumns.ts";

export const BATCH_DATA_VERSION = 2;

/** What the data say of one superblock. */
export type BatchSuperblock = {
  /** Unix seconds */
  readonly timestamp: bigint;
  readonly producer: Address;
  readonly l1OriginNumber: bigint;
  /** raw signed transactions of each rollup's block, in chain-id order */
  readonly transactions: readonly (readonly Hex[])[];
};

/** The superblock before the range, and the rollups in ascending order. */
export type BatchBase = {
  readonly rollups: readonly bigint[];
  readonly timestamp: bigint;
  readonly producer: Address;
  readonly l1OriginNumber: bigint;
};

/** What a decoder accepts at most, and so what it allocates. */
export type BatchLimits = {
  readonly maxSuperblocks: number;
  readonly maxTransactions: number;
  /** of one raw transaction, up to the few bytes of its fixed fields */
  readonly maxTransactionBytes: number;
  /** of all raw transactions, and of the unpacked streams */
  readonly maxBytes: number;
};

/** Limits that all nodes share; data beyond them are invalid. */
export const BATCH_LIMITS: BatchLimits = {
  maxSuperblocks: 43_200,
  maxTransactions: 200_000,
  maxTransactionBytes: 128 * 1024,
  maxBytes: 32 * 1024 * 1024,
};

type Head = Omit<BatchSuperblock, "transactions">;

export type DecodedBatchData =
  | { readonly ok: true; readonly superblocks: readonly BatchSuperblock[] }
  | { readonly ok: false; readonly reason: DecodeReason; readonly limit: number; readonly actual: number };

const plain = (address: Address): string => address.slice(2).toLowerCase();

const known = (base: BatchBase): string[] =>
  [MESSENGER, TOKEN_BRIDGE, MINED_BLOCK_ORACLE, base.producer].map(plain);

/**
 * Encodes a range that follows `base`. Throws on what no range of ours can be: other rollups, timestamps that do
 * not grow, origins that fall.
 */
export function encodeBatchData(superblocks: readonly BatchSuperblock[], base: BatchBase): Uint8Array {
  const streams = new StreamsWriter();
  const addresses = new AddressBookWriter(
    streams.bits("packed"),
    streams.bytes("addressValues"),
    known(base),
  );
  let before: Pick<BatchSuperblock, "timestamp" | "l1OriginNumber"> = base;
  for (const superblock of superblocks) {
    const elapsed = superblock.timestamp - before.timestamp;
    const advanced = superblock.l1OriginNumber - before.l1OriginNumber;
    if (elapsed <= 0n || advanced < 0n || superblock.transactions.length !== base.rollups.length) {
      throw new RangeError(`no range has a superblock ${elapsed} s later, origin ${advanced} blocks later`);
    }
    streams.column("timestamps").put(elapsed - 1n);
    streams.column("origins").put(advanced);
    addresses.putPlain(columnIndexWriter(streams.column("producers")), plain(superblock.producer));
    before = superblock;
  }
  const transactions = new TransactionWriter(streams, addresses);
  base.rollups.forEach((chainId, rollup) => {
    for (const superblock of superblocks) {
      const raws = superblock.transactions[rollup]!;
      streams.column("counts").put(raws.length);
      for (const raw of raws) transactions.put(hexToBytes(raw.slice(2)), chainId, superblock.timestamp);
    }
  });
  const out = new ByteWriter();
  out.byte(BATCH_DATA_VERSION);
  out.varint(BigInt(superblocks.length));
  writeChunks(out, streams.finish());
  return out.finish();
}

/** Decodes strictly: whatever is accepted, its encoding is unique up to the choices of LZ4. Never throws. */
export function decodeBatchData(
  data: Uint8Array,
  base: BatchBase,
  limits: BatchLimits = BATCH_LIMITS,
): DecodedBatchData {
  try {
    return { ok: true, superblocks: decode(data, base, limits) };
  } catch (error) {
    if (!(error instanceof DecodeRefusal)) throw error;
    return { ok: false, reason: error.reason, limit: error.limit, actual: error.actual };
  }
}

function decode(data: Uint8Array, base: BatchBase, limits: BatchLimits): BatchSuperblock[] {
  const from = new ByteReader(data);
  const version = from.byte();
  if (version !== BATCH_DATA_VERSION) throw new DecodeRefusal("unknown-version", BATCH_DATA_VERSION, version);
  const count = from.count(limits.maxSuperblocks, "too-many-superblocks");
  const streams = new StreamsReader(readChunks(from, limits.maxBytes));
  const addresses = new AddressBookReader(
    streams.bits("packed"),
    streams.bytes("addressValues"),
    known(base),
  );
  const heads = readHeads(streams, addresses, base, count);
  const perRollup = readTransactions(streams, addresses, base, { heads, limits });
  streams.end();
  return heads.map((head, i) => ({ ...head, transactions: perRollup.map((rollup) => rollup[i]!) }));
}

function readHeads(
  streams: StreamsReader,
  addresses: AddressBookReader,
  base: BatchBase,
  count: number,
): Head[] {
  let { timestamp, l1OriginNumber } = base;
  return Array.from({ length: count }, () => {
    timestamp += streams.column("timestamps").next() + 1n;
    l1OriginNumber += streams.column("origins").next();
    const producer = addresses.nextPlain(columnIndexReader(streams.column("producers")));
    if (timestamp >> 64n || l1OriginNumber >> 64n) throw new DecodeRefusal("value-out-of-range", 64, 65);
    return { timestamp, producer: `0x${producer}` as const, l1OriginNumber };
  });
}

/** By rollup, then superblock. */
function readTransactions(
  streams: StreamsReader,
  addresses: AddressBookReader,
  base: BatchBase,
  { heads, limits }: { readonly heads: readonly Head[]; readonly limits: BatchLimits },
): Hex[][][] {
  const reader = new TransactionReader(streams, addresses);
  let transactions = 0;
  let bytesLeft = limits.maxBytes;
  const next = (chainId: bigint, timestamp: bigint): Hex => {
    const raw = reader.next(chainId, timestamp, Math.min(limits.maxTransactionBytes, bytesLeft));
    bytesLeft -= raw.length;
    if (bytesLeft < 0)
      throw new DecodeRefusal("too-many-bytes", limits.maxBytes, limits.maxBytes - bytesLeft);
    return `0x${bytesToHex(raw)}`;
  };
  return base.rollups.map((chainId) =>
    heads.map(({ timestamp }) => {
      const here = streams
        .column("counts")
        .small(limits.maxTransactions - transactions, "too-many-transactions");
      transactions += here;
      return Array.from({ length: here }, () => next(chainId, timestamp));
    }),
  );
}
