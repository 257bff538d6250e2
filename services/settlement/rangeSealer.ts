/** Batch data of a range in the store, and the proof that they give back what the store has. */
import { bytesToHex, type Hex, hexToBytes } from "viem";
import type { Store } from "../ports.ts";
import {
  type BatchBase,
  type BatchSuperblock,
  decodeBatchData,
  encodeBatchData,
} from "../protocol/batch/batchData.ts";
import { packBlobs, unpackBlobs } from "../protocol/batch/blobs.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import type { SealedRange } from "./postingState.ts";

export type RangeSource = {
  readonly store: Pick<Store, "superblock" | "block">;
  /** ascending */
  readonly rollups: readonly bigint[];
};

export type SealOutcome =
  | { readonly ok: true; readonly range: SealedRange }
  | { readonly ok: false; readonly reason: "superblock-too-large"; readonly detail: string };

export function batchBase(source: RangeSource, first: bigint): BatchBase {
  const { timestamp, producer, l1OriginNumber } = superblockAt(source, first - 1n).superblock;
  return { rollups: source.rollups, timestamp, producer, l1OriginNumber };
}

export function batchSuperblock(source: RangeSource, number: bigint): BatchSuperblock {
  const { timestamp, producer, l1OriginNumber } = superblockAt(source, number).superblock;
  const transactions = source.rollups.map((chainId) => {
    const block = source.store.block(chainId, number);
    if (block === undefined) throw missing(`block ${number} of chain ${chainId}`);
    return block.transactions;
  });
  return { timestamp, producer: producer.toLowerCase() as Hex, l1OriginNumber, transactions };
}

/** Encodes [first, last], or the longest beginning of it that fits into `maxDataBytes`. */
export function sealRange(
  source: RangeSource,
  range: { readonly first: bigint; readonly last: bigint },
  maxDataBytes: number,
): SealOutcome {
  const base = batchBase(source, range.first);
  const all = superblocks(source, range);
  let length = all.length;
  for (;;) {
    const data = encodeBatchData(all.slice(0, length), base);
    const last = range.first + BigInt(length) - 1n;
    if (data.length <= maxDataBytes) {
      const tip = superblockAt(source, last).hash;
      return { ok: true, range: { first: range.first, last, tip, data: bytesToHex(data) } };
    }
    if (length === 1) {
      const detail = `superblock ${last} needs ${data.length} bytes, a batch has ${maxDataBytes}`;
      return { ok: false, reason: "superblock-too-large", detail };
    }
    length = Math.max(1, Math.min(length - 1, Math.floor((length * maxDataBytes) / data.length)));
  }
}

/**
 * Why sealed data do not give back the store's superblocks; undefined if they do. Compared are all facts that the data
 * carry: timestamps, producers, origins, every transaction. Not executed again: the state roots are those that the
 * sequencer executed once, and a node that derives the batch is what checks them.
 */
export function findDifference(source: RangeSource, range: SealedRange): string | undefined {
  if (superblockAt(source, range.last).hash !== range.tip)
    return `superblock ${range.last} is another by now`;
  if (range.carrier === "blobs" && !comesBack(range.data)) return "data come back different from their blobs";
  const decoded = decodeBatchData(hexToBytes(range.data), batchBase(source, range.first));
  if (!decoded.ok) return `data are refused: ${decoded.reason}`;
  const expected = superblocks(source, range);
  if (decoded.superblocks.length !== expected.length)
    return `${decoded.superblocks.length} superblocks instead of ${expected.length}`;
  const at = expected.findIndex((superblock, i) => !isEqual(superblock, decoded.superblocks[i]!));
  return at < 0 ? undefined : `superblock ${range.first + BigInt(at)} comes back different`;
}

function comesBack(data: Hex): boolean {
  const unpacked = unpackBlobs(packBlobs(hexToBytes(data)));
  return unpacked.ok && bytesToHex(unpacked.data) === data;
}

const superblocks = (
  source: RangeSource,
  { first, last }: { readonly first: bigint; readonly last: bigint },
): BatchSuperblock[] =>
  Array.from({ length: Number(last - first) + 1 }, (_, i) => batchSuperblock(source, first + BigInt(i)));

const isEqual = (a: BatchSuperblock, b: BatchSuperblock): boolean =>
  a.timestamp === b.timestamp &&
  a.producer === b.producer &&
  a.l1OriginNumber === b.l1OriginNumber &&
  a.transactions.every((raws, rollup) => {
    const others = b.transactions[rollup]!;
    return raws.length === others.length && raws.every((raw, i) => raw === others[i]);
  });

function superblockAt(source: RangeSource, number: bigint) {
  const found = source.store.superblock(number);
  if (found === undefined) throw missing(`superblock ${number}`);
  return found;
}

const missing = (what: string): ServiceError => new ServiceError("store-gap", `${what} is not in the store`);
