/**
 * Loaded into a devnet before everything else (`--import`). On SIGUSR2 it reads from the file that the environment
 * names at which of the signatures to come to kill -9 its own process: before the record is written, between writing
 * and flushing, or after the flush, before the signature leaves the signer.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";

export const MOMENTS = ["before the record", "before the flush", "after the flush"] as const;
export type Moment = (typeof MOMENTS)[number];

const orders = process.env.DIE_WHILE_SIGNING;
const { openSync, writeSync, fsyncSync } = fs;
let record: number | undefined;
let left = Number.POSITIVE_INFINITY;
let moment: Moment | undefined;

const dieAt = (now: Moment): void => {
  if (left <= 0 && moment === now) process.kill(process.pid, "SIGKILL");
};

if (orders !== undefined && isMainThread) {
  process.on("SIGUSR2", () => {
    [left, moment] = JSON.parse(fs.readFileSync(orders, "utf8")) as [number, Moment];
  });
  fs.openSync = (...args: Parameters<typeof openSync>) => {
    const file = openSync(...args);
    if (String(args[0]).endsWith("signed.jsonl")) record = file;
    return file;
  };
  fs.writeSync = ((...args: Parameters<typeof writeSync>) => {
    if (args[0] !== record) return writeSync(...args);
    left--;
    dieAt("before the record");
    const written = writeSync(...args);
    dieAt("before the flush");
    return written;
  }) as typeof writeSync;
  fs.fsyncSync = (file) => {
    fsyncSync(file);
    if (file === record) dieAt("after the flush");
  };
  syncBuiltinESMExports();
}
