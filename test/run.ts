/**
 * Runs the tests on compiled contracts and ends with `N passed, N failed`. Without arguments everything; `--quick` leaves out the flows
 * that start whole devnets and the pools that exist; paths run only those files.
 */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Mocha from "mocha";
import { installPools } from "./pools/installPools.ts";

const ROOT = join(import.meta.dirname, "..");
const HARDHAT = join(ROOT, "node_modules/hardhat/dist/src/cli.js");

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, grep: { type: "string" } },
  allowPositionals: true,
});

type Count = { passed: number; failed: number };

function hardhat(args: string[]): { ok: boolean; output: string } {
  const run = spawnSync(process.execPath, [HARDHAT, ...args], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { ok: run.status === 0, output: `${run.stdout}${run.stderr}` };
}

/** Fuzz and invariant tests in Solidity. */
function solidity(): Count {
  const { ok, output } = hardhat(["test", "solidity"]);
  console.log(output.trim());
  const count = (word: string): number =>
    [...output.matchAll(new RegExp(`(\\d+) ${word}`, "g"))].reduce((sum, match) => sum + Number(match[1]), 0);
  const [passed, failed] = [count("passing"), count("failing")];
  if (ok && passed === 0) throw new Error("hardhat reported no Solidity test at all");
  return { passed, failed: ok ? failed : Math.max(1, failed) };
}

async function mocha(files: readonly string[]): Promise<Count> {
  const runner = new Mocha({
    timeout: 120_000,
    reporter: "spec",
    forbidOnly: process.env.CI === "true",
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  });
  for (const file of files) runner.addFile(join(ROOT, file));
  await runner.loadFilesAsync();
  return new Promise((resolve) => {
    let passed = 0;
    let failed = 0;
    const run = runner.run(() => resolve({ passed, failed }));
    run.on("pass", () => passed++);
    run.on("fail", () => failed++);
  });
}

const SLOW = [join("test", "flows"), join("test", "pools")];
const find = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT, exclude: (path) => path.includes("node_modules") });
const files = (positionals.length > 0 ? positionals : ["test/**/*.test.ts"])
  .flatMap(find)
  .filter((file) => !(values.quick && SLOW.some((folder) => file.startsWith(folder))))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${positionals.join(" ")}`);
  process.exit(2);
}
if (files.some((file) => file.startsWith(join("test", "pools"))))
  await installPools().catch((err: Error) => {
    console.error(`lockstep: ${err.message}`);
    process.exit(1);
  });
const inSolidity = positionals.length === 0 ? solidity() : { passed: 0, failed: 0 };
const inTypeScript = await mocha(files);
console.log(
  `${inSolidity.passed + inTypeScript.passed} passed, ${inSolidity.failed + inTypeScript.failed} failed`,
);
process.exit(inSolidity.failed + inTypeScript.failed === 0 ? 0 : 1);
