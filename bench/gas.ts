import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { commandOptions } from "../test/support/commandOptions.ts";
import type { Measurement } from "./measurement.ts";

const SNAPSHOT = ".gas-snapshot";
const UPDATE = "npm run gas -- --update";

/** Every file of bench/gas/ exports `measure`, which returns its part of the table. */
async function measureAll(): Promise<Measurement[]> {
  const folder = new URL("gas/", import.meta.url);
  const measurements: Measurement[] = [];
  for (const file of readdirSync(folder).sort()) {
    const section = (await import(new URL(file, folder).href)) as { measure: () => Promise<Measurement[]> };
    measurements.push(...(await section.measure()));
  }
  return measurements;
}

function readSnapshot(): Map<string, number> {
  if (!existsSync(SNAPSHOT)) return new Map();
  const lines = readFileSync(SNAPSHOT, "utf8").split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const colon = line.lastIndexOf(": ");
      return [line.slice(0, colon), Number(line.slice(colon + 2))];
    }),
  );
}

function printTable(measurements: readonly Measurement[]): void {
  const width = Math.max(...measurements.map(({ name }) => name.length));
  console.log(`${"".padEnd(width)}  ${"gas".padStart(8)}  ${"limit".padStart(8)}  public implementations`);
  for (const { name, gas, limit, peers } of measurements) {
    const bound = limit === undefined ? "" : String(limit);
    console.log(`${name.padEnd(width)}  ${String(gas).padStart(8)}  ${bound.padStart(8)}  ${peers ?? ""}`);
  }
}

function differences(measurements: readonly Measurement[]): string[] {
  const snapshot = readSnapshot();
  const found = measurements
    .filter(({ name, gas }) => snapshot.get(name) !== gas)
    .map(({ name, gas }) => `${name}: ${snapshot.get(name) ?? "absent"} in ${SNAPSHOT}, ${gas} now`);
  const names = new Set(measurements.map(({ name }) => name));
  for (const name of snapshot.keys()) {
    if (!names.has(name)) found.push(`${name}: in ${SNAPSHOT}, but nothing measures it`);
  }
  return found;
}

const { flags } = commandOptions({
  command: "npm run gas",
  does: `Measures gas, prints the table and what differs from ${SNAPSHOT}.`,
  flags: {
    check: "exit code 1 when something differs or is above its limit",
    update: `write ${SNAPSHOT} anew`,
  },
});
const measurements = await measureAll();
printTable(measurements);
const overLimit = measurements.filter(({ gas, limit }) => limit !== undefined && gas > limit);
for (const { name, gas, limit } of overLimit) console.error(`${name}: ${gas} is above the limit ${limit}`);
if (flags.update) {
  writeFileSync(SNAPSHOT, measurements.map(({ name, gas }) => `${name}: ${gas}\n`).join(""));
} else {
  const found = differences(measurements);
  for (const line of found) console.error(line);
  if (found.length > 0) console.error(`If that is meant: ${UPDATE}, and commit ${SNAPSHOT}.`);
  if (found.length + overLimit.length > 0 && flags.check) process.exitCode = 1;
}
