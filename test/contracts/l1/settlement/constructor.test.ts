import { expect } from "chai";
import { createChain } from "../../../support/contracts.ts";
import { compiled, deployL1, planOn } from "../../../support/l1/l1Fixture.ts";

describe("Settlement.constructor", () => {
  it("shows its parameters whole", async () => {
    const { contracts, deployment } = await deployL1();
    const { challengeWindowSec, miningTimeoutSec, revertDelaySec, exitDelaySec } = deployment.limits;
    expect(await contracts.settlement.read("config")).deep.equal({
      inbox: contracts.inbox.address,
      fallbackMode: contracts.fallback.address,
      ledger: contracts.ledger.address,
      challengeWindowSec,
      miningTimeoutSec,
      revertDelaySec,
      exitDelaySec,
    });
  });

  it("SettlementRevertDelayTooShort and SettlementExitDelayTooShort: times out of order", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const { abi, bytecode } = await compiled("Settlement");
    const times = {
      challengeWindowSec: 20n,
      miningTimeoutSec: 300n,
      revertDelaySec: 300n,
      exitDelaySec: 9999n,
    };
    expect(await chain.deployRefusal(abi, bytecode, [{ ...args.settlement, ...times }])).deep.equal({
      errorName: "SettlementRevertDelayTooShort",
      args: [300n, 300n],
    });
    const tight = { ...times, revertDelaySec: 301n, exitDelaySec: 921n };
    expect(await chain.deployRefusal(abi, bytecode, [{ ...args.settlement, ...tight }])).deep.equal({
      errorName: "SettlementExitDelayTooShort",
      args: [921n, 921n],
    });
  });
});
