/** Brings the programs of package.json beside this file: only who runs the pool tests needs them. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const FOLDER = import.meta.dirname;
const STAMP = join(FOLDER, "node_modules", ".installed");
const TICK_MS = 10_000;
// No scripts: nothing is compiled, and nothing of a stranger's runs on installing.
const INSTALL = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** Does nothing when they are there already. Throws one line for a person. */
export async function installPools(): Promise<void> {
  const wanted = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) wanted.update(readFileSync(join(FOLDER, file)));
  const stamp = wanted.digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return;
  console.error("lockstep: installing the pool programs of test/pools (bcoin and two pools, 40 MB) …");
  const ticking = setInterval(() => console.error("lockstep: still installing the pool programs"), TICK_MS);
  const { status, text } = await npm(INSTALL).finally(() => clearInterval(ticking));
  if (status !== 0)
    throw new Error(
      `the pool programs cannot be installed. Is npm's registry reachable? Without the network, leave them out: npm run test:quick\n${text}`,
    );
  writeFileSync(STAMP, stamp);
}

/** The npm that started us, else the one on the path, under this Node. */
function npm(args: readonly string[]): Promise<{ status: number | null; text: string }> {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith(".js") && existsSync(cli) ? [process.execPath, [cli]] : ["npm", []];
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`;
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], {
      cwd: FOLDER,
      env: { ...process.env, PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        text += chunk;
      });
    child.on("error", (err) => resolve({ status: 1, text: err.message }));
    child.on("close", (status) => resolve({ status, text: text.trim() }));
  });
}
