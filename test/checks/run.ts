/** `npm run check`: types, lint, format, ABI snapshot, gas snapshot, and the rules of test/checks. Stops at nothing, reports all. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const bin = (name: string): string => join(ROOT, "node_modules/.bin", name);

const STEPS: readonly {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}[] = [
  { name: "types", command: bin("tsc"), args: ["--noEmit"] },
  { name: "lint and format, TypeScript", command: bin("biome"), args: ["check", "."] },
  {
    name: "format, Solidity",
    command: bin("prettier"),
    args: ["--check", "contracts/**/*.sol", "test/**/*.sol"],
  },
  { name: "ABI snapshot", command: process.execPath, args: ["deploy/bindings.ts", "--check"] },
  { name: "gas snapshot", command: process.execPath, args: ["bench/gas.ts", "--check"] },
  { name: "rules", command: process.execPath, args: ["test/run.ts", "test/checks/*.test.ts"] },
];

const failed = STEPS.filter(({ name, command, args }) => {
  const run = spawnSync(command, args, { cwd: ROOT, encoding: "utf8" });
  const ok = run.status === 0;
  console.log(`${ok ? "ok    " : "FAILED"} ${name}`);
  if (!ok) console.log(`${run.stdout}${run.stderr}`);
  return !ok;
});
process.exit(failed.length === 0 ? 0 : 1);
