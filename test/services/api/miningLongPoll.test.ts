import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { expect } from "chai";
import WebSocket from "ws";
import { createLongPolls, longPollId } from "../../../services/api/mining/longPoll.ts";
import { createMiningServer, type MiningServerOptions } from "../../../services/api/miningServer.ts";
import { createLogger, Secret } from "../../../services/runtime/logger.ts";
import { MINER_A, MINER_B, miningFixture, postedBatch } from "../../support/miningFixture.ts";

const basic = (user: string, password = "lockstep") =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const AUTH = basic("lockstep");

type Work = { readonly hash: string; readonly longpollid: string };
type Answer = { readonly result: Work | null; readonly error: { code: number } | null };

async function fixture(options: Partial<MiningServerOptions> = {}) {
  const mining = miningFixture();
  // Waits end when the work changes or the caller goes, unless a test lets the time run out.
  const sleepers = new Set<() => void>();
  const clock = {
    now: mining.clock.now,
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        sleepers.add(resolve);
        signal?.addEventListener("abort", () => resolve());
        if (signal?.aborted) resolve();
      }),
  };
  const app = createMiningServer({
    service: mining.service,
    clock,
    startedAtMs: 0,
    user: "lockstep",
    password: new Secret("lockstep"),
    log: createLogger("silent"),
    ...options,
  });
  const call = async (method: string, params: unknown, authorization = AUTH): Promise<Answer> => {
    const payload = JSON.stringify({ id: 1, method, params });
    const response = await app.inject({ method: "POST", url: "/", headers: { authorization }, payload });
    return response.json();
  };
  const work = async (...params: unknown[]) => (await call("createauxblock", params)).result!;
  const newBatch = async () => {
    mining.l1.batches.push(postedBatch(mining.l1.batches.length + 1));
    mining.clock.nowMs += 5_000;
    await mining.service.refresh();
  };
  await newBatch();
  return {
    ...mining,
    app,
    call,
    work,
    newBatch,
    sleepers,
    timeIsUp: () => sleepers.forEach((end) => void end()),
  };
}

/** Lets everything that is ready run, so that what has not answered by then is waiting. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function isWaiting(answer: Promise<unknown>): Promise<boolean> {
  let isDone = false;
  void answer.then(() => {
    isDone = true;
  });
  await settle();
  return !isDone;
}

describe("createauxblock with longpollid", () => {
  it("waits while the work is the known one and answers with the next", async () => {
    const { work, newBatch } = await fixture();
    const first = await work(MINER_A);
    const answer = work(MINER_A, first.longpollid);
    expect(await isWaiting(answer)).to.equal(true);
    await newBatch();
    expect((await answer).hash).not.to.equal(first.hash);
  });

  it("answers at once to an id that is not the present work's, and without one", async () => {
    const { work } = await fixture();
    const present = await work(MINER_A);
    expect((await work(MINER_A, "00".repeat(32))).hash).to.equal(present.hash);
    expect((await work(MINER_A)).hash).to.equal(present.hash);
  });

  it("answers with the present work when the time is up", async () => {
    const { work, timeIsUp } = await fixture();
    const first = await work(MINER_A);
    const answer = work(MINER_A, first.longpollid);
    await settle();
    timeIsUp();
    expect((await answer).hash).to.equal(first.hash);
  });

  it("-10 at once when the work is gone; `none` waits until there is some", async () => {
    const { call, l1, service, newBatch } = await fixture();
    const { longpollid } = (await call("createauxblock", [MINER_A])).result!;
    const waits = call("createauxblock", { address: MINER_A, longpollid });
    await settle();
    l1.batches = [];
    await service.refresh();
    expect((await waits).error?.code).to.equal(-10);
    const none = call("createauxblock", { address: MINER_A, longpollid: "none" });
    expect(await isWaiting(none)).to.equal(true);
    await newBatch();
    expect((await none).result?.hash).to.match(/^[0-9a-f]{64}$/);
  });

  it("answers at once above the bound of waiting calls", async () => {
    const { work, timeIsUp } = await fixture({ longPoll: { maxWaitingPerWorker: 1 } });
    const { longpollid } = await work(MINER_A);
    const first = work(MINER_A, longpollid);
    expect(await isWaiting(first)).to.equal(true);
    expect(await isWaiting(work(MINER_A, longpollid))).to.equal(false);
    timeIsUp();
    await first;
  });

  it("forgets a caller that has gone away", async () => {
    const { service, newBatch } = await fixture();
    const sleep = (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    const limits = { timeoutMs: 1, maxWaiting: 1, maxWaitingPerWorker: 1 };
    const polls = createLongPolls({ service, clock: { sleep } }, limits);
    const known = longPollId(service.createWork(MINER_A));
    const caller = new AbortController();
    const answer = polls.wait({ miner: MINER_A, known, worker: "pool", gone: caller.signal });
    expect([await isWaiting(answer), polls.waiting]).to.deep.equal([true, 1]);
    caller.abort();
    await answer;
    expect(polls.waiting).to.equal(0);
    await newBatch();
  });
});

describe("the mining RPC over WebSocket", () => {
  const connect = async (url: string, authorization = AUTH) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers: { authorization } });
    const messages: Record<string, unknown>[] = [];
    const listeners = new Set<() => void>();
    socket.on("message", (data) => {
      messages.push(JSON.parse(String(data)) as Record<string, unknown>);
      for (const listener of listeners) listener();
    });
    const next = async (n: number): Promise<Record<string, unknown>> => {
      while (messages.length <= n) await new Promise<void>((resolve) => listeners.add(resolve));
      return messages[n]!;
    };
    await once(socket, "open");
    return { socket, next, send: (message: object) => socket.send(JSON.stringify(message)) };
  };
  const listening = async (options: Partial<MiningServerOptions> = {}) => {
    const parts = await fixture(options);
    return { ...parts, url: await parts.app.listen({ host: "127.0.0.1", port: 0 }) };
  };

  it("answers calls, and pushes an account's work now and when it changes", async () => {
    const { url, app, work, newBatch, l1, service } = await listening();
    try {
      const { next, send, socket } = await connect(url);
      send({ id: 1, method: "lockstep_subscribeWork", params: [MINER_A] });
      expect(await next(0)).to.include({ id: 1, result: true });
      const present = await work(MINER_A);
      expect(await next(1)).to.deep.equal({
        jsonrpc: "2.0",
        method: "lockstep_work",
        params: { address: MINER_A, work: present },
      });
      await newBatch();
      const pushed = (await next(2)) as { params: { work: Work } };
      expect(pushed.params.work.hash).not.to.equal(present.hash);
      l1.batches = [];
      await service.refresh();
      expect(await next(3)).to.deep.include({ params: { address: MINER_A, work: null } });
      socket.close();
    } finally {
      await app.close();
    }
  });

  it("401 without the password, 503 above the bound of connections", async () => {
    const { url, app } = await listening({ maxSocketsOfWorker: 1 });
    const refused = async (authorization: string): Promise<number> => {
      const socket = new WebSocket(url.replace("http", "ws"), { headers: { authorization } });
      socket.on("error", () => undefined);
      const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
      response.destroy();
      return response.statusCode!;
    };
    try {
      expect(await refused(basic("lockstep", "wrong"))).to.equal(401);
      await connect(url);
      expect(await refused(AUTH)).to.equal(503);
    } finally {
      await app.close();
    }
  });

  it("-8: a subscription over HTTP, and one too many", async () => {
    const { url, app, call } = await listening();
    try {
      expect((await call("lockstep_subscribeWork", [MINER_A])).error?.code).to.equal(-8);
      const { next, send } = await connect(url);
      const account = (n: number) => `0x${n.toString(16).padStart(40, "0")}`;
      const batch = Array.from({ length: 65 }, (_, id) => ({
        id,
        method: "lockstep_subscribeWork",
        params: [account(id + 1)],
      }));
      send(batch);
      const answers = (await next(0)) as unknown as Answer[];
      expect(answers.filter(({ error }) => error !== null).map(({ error }) => error!.code)).to.deep.equal([
        -8,
      ]);
    } finally {
      await app.close();
    }
  });

  it("1013 closes a connection that calls too often", async () => {
    const { url, app } = await listening({ callsPerSecondOfWorker: 1 });
    try {
      const { socket, send } = await connect(url);
      for (let id = 0; id < 3; id++) send({ id, method: "uptime" });
      const [code] = (await once(socket, "close")) as [number];
      expect(code).to.equal(1013);
    } finally {
      await app.close();
    }
  });
});

describe("workers of the mining RPC", () => {
  const workers = [{ name: "rig", password: new Secret("own"), account: MINER_B }];
  const status = async (authorization: string) => {
    const { app } = await fixture({ workers });
    const response = await app.inject({
      method: "POST",
      url: "/",
      headers: { authorization },
      payload: JSON.stringify({ id: 1, method: "getauxblock" }),
    });
    return [response.statusCode, (JSON.parse(response.body || "{}") as Answer).error?.code ?? null];
  };

  it("a payout account is a user name with the general password and is what getauxblock credits", async () => {
    expect(await status(basic(MINER_A))).to.deep.equal([200, null]);
    expect(await status(basic(MINER_A, "wrong"))).to.deep.equal([401, null]);
  });

  it("a configured worker has its own password only, and its own account", async () => {
    expect(await status(basic("rig", "own"))).to.deep.equal([200, null]);
    expect(await status(basic("rig"))).to.deep.equal([401, null]);
  });

  it("-5: the general user has no account; other names are not let in", async () => {
    expect(await status(basic("lockstep"))).to.deep.equal([500, -5]);
    expect(await status(basic("somebody"))).to.deep.equal([401, null]);
    expect(await status("Basic bm9jb2xvbg==")).to.deep.equal([401, null]);
    expect(await status("Bearer x")).to.deep.equal([401, null]);
  });

  it("different accounts are given different work", async () => {
    const { call } = await fixture({ workers });
    const hashes = [basic("rig", "own"), basic(MINER_A)].map(
      async (authorization) => (await call("getauxblock", [], authorization)).result!.hash,
    );
    expect(new Set(await Promise.all(hashes)).size).to.equal(2);
  });

  it("429 above a worker's rate, those of a batch counted each; 400 for a batch of more than 100", async () => {
    const { app } = await fixture({ workers, callsPerSecondOfWorker: 10 });
    const post = async (calls: number, authorization = AUTH) => {
      const payload = JSON.stringify(Array.from({ length: calls }, (_, id) => ({ id, method: "uptime" })));
      return (await app.inject({ method: "POST", url: "/", headers: { authorization }, payload })).statusCode;
    };
    expect(await post(101)).to.equal(400);
    expect(await post(10)).to.equal(200);
    expect(await post(1)).to.equal(429);
    expect(await post(10, basic("rig", "own")), "another worker").to.equal(200);
  });

  it("429 above a remote address's rate, before any password is looked at", async () => {
    const { app } = await fixture({ callsPerSecond: 2 });
    const codes: number[] = [];
    for (let i = 0; i < 3; i++)
      codes.push((await app.inject({ method: "POST", url: "/", payload: "{}" })).statusCode);
    expect(codes).to.deep.equal([401, 401, 429]);
  });
});

describe("lockstep_getMinerStats", () => {
  it("counts what an account handed in, by reason, and what waits for L1", async () => {
    const { call, work } = await fixture();
    const { hash } = await work(MINER_A);
    await call("submitauxblock", [hash, "zz"]);
    await call("submitauxblock", ["ab".repeat(32), "00"]);
    const { result } = await call("lockstep_getMinerStats", [MINER_A]);
    expect(result).to.deep.include({
      accepted: 0,
      repeated: 0,
      rejected: { HexInvalid: 1 },
      rejectedTotal: 1,
      waiting: [],
      checkpoints: [],
    });
    const unknown = await call("lockstep_lastAuxRejection", ["ab".repeat(32)]);
    expect(unknown.result).to.include({ reason: "UnknownWork" });
  });
});
