import { expect } from "chai";
import type { Hex } from "viem";
import { createChain } from "../../../support/contracts.ts";
import { compiled, deployL1, planOn, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

type Mined = { batchIndex: bigint; number: bigint; timestamp: bigint; acceptedAtSec: bigint };
describe("CheckpointLedger.constructor", () => {
  it("has the root checkpoint stand for genesis, dated by the anchor", async () => {
    const { contracts, deployment } = await deployL1();
    const { ledger } = contracts;
    expect(await ledger.read<Hex>("lead")).equal(ZERO_WORD);
    const root = await ledger.read<Mined>("lastMined");
    expect([root.batchIndex, root.number, root.timestamp]).deep.equal([
      0n,
      0n,
      deployment.mining.anchorTimeSec,
    ]);
    expect(await ledger.read<boolean>("isLeading", [ZERO_WORD, 0])).equal(true);
  });

  it("shows its parameters whole", async () => {
    const { contracts, deployment, parameters } = await deployL1();
    const { anchorBits, anchorTimeSec, spacingSec, halfLifeSec, auxChainId, minSpacingSec } =
      deployment.mining;
    expect(await contracts.ledger.read("config")).deep.equal({
      inbox: contracts.inbox.address,
      fallbackMode: contracts.fallback.address,
      rules: { anchorBits, anchorTimeSec, spacingSec, halfLifeSec, auxChainId },
      minSpacingSec,
      checkpointsKept: parameters.ledger.checkpointsKept,
      genesisSuperblock: await contracts.inbox.read<Hex>("genesisSuperblock"),
    });
  });

  it("CheckpointRulesInvalid: an aux chain id that pools refuse", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const rules = { ...args.ledger.rules, auxChainId: 0x2000 };
    const { abi, bytecode } = await compiled("CheckpointLedger");
    const refused = await chain.deployRefusal(abi, bytecode, [{ ...args.ledger, rules }]);
    expect(refused).deep.equal({ errorName: "CheckpointRulesInvalid", args: [rules] });
  });

  it("CheckpointTreeTooFewKept: no place for the lead's parent", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const { abi, bytecode } = await compiled("CheckpointLedger");
    const refused = await chain.deployRefusal(abi, bytecode, [{ ...args.ledger, checkpointsKept: 1 }]);
    expect(refused).deep.equal({ errorName: "CheckpointTreeTooFewKept", args: [2n, 1n] });
  });
});
