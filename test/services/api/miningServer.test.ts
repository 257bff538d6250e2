import { expect } from "chai";
import { systemClock } from "../../../services/adapters/systemClock.ts";
import { createMiningServer } from "../../../services/api/miningServer.ts";
import { startMiner } from "../../../services/mining/miner.ts";
import { createLogger, Secret } from "../../../services/runtime/logger.ts";
import { MINER_A, MINER_B, miningFixture, postedBatch, solvedHex } from "../../support/miningFixture.ts";

const log = createLogger("silent");
const AUTH = `Basic ${Buffer.from("lockstep:lockstep").toString("base64")}`;

function serverFixture(options: Parameters<typeof miningFixture>[0] = {}) {
  const mining = miningFixture(options);
  const calls: string[] = [];
  const app = createMiningServer({
    service: mining.service,
    clock: mining.clock,
    startedAtMs: mining.clock.now(),
    defaultAddress: MINER_B,
    user: "lockstep",
    password: new Secret("lockstep"),
    onCall: (method, outcome) => calls.push(`${method} ${outcome}`),
    log,
    bodyLimitBytes: 10_000,
  });
  const post = (payload: string, headers: Record<string, string> = { authorization: AUTH }) =>
    app.inject({ method: "POST", url: "/any/path", headers, payload });
  const call = async (method: string, params: unknown = [], version: object = {}) => {
    const response = await post(JSON.stringify({ id: 7, method, params, ...version }));
    const answer = response.json() as {
      result: Record<string, unknown>;
      error: { code: number };
      id: number;
    };
    return { status: response.statusCode, ...answer };
  };
  const ready = async () => {
    mining.l1.batches = [postedBatch(1)];
    await mining.service.refresh();
    return (await call("createauxblock", [MINER_A])).result as { hash: string; bits: string };
  };
  return { ...mining, calls, app, post, call, ready };
}

describe("createMiningServer", () => {
  it("401 without a body for a wrong password, 405 for GET, 413 above the body limit", async () => {
    const { app, post } = serverFixture();
    const wrong = await post("{}", { authorization: `Basic ${Buffer.from("a:b").toString("base64")}` });
    expect([wrong.statusCode, wrong.body, wrong.headers["www-authenticate"]]).to.deep.equal([
      401,
      "",
      'Basic realm="jsonrpc"',
    ]);
    expect((await post("{}", {})).statusCode).to.equal(401);
    const get = await app.inject({ method: "GET", url: "/", headers: { authorization: AUTH } });
    expect(get.statusCode).to.equal(405);
    expect((await post(`"${"x".repeat(20_000)}"`)).statusCode).to.equal(413);
  });

  it("names every call and how it went; whatever a client makes up is unknown", async () => {
    const { call, post, calls } = serverFixture();
    await post("{}", {});
    await call("getblockcount");
    await call("uptime");
    await call("stealcoins");
    await post("nonsense");
    expect(calls).to.deep.equal([
      "unknown unauthorized",
      "getblockcount -9",
      "uptime ok",
      "unknown -32601",
      "unknown -32700",
    ]);
  });

  it("1.0 errors are HTTP 500, unknown methods 404, parse errors 500; 2.0 errors are 200", async () => {
    const { call, post } = serverFixture();
    const bad = await call("createauxblock", ["nonsense"]);
    expect([bad.status, bad.error.code, bad.result, bad.id]).to.deep.equal([500, -5, null, 7]);
    expect((await call("nosuch")).status).to.equal(404);
    const parse = await post("{");
    expect([parse.statusCode, parse.json().error.code]).to.deep.equal([500, -32700]);
    const two = await call("createauxblock", ["nonsense"], { jsonrpc: "2.0" });
    expect([two.status, two.error.code]).to.deep.equal([200, -5]);
  });

  it("answers a batch of both versions with 200, whatever the content type", async () => {
    const { post } = serverFixture();
    const batch = [
      { id: 1, method: "uptime" },
      { jsonrpc: "2.0", id: 2, method: "nosuch" },
    ];
    for (const type of ["text/plain", "application/json", "x/y"]) {
      const answer = await post(JSON.stringify(batch), { authorization: AUTH, "content-type": type });
      expect(answer.statusCode).to.equal(200);
      const [one, two] = answer.json();
      expect([one.result, one.error, two.jsonrpc, two.error.code]).to.deep.equal([0, null, "2.0", -32601]);
    }
  });

  it("createauxblock gives every field pools read, by position and by name", async () => {
    const { call, ready } = serverFixture();
    const work = (await ready()) as Record<string, unknown>;
    expect(work.hash).to.match(/^[0-9a-f]{64}$/);
    expect(work.longpollid).to.equal(work.hash);
    expect(work).to.include({
      chainid: 7251,
      height: 1,
      coinbasevalue: 0,
      previousblockhash: "0".repeat(64),
    });
    const mantissa = Buffer.from(String(work.bits).slice(2), "hex").reverse().toString("hex");
    expect(work.target)
      .to.equal(work._target)
      .and.to.equal("00".repeat(29) + mantissa);
    expect((await call("createauxblock", { paytoaddress: MINER_A })).result).to.deep.equal(work);
    const other = (await call("getauxblock")).result;
    expect(other.hash).not.to.equal(work.hash);
  });

  it("accepts real work, again on a repeat, and keeps it before it answers", async () => {
    const { call, ready, service, flushes } = serverFixture();
    const { hash, bits } = await ready();
    const proof = solvedHex(hash, Number.parseInt(bits, 16));
    expect((await call("submitauxblock", [hash, proof])).result).to.equal(true);
    expect(flushes()).to.equal(1);
    expect(service.waiting()).to.have.length(1);
    expect((await call("submitauxblock", { blockhash: hash, auxpow: proof })).result).to.equal(true);
    expect((await call("getauxblock", [hash, proof])).result).to.equal(true);
    expect(service.waiting()).to.have.length(1);
    expect((await call("createauxblock", [MINER_A])).error.code).to.equal(-10);
  });

  it("a bad submission gives its reason and leaves the work as it was", async () => {
    const { call, ready } = serverFixture();
    const { hash, bits } = await ready();
    const nBits = Number.parseInt(bits, 16);
    const foreign = solvedHex("11".repeat(32), nBits);
    expect((await call("lockstep_lastAuxRejection", [hash])).result).to.equal(null);
    expect((await call("submitauxblock", [hash, foreign])).result).to.equal(false);
    expect((await call("lockstep_lastAuxRejection", [hash])).result.reason).to.equal("RootAbsent");
    const above = solvedHex(hash, nBits).slice(0, -160) + "ff".repeat(80);
    let tries = 0;
    for (let i = 0; i < 64; i++) {
      const hex = `${above.slice(0, -2)}${i.toString(16).padStart(2, "0")}`;
      if (String((await call("submitauxblock", [hash, hex])).result) !== "false") continue;
      const { reason } = (await call("lockstep_lastAuxRejection", [hash])).result;
      if (reason === "HashAboveTarget") tries++;
    }
    expect(tries).to.be.greaterThan(0);
    expect((await call("submitauxblock", [hash, solvedHex(hash, nBits)])).result).to.equal(true);
  });

  for (const { title, params, code } of [
    { title: "bad address", params: ["createauxblock", ["0x12"]], code: -5 },
    { title: "hash not 64 hex", params: ["submitauxblock", ["12", ""]], code: -8 },
    { title: "unknown hash", params: ["submitauxblock", ["ab".repeat(32), "nonsense"]], code: -8 },
    { title: "wrong parameter count", params: ["submitauxblock", ["ab".repeat(32)]], code: -1 },
    { title: "no L1 yet", params: ["createauxblock", [MINER_A]], code: -9 },
  ] as const)
    it(`${code}: ${title}`, async () => {
      const { call } = serverFixture();
      expect((await call(params[0], params[1])).error.code).to.equal(code);
    });

  it("-22: a proof of known work that cannot be decoded", async () => {
    const { call, ready } = serverFixture();
    const { hash, bits } = await ready();
    for (const proof of ["zz", "", "00".repeat(79)])
      expect((await call("submitauxblock", [hash, proof])).error.code).to.equal(-22);
    const trailing = solvedHex(hash, Number.parseInt(bits, 16));
    expect((await call("submitauxblock", [hash, `00${trailing}`])).error.code).to.equal(-22);
  });

  it("-10: nothing is posted yet", async () => {
    const { call, service } = serverFixture();
    await service.refresh();
    expect((await call("createauxblock", [MINER_A])).error.code).to.equal(-10);
  });

  it("answers the side calls of pools and lists its calls in help", async () => {
    const { call, ready } = serverFixture();
    await ready();
    for (const method of [
      "getpeerinfo",
      "getconnectioncount",
      "getinfo",
      "getnetworkinfo",
      "getblockchaininfo",
      "getmininginfo",
      "getblockcount",
      "getbestblockhash",
      "getdifficulty",
      "getblocktemplate",
      "uptime",
    ])
      expect((await call(method)).error, method).to.equal(null);
    const best = (await call("getblockhash", [0])).result;
    expect((await call("getblock", [best])).result).to.include({ confirmations: 1, height: 0 });
    expect((await call("validateaddress", [MINER_A])).result.isvalid).to.equal(true);
    expect((await call("help")).result).to.contain("createauxblock");
  });

  it("getblock and gettransaction know accepted work before L1 does: 0 confirmations, immature", async () => {
    const { call, ready, service, l1 } = serverFixture();
    const { hash, bits } = await ready();
    expect((await call("getblock", [hash])).error.code).to.equal(-5);
    await call("submitauxblock", [hash, solvedHex(hash, Number.parseInt(bits, 16))]);
    expect((await call("getblock", [hash])).result).to.deep.include({
      confirmations: 0,
      height: 1,
      tx: [hash],
    });
    const { details } = (await call("gettransaction", [hash])).result as { details: object[] };
    expect(details).to.deep.equal([{ address: MINER_A, category: "immature", amount: 0, vout: 0 }]);

    const [{ id, checkpoint, auxPow }] = service.waiting() as [ReturnType<typeof service.waiting>[number]];
    const recorded = {
      id,
      parent: checkpoint.parentCheckpoint,
      superblock: checkpoint.superblock,
      miner: checkpoint.miner,
      nBits: checkpoint.nBits,
      batchIndex: 1n,
      number: 10n,
      height: 1,
      auxPow,
      l1BlockNumber: 5n,
      acceptedAtSec: 1_800_000_020n,
    };
    l1.checkpoints = [recorded];
    l1.lead = id;
    await service.refresh();
    expect((await call("getblock", [hash])).result).to.include({ confirmations: 1 });
    l1.lead = `0x${"00".repeat(32)}`;
    await service.refresh();
    expect((await call("getblock", [hash])).result, "beside the leading chain").to.include({
      confirmations: -1,
    });
  });

  it("a miner that knows only the URL finds work and hands it in", async function () {
    this.timeout(20_000);
    const { app, ready, service, l1 } = serverFixture();
    await ready();
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    const abort = new AbortController();
    const miner = startMiner({
      url,
      user: "lockstep",
      password: "lockstep",
      address: MINER_A,
      threads: 1,
      clock: systemClock,
      log,
      signal: abort.signal,
      pollMs: 50,
    });
    while (service.waiting().length === 0) await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await miner.done;
    await app.close();
    await service.relay(new AbortController().signal);
    expect(l1.sent).to.have.length(1);
  });
});
