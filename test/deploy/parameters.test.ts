import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parseParameters, readParameters } from "../../deploy/parameters.ts";
import { UsageError } from "../../services/runtime/serviceError.ts";
import { testAccount } from "../support/contracts.ts";

const raw = (name: string) => JSON.parse(readFileSync(`deploy/parameters/${name}.json`, "utf8"));
const refusal = (json: unknown): string => {
  try {
    parseParameters(json, "x.json");
  } catch (error) {
    expect(error).instanceOf(UsageError);
    return (error as UsageError).message;
  }
  throw new Error("accepted");
};

describe("deployment parameters", () => {
  it("of the devnet are the defaults, in the units of the contracts", () => {
    const devnet = readParameters("deploy/parameters/devnet.json");
    expect(devnet.leader).equal(testAccount(1).address);
    expect(devnet.producer).equal(testAccount(2).address);
    expect(devnet.mining).include({ anchorBits: 0x1e1fffff, spacingSec: 10, halfLifeSec: 120 });
    expect(devnet.limits).include({ challengeWindowSec: 20n, miningTimeoutSec: 300n, exitDelaySec: 3600n });
    const funded = [2, 4, 5, 6, 3, 1].map((i) => testAccount(i).address);
    expect(devnet.deposits?.accounts, "the producer first").deep.equal([
      funded[0],
      ...devnet.deposits!.accounts.slice(1),
    ]);
    expect(new Set(devnet.deposits?.accounts)).deep.equal(new Set(funded));
  });

  it("of the testnet are complete but for the operator's accounts", () => {
    const testnet = raw("testnet");
    expect(refusal(testnet)).equal("x.json: leader: still zero: fill in your own");
    const filled = { ...testnet, leader: testAccount(1).address, producer: testAccount(2).address };
    expect(parseParameters(filled, "x.json").portal.withdrawCapBps).equal(500);
  });

  it("an unknown key, named with its path", () => {
    expect(refusal({ ...raw("devnet"), colour: 1 })).equal("x.json: unknown key colour");
    const limits = { ...raw("devnet").limits, maxLag: 1 };
    expect(refusal({ ...raw("devnet"), limits })).equal("x.json: unknown key limits.maxLag");
  });

  it("a missing key, a bad address, chain ids out of order, a number out of range", () => {
    const { leader, ...rest } = raw("devnet");
    expect(leader).a("string");
    expect(refusal(rest)).match(/^x\.json: leader: /);
    expect(refusal({ ...raw("devnet"), leader: "0x12" })).match(/^x\.json: leader: not an address/);
    const rollups = raw("devnet").rollups.toReversed();
    expect(refusal({ ...raw("devnet"), rollups })).equal("x.json: rollups: chain ids must ascend");
    const mining = { ...raw("devnet").mining, auxChainId: 0x2000 };
    expect(refusal({ ...raw("devnet"), mining })).match(/^x\.json: mining\.auxChainId: /);
  });

  it("fewer checkpoints kept than batches, of which each may have one", () => {
    const ledger = { checkpointsKept: 511 };
    expect(refusal({ ...raw("devnet"), ledger })).equal(
      "x.json: ledger.checkpointsKept: fewer than inbox.batchesKept",
    );
    const enough = parseParameters({ ...raw("devnet"), ledger: { checkpointsKept: 512 } }, "x.json");
    expect(enough.ledger.checkpointsKept).equal(512);
  });

  it("a leader's silence no longer than a batch may take", () => {
    const devnet = raw("devnet");
    const limits = { ...devnet.limits, sequencerTimeoutSec: 60 };
    expect(refusal({ ...devnet, limits })).equal(
      "x.json: limits.sequencerTimeoutSec: not longer than limits.maxLagSec",
    );
  });

  it("a file that is not there or no JSON", () => {
    expect(() => readParameters("deploy/parameters/none.json")).throw(UsageError, "cannot be read as JSON");
    expect(() => readParameters("LICENSE")).throw(UsageError, "cannot be read as JSON");
  });
});
