/**
 * `npm run bench`: every benchmark of this folder in turn, each in a process of its own; names choose some. What follows
 * the name of one that takes arguments is passed on to it.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** Parts of other programs, and the gas table, which has its own command. */
const NOT_BENCHMARKS = ["run", "gas", "measurement"];
const TAKE_ARGUMENTS = ["derivation", "miningSimulation", "throughput"];

const all = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => basename(file, ".ts"))
  .filter((name) => !NOT_BENCHMARKS.includes(name));
const given = process.argv.slice(2);
if (given[0] === "--help" || given[0] === "-h") {
  console.log(`npm run bench -- [NAME …]\n\nRuns all benchmarks, or those named: ${all.join(", ")}.`);
  console.log(`npm run bench -- NAME ARGUMENTS runs one of ${TAKE_ARGUMENTS.join(", ")}; try NAME --help.`);
  process.exit(0);
}
const unknown = given.filter((name) => !all.includes(name));
const [first = ""] = given;
const isOne = unknown.length > 0 && TAKE_ARGUMENTS.includes(first);
if (unknown.length > 0 && !isOne) {
  console.error(`no benchmark ${unknown.join(", ")}; there are: ${all.join(", ")}`);
  process.exit(2);
}
const chosen = isOne ? [first] : given;
for (const name of chosen.length > 0 ? chosen : all) {
  console.log(`\n== ${name}`);
  const program = join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [program, ...(isOne ? given.slice(1) : [])], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
