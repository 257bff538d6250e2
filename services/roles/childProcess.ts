/** Our own commands in processes of their own. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ServiceError } from "../runtime/serviceError.ts";

const MAIN = join(import.meta.dirname, "../main.ts");

/** Runs `lockstep ARGS` under this Node; answers with the lines of its standard output, fails with its last words. */
export function runLockstep(args: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(out.split("\n").filter((line) => line !== ""));
      else reject(new ServiceError("child-failed", `lockstep ${args[0]} ended with ${code}: ${err.trim()}`));
    });
  });
}
