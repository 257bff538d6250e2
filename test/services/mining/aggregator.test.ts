/** The aggregator in front of mining servers that verify what they are given, and a miner that knows only it. */
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { systemClock } from "../../../services/adapters/systemClock.ts";
import { createAggregatorServer } from "../../../services/api/aggregatorServer.ts";
import { createMiningServer } from "../../../services/api/miningServer.ts";
import { createAggregator } from "../../../services/mining/aggregator.ts";
import { createRpcCaller, type RpcEndpoint, RpcRefusal } from "../../../services/mining/rpcCaller.ts";
import { sha256d, toBytes, toNumber } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../../services/protocol/bitcoin/coinbaseScript.ts";
import { encode } from "../../../services/protocol/bitcoin/compactTarget.ts";
import * as MerkleBranch from "../../../services/protocol/bitcoin/merkleBranch.ts";
import { serialize } from "../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { createLogger, Secret } from "../../../services/runtime/logger.ts";
import { startFakeDaemon } from "../../support/fakeDaemon.ts";
import { mineHeader } from "../../support/mergedMining.ts";
import { MINER_A, miningFixture, postedBatch } from "../../support/miningFixture.ts";

const log = createLogger("silent");
const CREDENTIALS = { user: "lockstep", password: "secret" };

type AuxTreeAnswer = {
  root: string;
  size: number;
  nonce: number;
  commitment: { script: string; output: string };
  target: string;
  chains: { url: string; hash: string; chainid: number; target: string; index: number; branch: string[] }[];
  leftout: string[];
};
type Taken = { accepted: string[]; refused: { url?: string; reason: string }[] };

/** A miner's whole part: a coinbase with the bytes it was given, a header below the target. */
function solve(answer: AuxTreeAnswer, form: "script" | "output", nBits = bitsOf(answer.target)): string {
  const given = hexToBytes(answer.commitment[form]);
  const coinbase = CoinbaseScript.buildCoinbase({
    script: form === "script" ? concatBytes(Uint8Array.of(3, 1, 2, 3), given) : Uint8Array.of(3, 1, 2, 3),
    outputs: [
      { valueSat: 1n, script: Uint8Array.of(0x51) },
      ...(form === "output" ? [{ valueSat: 0n, script: given }] : []),
    ],
  });
  const sibling = sha256d(Uint8Array.of(1));
  return serialize({
    coinbase,
    hashBlock: new Uint8Array(32),
    coinbaseBranch: [sibling],
    coinbaseIndex: 0,
    chainBranch: [],
    chainIndex: 0,
    parentHeader: mineHeader(MerkleBranch.fold(sha256d(coinbase), [sibling], 0), nBits),
  });
}
const bitsOf = (littleEndian: string): number => encode(toNumber(hexToBytes(littleEndian).reverse()));

describe("the aggregator", () => {
  let stops: (() => Promise<unknown>)[];
  beforeEach(() => {
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const deployment = async (auxChainId: number) => {
    const fixture = miningFixture({}, auxChainId);
    fixture.l1.batches = [postedBatch(1)];
    await fixture.service.refresh();
    const server = createMiningServer({
      service: fixture.service,
      clock: fixture.clock,
      startedAtMs: 0,
      user: CREDENTIALS.user,
      password: new Secret(CREDENTIALS.password),
      log,
    });
    const url = await server.listen({ host: "127.0.0.1", port: 0 });
    stops.push(() => server.close());
    return { ...fixture, url, ...CREDENTIALS };
  };
  const over = async (members: readonly RpcEndpoint[]) => {
    const stopping = new AbortController();
    const server = createAggregatorServer({
      aggregator: createAggregator({ members, clock: systemClock, log, signal: stopping.signal }),
      user: "miner",
      password: new Secret("word"),
      clock: systemClock,
      log,
    });
    const url = await server.listen({ host: "127.0.0.1", port: 0 });
    stops.push(
      () => server.close(),
      async () => stopping.abort(),
    );
    const call = createRpcCaller({ url, user: "miner", password: "word" }, "aggregator");
    const signal = new AbortController().signal;
    return {
      url,
      tree: async (address: string = MINER_A) =>
        (await call("getauxtree", [address], { signal })) as AuxTreeAnswer,
      submit: async (root: string, proof: string) =>
        (await call("submitauxtree", [root, proof], { signal })) as Taken,
      call: (method: string, params: unknown[]) => call(method, params, { signal }),
    };
  };

  for (const form of ["script", "output"] as const)
    it(`${form}: one header is work for two deployments, each with its own proof`, async () => {
      const [first, second] = [await deployment(7251), await deployment(98)];
      const aggregator = await over([first, second]);
      const answer = await aggregator.tree();
      expect(answer.size).to.equal(2);
      expect(answer.chains.map(({ chainid }) => chainid)).to.deep.equal([7251, 98]);
      const taken = await aggregator.submit(answer.root, solve(answer, form));
      expect(taken.refused).to.deep.equal([]);
      expect(taken.accepted).to.deep.equal(answer.chains.map(({ url }) => url));
      for (const [i, { service }] of [first, second].entries()) {
        const [work] = service.waiting();
        expect(work!.checkpoint.miner.toLowerCase()).to.equal(MINER_A.toLowerCase());
        expect(Buffer.from(hexToBytes(work!.id.slice(2)).reverse()).toString("hex")).to.equal(
          answer.chains[i]!.hash,
        );
      }
    });

  it("hands a proof only to those whose target it meets", async () => {
    const lenient = await deployment(7251);
    const strict = await startFakeDaemon(({ method }) =>
      method === "createauxblock"
        ? {
            hash: "ab".repeat(32),
            chainid: 98,
            bits: "1d00ffff",
            height: 1,
            target: Buffer.from(toBytes(0xffffn << 208n, 32).reverse()).toString("hex"),
          }
        : true,
    );
    stops.push(() => strict.close());
    const aggregator = await over([lenient, strict]);
    const answer = await aggregator.tree();
    expect(answer.target).to.equal(answer.chains[0]!.target);
    const { accepted, refused } = await aggregator.submit(answer.root, solve(answer, "script"));
    expect([accepted, refused]).to.deep.equal([[answer.chains[0]!.url], []]);
    expect(strict.calls.map(({ method }) => method)).to.deep.equal(["createauxblock"]);
  });

  it("goes on with those that answer", async () => {
    const alive = await deployment(7251);
    const aggregator = await over([{ url: "http://127.0.0.1:9", ...CREDENTIALS }, alive]);
    const answer = await aggregator.tree();
    expect(answer.chains.map(({ chainid }) => chainid)).to.deep.equal([7251]);
    expect((await aggregator.submit(answer.root, solve(answer, "script"))).accepted).to.have.length(1);
  });

  it("names a deployment that it leaves out because another has its chain id", async () => {
    const [first, second] = [await deployment(7251), await deployment(7251)];
    const answer = await (await over([first, second])).tree();
    expect(answer.chains.map(({ url }) => url)).to.deep.equal([first.url]);
    expect(answer.leftout).to.deep.equal([second.url]);
  });

  it("keeps what it has handed out: a find on an earlier tree still counts", async () => {
    const [first, second] = [await deployment(7251), await deployment(98)];
    const aggregator = await over([first, second]);
    const earlier = await aggregator.tree();
    first.clock.nowMs += 6_000;
    first.l1.batches.push(postedBatch(2));
    await first.service.refresh();
    expect((await aggregator.tree()).root).not.to.equal(earlier.root);
    expect((await aggregator.submit(earlier.root, solve(earlier, "output"))).accepted).to.have.length(2);
  });

  describe("refuses", () => {
    const refusal = (promise: Promise<unknown>): Promise<number> =>
      promise.then(
        () => 0,
        (err: unknown) => (err instanceof RpcRefusal ? err.rpcCode : Number.NaN),
      );
    const ready = async () => {
      const aggregator = await over([await deployment(7251), await deployment(98)]);
      return { ...aggregator, answer: await aggregator.tree() };
    };

    it("-5 no Ethereum address, -8 an unknown root, -22 no proof, -1 a missing parameter, -32601 another method", async () => {
      const { call, answer } = await ready();
      expect(await refusal(call("getauxtree", ["bc1q"]))).to.equal(-5);
      expect(await refusal(call("submitauxtree", ["00".repeat(32), "00"]))).to.equal(-8);
      expect(await refusal(call("submitauxtree", ["root", "00"]))).to.equal(-8);
      expect(await refusal(call("submitauxtree", [answer.root, "zz"]))).to.equal(-22);
      expect(await refusal(call("submitauxtree", [answer.root]))).to.equal(-1);
      expect(await refusal(call("createauxblock", [MINER_A]))).to.equal(-32601);
    });
    it("-10 while no deployment has work", async () => {
      const idle = await startFakeDaemon(() => {
        throw new Error("nothing");
      });
      stops.push(() => idle.close());
      expect(await refusal((await over([idle])).tree())).to.equal(-10);
    });
    it("HashAboveTarget, RootAbsent, ChainBranchNotEmpty: by name, and nobody is bothered", async () => {
      const { submit, answer } = await ready();
      const reasons = async (proof: string) => (await submit(answer.root, proof)).refused;
      const other = { ...answer, commitment: { script: "00".repeat(44), output: "" } };
      expect(await reasons(solve(other, "script"))).to.deep.equal([{ reason: "RootAbsent" }]);
      const good = solve(answer, "script");
      const tooHigh = Array.from({ length: 64 }, (_, nonce) => {
        const tail = Buffer.alloc(4);
        tail.writeUInt32LE(nonce + 1_000_000);
        return good.slice(0, -8) + tail.toString("hex");
      }).find((proof) => {
        const hash = sha256d(hexToBytes(proof.slice(-160)));
        return toNumber(hash.reverse()) > toNumber(hexToBytes(answer.target).reverse());
      })!;
      expect(await reasons(tooHigh)).to.deep.equal([{ reason: "HashAboveTarget" }]);
      const header = good.slice(-160);
      const withBranch = `${good.slice(0, -170)}01${"00".repeat(32)}00000000${header}`;
      expect(await reasons(withBranch)).to.deep.equal([{ reason: "ChainBranchNotEmpty" }]);
    });
    it("a wrong password", async () => {
      const { url } = await ready();
      const call = createRpcCaller({ url, user: "miner", password: "guess" }, "aggregator");
      const code = await call("help", [], { signal: new AbortController().signal }).catch(
        (err: { code: string }) => err.code,
      );
      expect(code).to.equal("rpc-unauthorized");
    });
  });
});
