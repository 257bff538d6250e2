/** Evidence against the leader, one file each, on the disk before anybody hears of it. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import {
  type EquivocationRecord,
  formatEquivocation,
  parseEquivocation,
} from "../protocol/superblock/equivocation.ts";

/** @returns the file; evidence for a place of which there is some already is not written again */
export function keepEvidence(folder: string, record: EquivocationRecord): string {
  const { term, number } = record.first.superblock;
  const path = join(folder, `equivocation-${term.slice(2, 18)}-${number}.json`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.part`;
  const file = openSync(unfinished, "w");
  writeSync(file, formatEquivocation(record));
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, path);
  return path;
}

export type KeptEvidence = { readonly file: string; readonly record: EquivocationRecord };

/** What was kept before. */
export function readEvidence(folder: string): readonly KeptEvidence[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => /^equivocation-.*\.json$/.test(name));
  return files.flatMap((name) => {
    const file = join(folder, name);
    const record = parseEquivocation(readFileSync(file, "utf8"));
    return record === undefined ? [] : [{ file, record }];
  });
}
