import { expect } from "chai";
import * as Tree from "../../../../services/protocol/appendOnlyTree.ts";
import { createChain } from "../../../support/contracts.ts";
import { A, B, compiled, deployL1, planOn } from "../../../support/l1/l1Fixture.ts";

describe("Portal.constructor", () => {
  it("shows its parameters whole and starts with empty trees", async () => {
    const { contracts, parameters } = await deployL1();
    const { portal, settlement } = contracts;
    expect(await portal.read("config")).deep.equal({
      settlement: settlement.address,
      rollups: [A, B],
      forceDelaySec: parameters.limits.forceDelaySec,
      maxLagSec: parameters.limits.maxLagSec,
      ...parameters.portal,
    });
    expect(await portal.read("record", [A, 0n])).deep.equal({
      root: Tree.EMPTY_ROOT,
      sentAtSec: 0n,
      gasTotal: 0n,
    });
    expect(await portal.read("sentCount", [A])).equal(0n);
  });

  it("PortalCapOutOfRange: more than everything", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const { abi, bytecode } = await compiled("Portal");
    const refused = await chain.deployRefusal(abi, bytecode, [{ ...args.portal, withdrawCapBps: 10_001 }]);
    expect(refused).deep.equal({ errorName: "PortalCapOutOfRange", args: [10_001] });
  });
});
