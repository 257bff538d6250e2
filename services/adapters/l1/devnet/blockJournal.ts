/**
 * The devnet's L1 on disk: every block in a file of JSON lines that only grows, flushed before anybody hears of the
 * block. The first line is genesis. Runs of empty blocks are one line after the next start.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Hex } from "viem";
import { z } from "zod";
import { ServiceError } from "../../../runtime/serviceError.ts";

/** Why a devnet L1 cannot start or go on; `code` is what programs read. */
export class DevnetL1Error extends ServiceError {
  declare readonly code: DevnetL1ErrorCode;
  constructor(code: DevnetL1ErrorCode, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
    this.name = "DevnetL1Error";
  }
}

export type DevnetL1ErrorCode =
  | "port-occupied"
  | "journal-damaged"
  | "block-hash-mismatch"
  | "process-ended"
  | "start-failed";

const hex = z.custom<Hex>((value) => typeof value === "string" && /^0x[0-9a-f]*$/i.test(value));

const genesisLine = z.strictObject({
  format: z.literal("lockstep-devnet-l1-v1"),
  chainId: z.int(),
  /** Unix seconds */
  genesisTimeSec: z.int(),
  genesisHash: hex,
});

/** A block with its raw signed transactions in order, or `count` empty blocks, `stepSec` apart. */
const blockLine = z.strictObject({
  /** of the first */
  number: z.int(),
  /** of the first, Unix seconds */
  timeSec: z.int(),
  /** of the last */
  hash: hex,
  transactions: z.array(hex).min(1).optional(),
  count: z.int().min(2).optional(),
  stepSec: z.int().min(0).optional(),
});

export type GenesisLine = z.infer<typeof genesisLine>;
export type BlockLine = z.infer<typeof blockLine>;

export const blockCount = (line: BlockLine): number => line.count ?? 1;

export interface BlockJournal {
  readonly genesis: GenesisLine | undefined;
  readonly blocks: readonly BlockLine[];
  /** bytes of a line that a crash had cut short, taken off at opening */
  readonly repairedBytes: number;
  /** On disk when it returns. */
  append(line: GenesisLine | BlockLine): void;
  close(): void;
}

export function openBlockJournal(path: string): BlockJournal {
  mkdirSync(dirname(path), { recursive: true });
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const wholeBytes = content.lastIndexOf(0x0a) + 1;
  const { genesis, blocks } = parse(content.subarray(0, wholeBytes).toString("utf8"), path);
  const compacted = compact(blocks);
  if (genesis !== undefined && compacted.length < blocks.length) rewrite(path, [genesis, ...compacted]);
  const file = openSync(path, "a");
  if (compacted.length === blocks.length && wholeBytes < content.length) ftruncateSync(file, wholeBytes);
  syncFolder(path);
  return {
    genesis,
    blocks: compacted,
    repairedBytes: content.length - wholeBytes,
    append: (line) => {
      writeSync(file, `${JSON.stringify(line)}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

function parse(text: string, path: string): { genesis: GenesisLine | undefined; blocks: BlockLine[] } {
  const lines = text.split("\n").slice(0, -1);
  const decode = <T>(schema: z.ZodType<T>, line: string, index: number): T => {
    try {
      return schema.parse(JSON.parse(line));
    } catch (cause) {
      throw damaged(path, index + 1, cause);
    }
  };
  const first = lines[0];
  const genesis = first === undefined ? undefined : decode(genesisLine, first, 0);
  const blocks = lines.slice(1).map((line, i) => decode(blockLine, line, i + 1));
  let next = 1;
  for (const [i, block] of blocks.entries()) {
    if (block.number !== next) throw damaged(path, i + 2, `block ${next} expected, ${block.number} found`);
    next += blockCount(block);
  }
  return { genesis, blocks };
}

const damaged = (path: string, line: number, cause: unknown): DevnetL1Error =>
  new DevnetL1Error(
    "journal-damaged",
    `${path} is damaged at line ${line}: restore it or start over with --fresh`,
    { cause },
  );

/** Joins neighbouring empty blocks that stand equally far apart. */
export function compact(blocks: readonly BlockLine[]): BlockLine[] {
  const out: BlockLine[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    const joined = last && join(last, block);
    if (joined === undefined) out.push(block);
    else out[out.length - 1] = joined;
  }
  return out;
}

function join(a: BlockLine, b: BlockLine): BlockLine | undefined {
  if (a.transactions !== undefined || b.transactions !== undefined) return undefined;
  const count = blockCount(a);
  const lastTimeSec = a.timeSec + (count - 1) * (a.stepSec ?? 0);
  const stepSec = b.timeSec - lastTimeSec;
  if (a.stepSec !== undefined && a.stepSec !== stepSec) return undefined;
  if (b.stepSec !== undefined && b.stepSec !== stepSec) return undefined;
  return { number: a.number, timeSec: a.timeSec, hash: b.hash, count: count + blockCount(b), stepSec };
}

/** A new file beside the old one, then one rename: a crash leaves the one or the other. */
function rewrite(path: string, lines: readonly (GenesisLine | BlockLine)[]): void {
  const next = `${path}.next`;
  const file = openSync(next, "w");
  writeSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  fsyncSync(file);
  closeSync(file);
  renameSync(next, path);
}

function syncFolder(path: string): void {
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}
