/** Records appended to a file, each on disk before it counts; bigints are kept. */
import { existsSync, readFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { serialQueue } from "../runtime/serialQueue.ts";
import { decodeRecord, encodeRecord } from "./store/jsonRecord.ts";

export interface JsonJournal<T> {
  /** On disk when it resolves. */
  append(record: T): Promise<void>;
  /** Drops every record, those that are still being appended included. */
  clear(): Promise<void>;
  /** about how long the file is */
  readonly bytes: number;
  close(): Promise<void>;
}

export async function openJsonJournal<T>(path: string): Promise<JsonJournal<T>> {
  const file: FileHandle = await open(path, "a");
  const queue = serialQueue();
  let { size: bytes } = await file.stat();
  return {
    get bytes() {
      return bytes;
    },
    append: (record) =>
      queue(async () => {
        // Begins a line of its own, also after one that the disk took only half.
        const line = `\n${encodeRecord(record)}\n`;
        await file.appendFile(line);
        await file.datasync();
        bytes += line.length;
      }),
    clear: () =>
      queue(async () => {
        await file.truncate(0);
        bytes = 0;
      }),
    close: () => queue(() => file.close()),
  };
}

/** What was appended, in order. Lines that are cut short were never answered for and are left out. */
export function readJsonJournal<T>(path: string): readonly T[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap(recordOf<T>);
}

function recordOf<T>(line: string): readonly T[] {
  try {
    return line === "" ? [] : [decodeRecord<T>(line)];
  } catch {
    return [];
  }
}
