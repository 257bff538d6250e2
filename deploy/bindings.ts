/**
 * What users of the contracts import. services/abi/: the ABIs of everything that somebody outside calls, `as const`
 * for viem's types; the files are committed, `--check` fails when they differ from what the compiler says.
 * `--package` also writes TypeChain's bindings for ethers and compiles both into dist/, the package's exports.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const TARGET = join(ROOT, "services/abi");

/** Contract file (under contracts/) → the ABI that is published under the file's name. */
const PUBLISHED = [
  "l1/interfaces/IRollupInbox",
  "l1/interfaces/ICheckpointLedger",
  "l1/interfaces/ISettlement",
  "l1/interfaces/IPortal",
  "l1/interfaces/ISequencerPolicy",
  "l1/interfaces/IBondedSequencer",
  "l1/interfaces/IClaims",
  "l1/interfaces/IFallback",
  "l1/interfaces/IDataPolicy",
  "l2/interfaces/ICrossRollupMessenger",
  "l2/interfaces/ICrossRollupTokenBridge",
  "l2/interfaces/IMinedBlockOracle",
  "l2/SharedERC20",
  "examples/CrossRollupCaller",
  "examples/CrossRollupCounter",
  "examples/CrossRollupPriceFeed",
  "examples/CrossRollupPriceReader",
  "examples/PowGuardedVault",
  "examples/RefusingReceiver",
];

const artifactOf = (source: string): { abi: unknown } =>
  JSON.parse(
    readFileSync(join(ROOT, "artifacts/contracts", `${source}.sol`, `${basename(source)}.json`), "utf8"),
  );

function render(source: string): { file: string; text: string } {
  const contract = basename(source);
  const name = contract.replace(/^I(?=[A-Z])/, "");
  const constant = `${name[0]!.toLowerCase()}${name.slice(1)}Abi`;
  const text = `// Written by deploy/bindings.ts from contracts/${source}.sol\nexport const ${constant} = ${JSON.stringify(artifactOf(source).abi, null, 2)} as const;\n`;
  return { file: `${constant}.ts`, text };
}

const files = PUBLISHED.map(render);
files.push({
  file: "index.ts",
  text: `// Written by deploy/bindings.ts\n${files
    .map(({ file }) => `export * from "./${file}";\n`)
    .sort()
    .join("")}`,
});

const check = process.argv.includes("--check");
const stale = files.filter(({ file, text }) => {
  const path = join(TARGET, file);
  const present = readdirSync(TARGET).includes(file) ? readFileSync(path, "utf8") : "";
  if (present === text) return false;
  if (!check) writeFileSync(path, text);
  return true;
});

if (check && stale.length > 0) {
  console.error(
    `ABI files differ from the contracts: ${stale.map((f) => f.file).join(", ")}. Run: npm run bindings`,
  );
  process.exitCode = 1;
}

/** Runs a tool of node_modules; its output is shown when it fails. */
function tool(name: string, args: readonly string[]): void {
  const run = spawnSync(join(ROOT, "node_modules/.bin", name), args, { cwd: ROOT, encoding: "utf8" });
  if (run.status === 0) return;
  console.error(`${name} failed:\n${run.stdout}${run.stderr}`);
  process.exit(1);
}

if (process.argv.includes("--package")) {
  for (const folder of ["generated", "dist"]) rmSync(join(ROOT, folder), { recursive: true, force: true });
  // One flat folder: TypeChain's index files of nested ones lack the extensions that ECMAScript modules want.
  mkdirSync(join(ROOT, "generated/abi"), { recursive: true });
  for (const source of PUBLISHED)
    writeFileSync(
      join(ROOT, "generated/abi", `${basename(source)}.json`),
      JSON.stringify(artifactOf(source)),
    );
  tool("typechain", [
    "--target",
    "ethers-v6",
    "--node16-modules",
    "--out-dir",
    "generated/ethers",
    "generated/abi/*.json",
  ]);
  tool("tsc", ["-p", "deploy/tsconfig.bindings.json"]);
}
