/** The folder under which a program keeps its state: marked as ours, used by one process at a time. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import { UsageError } from "../runtime/serviceError.ts";

const MARK = "lockstep-state";
const MARK_TEXT = `State of a Lockstep program; "Upgrading" in docs/operating.md says more.
A node's or producer's may be deleted while it is stopped: it is derived again from L1.
A sequencer's must not while its deployment lives: without its record it could sign a number twice and lose its bond.
`;

/** Creates or takes the folder; `fresh` empties it first. Never touches a folder that is not marked as ours. */
export function claimStateFolder(path: string, fresh: boolean, lifecycle: Pick<Lifecycle, "onStop">): void {
  if (existsSync(path) && !statSync(path).isDirectory())
    throw new UsageError(`${path} is a file: choose a folder by --state DIR`);
  const isThere = existsSync(path) && readdirSync(path).length > 0;
  if (isThere && !existsSync(join(path, MARK)))
    throw new UsageError(
      `${path} is not empty and not a state folder of Lockstep: choose another by --state DIR`,
    );
  const lock = join(path, "lock");
  const holder = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
  if (holder !== 0 && holder !== process.pid && isAlive(holder))
    throw new UsageError(
      `${path} is in use by process ${holder}: stop it, or choose another folder by --state DIR`,
    );
  if (fresh && isThere) rmSync(path, { recursive: true });
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, MARK), MARK_TEXT);
  writeFileSync(lock, String(process.pid));
  lifecycle.onStop("state folder", async () => rmSync(lock, { force: true }));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (err) {
    return (err as { code?: string }).code === "EPERM";
  }
}
