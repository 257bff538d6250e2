/** Evidence against the leader, one file each, on the disk before anybody hears of it. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type EquivocationRecord, formatEquivocation } from "../protocol/superblock/equivocation.ts";

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
