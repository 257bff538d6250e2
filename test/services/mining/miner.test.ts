/** The miner over real HTTP and real threads, between daemons whose answers the test sets. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { Block } from "bitcoinjs-lib";
import { expect } from "chai";
import { systemClock as clock } from "../../../services/adapters/systemClock.ts";
import { type MinerOptions, startMiner } from "../../../services/mining/miner.ts";
import { reverse, sha256d } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import { littleEndianHex } from "../../../services/protocol/bitcoin/compactTarget.ts";
import * as NamecoinAuxPow from "../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import {
  type DaemonCall,
  DaemonError,
  type FakeDaemon,
  HANG_UP,
  startFakeDaemon,
} from "../../support/fakeDaemon.ts";
import { createLoggedLines } from "../../support/loggedLines.ts";
import { EASY_BITS } from "../../support/mergedMining.ts";

const ADDRESS = "0x1111111111111111111111111111111111111111";
const PAYOUT_SCRIPT = `0014${"07".repeat(20)}`;

const workOf = (chainid: number, serial = 0) => ({
  hash: Buffer.from(sha256d(Uint8Array.of(chainid & 255, serial))).toString("hex"),
  chainid,
  bits: EASY_BITS.toString(16),
  height: 1 + serial,
  target: littleEndianHex(EASY_BITS),
});

const auxDaemon = (chainid: number) =>
  startFakeDaemon(({ method }) => (method === "createauxblock" ? workOf(chainid) : true));

const TEMPLATE = {
  version: 0x20000000,
  rules: ["csv", "!segwit"],
  previousblockhash: "00".repeat(32),
  transactions: [],
  coinbaseaux: {},
  coinbasevalue: 5_000_000_000,
  curtime: 1_700_000_000,
  bits: EASY_BITS.toString(16),
  height: 1,
};

/** A node whose chain grows by what is submitted; a long poll waits for that. */
function bitcoinDaemon(refuseFirst?: string): Promise<FakeDaemon> {
  let height = 100;
  let refusal = refuseFirst;
  let waiting: (() => void)[] = [];
  const template = () => ({
    ...TEMPLATE,
    previousblockhash: Buffer.from(sha256d(Uint8Array.of(height))).toString("hex"),
    longpollid: String(height),
    curtime: 1_700_000_000 + height,
    height: height + 1,
  });
  return startFakeDaemon(async ({ method, params }) => {
    if (method === "validateaddress") return { isvalid: params[0] === "bcrt1q", scriptPubKey: PAYOUT_SCRIPT };
    if (method === "submitblock") {
      if (refusal !== undefined) {
        const reason = refusal;
        refusal = undefined;
        return reason;
      }
      height++;
      for (const wake of waiting) wake();
      waiting = [];
      return null;
    }
    const [{ longpollid }] = params as [{ longpollid?: string }];
    if (longpollid === String(height)) await new Promise<void>((resolve) => waiting.push(resolve));
    return template();
  });
}

const submitted = ({ method }: DaemonCall): boolean =>
  method === "submitauxblock" || method === "submitblock";
const proves = (chainid: number, { params }: DaemonCall): string => {
  const [hash, auxPow] = params as [string, string];
  const parsed = NamecoinAuxPow.parse(auxPow).auxPow!;
  return NamecoinAuxPow.tryVerify(reverse(hexToBytes(hash)), chainid, EASY_BITS, parsed);
};

describe("the miner", function () {
  this.timeout(30_000);
  let stopping: AbortController;
  let daemons: FakeDaemon[];
  let done: Promise<void>;
  let lines: ReturnType<typeof createLoggedLines>["lines"];
  beforeEach(() => {
    stopping = new AbortController();
    daemons = [];
    done = Promise.resolve();
  });
  afterEach(async () => {
    stopping.abort();
    await done;
    await Promise.all(daemons.map((daemon) => daemon.close()));
  });
  const up = async (starting: Promise<FakeDaemon>): Promise<FakeDaemon> => {
    const daemon = await starting;
    daemons.push(daemon);
    return daemon;
  };
  const mine = (endpoint: FakeDaemon, options: Partial<MinerOptions> = {}) => {
    const logged = createLoggedLines();
    lines = logged.lines;
    const { url, user, password } = endpoint;
    const miner = startMiner({
      ...{ url, user, password, address: ADDRESS, threads: 1, pollMs: 20, clock },
      ...{ log: logged.log, signal: stopping.signal },
      ...options,
    });
    done = miner.done;
    return miner;
  };

  it("mines one chain, and the same work once only", async () => {
    let serial = 0;
    const aux = await up(
      startFakeDaemon(({ method }) => {
        if (method === "createauxblock") return workOf(7, serial);
        serial++;
        return true;
      }),
    );
    mine(aux);
    const found = ({ method, params }: DaemonCall) =>
      method === "submitauxblock" && params[0] === workOf(7, 4).hash;
    expect(proves(7, await aux.until(found))).to.equal("None");
    const hashes = aux.calls.filter(submitted).map(({ params }) => params[0]);
    expect(new Set(hashes).size).to.equal(hashes.length);
  });

  for (const form of ["script", "output"] as const)
    it(`mines several chains with the same hashes: ${form}`, async () => {
      const chains = [1, 2, 7251];
      const auxes = [];
      for (const id of chains) auxes.push(await up(auxDaemon(id)));
      mine(auxes[0]!, { others: auxes.slice(1), form });
      for (const [i, aux] of auxes.entries())
        expect(proves(chains[i]!, await aux.until(submitted))).to.equal("None");
    });

  it("says once that a chain whose id is taken is not mined, and mines the other", async () => {
    const [first, second] = [await up(auxDaemon(5)), await up(auxDaemon(5))];
    mine(first, { others: [second] });
    await Promise.race([first.until(submitted), second.until(submitted)]);
    for (const { until } of [first, second]) {
      let polls = 0;
      await until(({ method }) => method === "createauxblock" && ++polls === 5);
    }
    const counts = [first, second].map(({ calls }) => calls.filter(submitted).length);
    expect(counts).to.have.members([0, 1]);
    expect(lines.filter(({ msg }) => msg.startsWith("chain id taken"))).to.have.length(1);
  });

  it("mines Bitcoin blocks and checkpoints at the same time, on template after template", async () => {
    const [aux, bitcoin] = [await up(auxDaemon(7)), await up(bitcoinDaemon())];
    mine(aux, { bitcoin: { ...bitcoin, payout: "bcrt1q" } });
    expect(proves(7, await aux.until(submitted))).to.equal("None");
    const heights = new Set<number>();
    await bitcoin.until(({ method, params }) => {
      if (method !== "submitblock") return false;
      const block = Block.fromBuffer(Buffer.from(String(params[0]), "hex"));
      heights.add(block.timestamp);
      return heights.size === 5;
    });
  });

  const failing: Record<string, () => unknown> = {
    "refuses every call": () => {
      throw new DaemonError(-10, "no posted batch is waiting for work");
    },
    "answers nonsense": () => ({ hash: "not a hash" }),
    "never answers": () => new Promise(() => undefined),
  };
  for (const [what, answer] of Object.entries(failing))
    it(`goes on with Bitcoin blocks when the auxiliary daemon ${what}`, async () => {
      const [aux, bitcoin] = [await up(startFakeDaemon(answer)), await up(bitcoinDaemon())];
      mine(aux, { bitcoin: { ...bitcoin, payout: "bcrt1q" } });
      let blocks = 0;
      await bitcoin.until(({ method }) => method === "submitblock" && ++blocks === 4);
    });

  it("goes on with Bitcoin blocks when the auxiliary daemon hangs on a submission", async () => {
    const hanging = startFakeDaemon(({ method }) =>
      method === "createauxblock" ? workOf(7) : new Promise(() => undefined),
    );
    const [aux, bitcoin] = [await up(hanging), await up(bitcoinDaemon())];
    mine(aux, { bitcoin: { ...bitcoin, payout: "bcrt1q" } });
    let blocks = 0;
    await bitcoin.until(({ method }) => method === "submitblock" && ++blocks === 4);
  });

  it("says why a Bitcoin block was refused, and asks for another template at once", async () => {
    const [aux, bitcoin] = [await up(auxDaemon(7)), await up(bitcoinDaemon("bad-cb-height"))];
    mine(aux, { bitcoin: { ...bitcoin, payout: "bcrt1q" } });
    let blocks = 0;
    await bitcoin.until(({ method }) => method === "submitblock" && ++blocks === 2);
    expect(lines.filter(({ reason }) => reason === "bad-cb-height").map(({ msg }) => msg)).to.deep.equal([
      "Bitcoin block refused",
    ]);
  });

  const warnings = (): unknown[] =>
    lines.flatMap(({ err }) => (err as { code?: string } | undefined)?.code ?? []);

  it("bitcoin-rule: does not mine for a node that demands what it does not know", async () => {
    const demanding = startFakeDaemon(({ method }) => {
      if (method === "validateaddress") return { isvalid: true, scriptPubKey: PAYOUT_SCRIPT };
      if (method === "submitblock") return null;
      return { ...TEMPLATE, rules: ["!segwit", "!covenants"] };
    });
    const [aux, bitcoin] = [await up(auxDaemon(7)), await up(demanding)];
    mine(aux, { bitcoin: { ...bitcoin, payout: "bcrt1q" } });
    let asked = 0;
    await bitcoin.until(({ method }) => method === "getblocktemplate" && ++asked === 3);
    expect(warnings()).to.include("bitcoin-rule");
    expect(bitcoin.calls.filter(submitted)).to.deep.equal([]);
  });

  it("payout-address: does not mine for an address that the node does not know", async () => {
    const [aux, bitcoin] = [await up(auxDaemon(7)), await up(bitcoinDaemon())];
    mine(aux, { bitcoin: { ...bitcoin, payout: "nonsense" } });
    let asked = 0;
    await bitcoin.until(({ method }) => method === "validateaddress" && ++asked === 2);
    expect(warnings()).to.include("payout-address");
    expect(bitcoin.calls.filter(submitted)).to.deep.equal([]);
  });

  it("does not take up work that is not verified, and says why", async () => {
    let serial = 0;
    const aux = await up(
      startFakeDaemon(({ method }) => {
        if (method !== "createauxblock") return true;
        return workOf(7, serial);
      }),
    );
    mine(aux, {
      verify: async ({ hash }) => {
        if (hash !== workOf(7, 0).hash) return { ok: true };
        serial++;
        return { ok: false, reason: "not-derived" };
      },
    });
    expect((await aux.until(submitted)).params[0]).to.equal(workOf(7, 1).hash);
    const reasons = lines.filter(({ msg }) => msg === "work not taken up").map(({ reason }) => reason);
    expect(reasons).to.deep.equal(["not-derived"]);
  });

  it("waits by long poll where it is offered, also for work while there is none", async () => {
    const given: unknown[] = [];
    const offers = [{ ...workOf(7, 0), longpollid: "a" }, undefined, { ...workOf(7, 1), longpollid: "b" }];
    const aux = await up(
      startFakeDaemon(({ method, params }) => {
        if (method !== "createauxblock") return true;
        given.push(params[1]);
        if (given.length > offers.length) return new Promise(() => undefined);
        const offer = offers[given.length - 1];
        if (offer === undefined) throw new DaemonError(-10, "no posted batch is waiting for work");
        return offer;
      }),
    );
    mine(aux);
    await aux.until(({ method, params }) => method === "submitauxblock" && params[0] === workOf(7, 1).hash);
    expect(given.slice(0, 3)).to.deep.equal([undefined, "a", "none"]);
  });

  it("searches nothing while it is paused", async () => {
    let serial = 0;
    const aux = await up(
      startFakeDaemon(({ method }) => {
        if (method === "createauxblock") return workOf(7, serial);
        serial++;
        return true;
      }),
    );
    const miner = mine(aux);
    miner.pause();
    let polls = 0;
    await aux.until(({ method }) => method === "createauxblock" && ++polls === 5);
    expect(aux.calls.filter(submitted)).to.deep.equal([]);
    miner.resume();
    await aux.until(submitted);
  });

  it("submits again what nobody answered, the same proof", async () => {
    let tries = 0;
    const aux = await up(
      startFakeDaemon(({ method }) => {
        if (method === "createauxblock") return workOf(7);
        return ++tries < 3 ? HANG_UP : true;
      }),
    );
    mine(aux);
    let submissions = 0;
    await aux.until((call) => submitted(call) && ++submissions === 3);
    const proofs = aux.calls.filter(submitted).map(({ params }) => params[1]);
    expect(new Set(proofs).size).to.equal(1);
  });

  it("gives up work that its daemon does not know any more", async () => {
    let serial = 0;
    const aux = await up(
      startFakeDaemon(({ method, params }) => {
        if (method === "createauxblock") return workOf(7, serial);
        if (params[0] !== workOf(7, 0).hash) return true;
        serial++;
        throw new DaemonError(-8, "block hash unknown");
      }),
    );
    mine(aux);
    await aux.until((call) => submitted(call) && call.params[0] === workOf(7, 1).hash);
    expect(lines.filter(({ msg }) => msg === "work lost")).to.have.length(1);
    expect(aux.calls.filter(submitted)).to.have.length(2);
  });
});
