import { readFileSync } from "node:fs";
import { hexToBytes } from "@noble/hashes/utils.js";
import * as BlockHeader from "../../services/protocol/bitcoin/blockHeader.ts";
import type { Tip } from "../../services/protocol/bitcoin/headerChain.ts";

interface HeaderFile {
  readonly mainnetRun: { readonly startHeight: number; readonly headers: readonly string[] };
  readonly mainnetEpochEdges: { readonly headers: readonly { height: number; hash: string; hex: string }[] };
  readonly mainnetStale: { readonly headers: readonly { hash: string; hex: string }[] };
  readonly testnet3MinDifficulty: { readonly headers: readonly { hash: string; hex: string }[] };
}

const file = JSON.parse(readFileSync("test/vectors/bitcoin-headers.json", "utf8")) as HeaderFile;

export const startHeight = file.mainnetRun.startHeight;
/** 2300 consecutive headers of mainnet, over a retarget. */
export const run: readonly Uint8Array[] = file.mainnetRun.headers.map((hex) => hexToBytes(hex));
/** First and last header of every epoch; `hash` is display order. */
export const epochEdges = file.mainnetEpochEdges.headers.map(({ height, hash, hex }) => ({
  height,
  hash,
  header: hexToBytes(hex),
}));
export const stale = file.mainnetStale.headers.map(({ hex }) => hexToBytes(hex));
export const testnetMinDifficulty = file.testnet3MinDifficulty.headers.map(({ hex }) => hexToBytes(hex));

/** The chain up to the i-th header of the run. */
export function tipAt(i: number): Tip {
  const header = run[i]!;
  const epochStart = Math.floor((startHeight + i) / 2016) * 2016;
  const start = epochEdges.find(({ height }) => height === epochStart)!;
  return {
    hash: BlockHeader.hash(header),
    height: startHeight + i,
    timeSec: BlockHeader.timeSec(header),
    nBits: BlockHeader.nBits(header),
    epochStartSec: BlockHeader.timeSec(start.header),
    workTotal: 0n,
  };
}
