import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function lockstep(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["services/main.ts", ...args], { cwd: ROOT });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

/** An HTTP server on a free port that answers every JSON-RPC call with the same result. */
async function serve(result: unknown): Promise<{ server: Server; port: number; url: string }> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk;
    });
    request.on("end", () => {
      const { id } = JSON.parse(body) as { id: number };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}` };
}

/** One line that a person can act on: no stack, exit code 1. */
function expectSentence(ended: Ended, wording: RegExp): void {
  const lines = ended.err.split("\n").filter((line) => line !== "");
  expect(lines.at(-1)).to.match(wording);
  expect(ended.err).not.to.match(/\n\s+at /);
  expect(ended.code).to.equal(1);
}

describe("bad input is answered with a sentence", function () {
  this.timeout(60_000);
  let folder: string;
  let state: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bad-input-"));
    state = join(folder, "state");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("unknown command", async () => {
    expectSentence(await lockstep("devnett"), /unknown command "devnett"/);
  });

  it("unknown option", async () => {
    const ended = await lockstep("devnet", "--frehs", "--state", state);
    expectSentence(ended, /Unknown option '--frehs'\. Options: .*--fresh/);
    expect(existsSync(state)).to.equal(false);
  });

  it("unknown configuration key", async () => {
    const file = join(folder, "config.json");
    writeFileSync(file, '{ "rpcPort": 9545, "minningPort": 1 }');
    expectSentence(await lockstep("devnet", "--config", file, "--state", state), /unknown key "minningPort"/);
    expect(existsSync(state)).to.equal(false);
  });

  it("configuration file that is not there", async () => {
    expectSentence(
      await lockstep("devnet", "--config", join(folder, "none.json")),
      /cannot read the configuration file/,
    );
  });

  it("missing RPC", async () => {
    const ended = await lockstep(
      "devnet",
      "--l1",
      "http://127.0.0.1:1",
      "--state",
      state,
      "--rpc-port",
      "0",
      "--mining-port",
      "0",
      "--ops-port",
      "0",
      "--feed-port",
      "0",
    );
    expectSentence(ended, /127\.0\.0\.1:1/);
    expect(existsSync(join(state, "deployment.json"))).to.equal(false);
  });

  it("wrong chain id", async () => {
    const { server, url } = await serve("0x1");
    const ended = await lockstep(
      "devnet",
      "--l1",
      url,
      "--state",
      state,
      "--rpc-port",
      "0",
      "--mining-port",
      "0",
      "--ops-port",
      "0",
      "--feed-port",
      "0",
    );
    server.close();
    expectSentence(ended, /chain id|chain 1\b/);
    expect(existsSync(join(state, "deployment.json"))).to.equal(false);
  });

  it("occupied port", async () => {
    const { server, port } = await serve(null);
    const ended = await lockstep(
      "devnet",
      "--state",
      state,
      "--l1-port",
      "0",
      "--rpc-port",
      "0",
      "--mining-port",
      String(port),
      "--ops-port",
      "0",
      "--feed-port",
      "0",
    );
    server.close();
    expectSentence(ended, new RegExp(`port ${port} is occupied.*--mining-port`));
  });

  it("occupied port of health and metrics", async () => {
    const { server, port } = await serve(null);
    const free = ["--l1-port", "0", "--rpc-port", "0", "--mining-port", "0", "--feed-port", "0"];
    const ended = await lockstep("devnet", "--state", state, ...free, "--ops-port", String(port));
    server.close();
    expectSentence(ended, new RegExp(`port ${port} is occupied.*--ops-port`));
    expect(existsSync(join(state, "deployment.json"))).to.equal(false);
  });

  it("a folder that is not ours, even with --fresh", async () => {
    mkdirSync(state);
    writeFileSync(join(state, "thesis.txt"), "years of work");
    expectSentence(await lockstep("devnet", "--fresh", "--state", state), /not a state folder of Lockstep/);
    expect(readFileSync(join(state, "thesis.txt"), "utf8")).to.equal("years of work");
    expect(readdirSync(state)).to.deep.equal(["thesis.txt"]);
  });

  it("a folder in use by another process", async () => {
    mkdirSync(state);
    writeFileSync(join(state, "lockstep-state"), "");
    writeFileSync(join(state, "lock"), String(process.pid));
    expectSentence(
      await lockstep("devnet", "--state", state),
      new RegExp(`in use by process ${process.pid}`),
    );
  });

  it("a deployment file that is not one", async () => {
    const file = join(folder, "deployment.json");
    writeFileSync(file, '{ "version": 1 }');
    expectSentence(
      await lockstep("node", "--l1", "http://127.0.0.1:1", "--deployment", file, "--once"),
      /deployment file .*deployment\.json/,
    );
  });
});
