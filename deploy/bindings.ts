/**
 * Writes services/abi/: the ABIs of everything that somebody outside calls, `as const` for viem's types. The
 * files are committed; `--check` fails when they differ from what the compiler says.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
  "l1/interfaces/IDataPolicy",
  "l2/interfaces/ICrossRollupMessenger",
  "l2/interfaces/ICrossRollupTokenBridge",
  "l2/interfaces/IMinedBlockOracle",
  "l2/SharedERC20",
  "examples/CrossRollupCaller",
  "examples/CrossRollupCounter",
  "examples/PowGuardedVault",
  "examples/RefusingReceiver",
];

function render(source: string): { file: string; text: string } {
  const contract = basename(source);
  const artifact = JSON.parse(
    readFileSync(join(ROOT, "artifacts/contracts", `${source}.sol`, `${contract}.json`), "utf8"),
  ) as { abi: unknown };
  const name = contract.replace(/^I(?=[A-Z])/, "");
  const constant = `${name[0]!.toLowerCase()}${name.slice(1)}Abi`;
  const text = `// Written by deploy/bindings.ts from contracts/${source}.sol\nexport const ${constant} = ${JSON.stringify(artifact.abi, null, 2)} as const;\n`;
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
