import { expect } from "chai";
import { encodeFunctionData, toFunctionSelector, zeroAddress } from "viem";
import { claimsAbi } from "../../../services/abi/index.ts";
import { createChain } from "../../support/contracts.ts";
import { CAUSE, draftBatch, post, postArguments, rollBack } from "../../support/l1/batches.ts";
import { historyLinkArguments } from "../../support/l1/claimArguments.ts";
import { alice, bob, compiled, deployL1, leader, planOn } from "../../support/l1/l1Fixture.ts";
import { postNext, startChain } from "../../support/l1/modelChain.ts";

const OTHER_WORD = `0x${"5a".repeat(32)}` as const;
const MAX_BPS = 10_000n;
const byLeader = { account: leader.address };

/** A batch whose history is false, and the claim against it. */
async function lyingLeader(change?: Parameters<typeof deployL1>[0]) {
  const fixture = await deployL1(change);
  const { chain } = await postNext(await startChain(fixture), {
    lie: { superblock: () => ({ historyRoot: OTHER_WORD }) },
  });
  const args = historyLinkArguments(chain);
  const { claims, sequencerPolicy } = fixture.contracts;
  const prover = await fixture.chain.deploy("ReenteringProver", [claims.address, sequencerPolicy.address]);
  const call = encodeFunctionData({ abi: claimsAbi, functionName: "claimHistoryLink", args: args as never });
  return { fixture, policy: sequencerPolicy, claims, prover, call, args };
}

describe("BondedSequencer", () => {
  it("shows its parameters whole", async () => {
    const { contracts, parameters, deployment } = await deployL1();
    const { stakeWei: _, ...bond } = parameters.bond;
    expect(await contracts.sequencerPolicy.read("config")).deep.equal({
      ...bond,
      leader: deployment.leader,
      inbox: contracts.inbox.address,
      claims: contracts.claims.address,
      challengeWindowSec: deployment.limits.challengeWindowSec,
      revertDelaySec: deployment.limits.revertDelaySec,
    });
  });

  it("BondNoLeader, BondShareOutOfRange, BondUnbondingTooShort: at the construction", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const { abi, bytecode } = await compiled("BondedSequencer");
    for (const [change, errorName, errorArgs] of [
      [{ leader: zeroAddress }, "BondNoLeader", []],
      [{ proverShareBps: 10_001 }, "BondShareOutOfRange", [10_001]],
      [{ unbondingSec: 620n }, "BondUnbondingTooShort", [620n, 620n]],
    ] as const)
      expect(await chain.deployRefusal(abi, bytecode, [{ ...args.sequencer, ...change }])).deep.equal({
        errorName,
        args: errorArgs,
      });
  });

  it("BondTooLarge: more than a bond can hold", async () => {
    const { contracts, chain, parameters } = await deployL1();
    const most = 2n ** 128n - 1n;
    await chain.test.setBalance({ address: alice, value: 2n ** 130n });
    const value = most - parameters.bond.stakeWei + 1n;
    expect(await contracts.sequencerPolicy.refusal("stake", [], { account: alice, value })).deep.equal({
      errorName: "BondTooLarge",
      args: [most, most + 1n],
    });
  });

  describe("leader", () => {
    it("leads exactly from minBondWei on; below, the inbox takes nothing from anyone", async () => {
      const { minBondWei } = (await deployL1()).parameters.bond;
      const fixture = await deployL1((p) => ({ ...p, bond: { ...p.bond, stakeWei: minBondWei - 1n } }));
      const { sequencerPolicy, inbox } = fixture.contracts;
      expect(await sequencerPolicy.read("leader", [1n])).equal(zeroAddress);
      expect(await sequencerPolicy.read("accountable", [1n])).equal(leader.address);
      const draft = await draftBatch(fixture);
      expect(await inbox.refusal("postBatch", await postArguments(fixture, draft), byLeader)).deep.equal({
        errorName: "InboxWrongSigner",
        args: [zeroAddress, leader.address],
      });
      await sequencerPolicy.write("stake", [], { account: alice, value: 1n });
      expect(await sequencerPolicy.read("leader", [1n])).equal(leader.address);
      await post(fixture, await draftBatch(fixture));
    });

    it("pays for a term that it abandons, until nothing is left; BondNotInbox for others", async () => {
      const fixture = await deployL1((p) => ({
        ...p,
        bond: { ...p.bond, stakeWei: 5n, minBondWei: 1n, abandonCostWei: 3n },
      }));
      const { sequencerPolicy, inbox } = fixture.contracts;
      const genesis = await inbox.read("genesisBatch");
      for (const left of [2n, 0n]) {
        await inbox.write("abandonTerm", [genesis], byLeader);
        expect(await sequencerPolicy.read("bond")).deep.equal({
          stakeWei: left,
          exitAtSec: 0n,
          slashedAtSec: 0n,
        });
      }
      expect(await sequencerPolicy.read("isBonded")).equal(false);
      expect(await sequencerPolicy.refusal("onAbandon", [leader.address], byLeader)).deep.equal({
        errorName: "BondNotInbox",
        args: [leader.address],
      });
    });
  });

  describe("exit", () => {
    it("stops the leading at once, and pays after unbondingSec, to the second", async () => {
      const { contracts, chain, parameters } = await deployL1();
      const policy = contracts.sequencerPolicy;
      const { stakeWei, unbondingSec } = parameters.bond;
      expect(await policy.refusal("withdraw", [bob], byLeader)).deep.equal({
        errorName: "BondNotExiting",
        args: [],
      });
      await policy.write("announceExit", [], byLeader);
      const endsAt = (await chain.now()) + unbondingSec;
      expect(await policy.read("leader", [1n])).equal(zeroAddress);
      expect(await policy.refusal("announceExit", [], byLeader)).deep.equal({
        errorName: "BondExitPending",
        args: [endsAt],
      });
      await chain.advanceTo(endsAt - 1n);
      expect(await policy.refusal("withdraw", [bob], byLeader)).deep.equal({
        errorName: "BondLocked",
        args: [endsAt, endsAt - 1n],
      });
      const before = await chain.client.getBalance({ address: bob });
      await policy.write("withdraw", [bob], byLeader);
      expect((await chain.client.getBalance({ address: bob })) - before).equal(stakeWei);
      await policy.write("withdraw", [bob], byLeader);
      expect((await chain.client.getBalance({ address: bob })) - before, "once").equal(stakeWei);
    });

    it("can be cancelled; BondNotExiting when there is none", async () => {
      const { contracts } = await deployL1();
      const policy = contracts.sequencerPolicy;
      await policy.write("announceExit", [], byLeader);
      await policy.write("cancelExit", [], byLeader);
      expect(await policy.read("leader", [1n])).equal(leader.address);
      expect(await policy.refusal("cancelExit", [], byLeader)).deep.equal({
        errorName: "BondNotExiting",
        args: [],
      });
    });

    it("BondNotLeader: nobody else decides about the bond", async () => {
      const { contracts } = await deployL1();
      for (const [name, args] of [
        ["announceExit", []],
        ["cancelExit", []],
        ["withdraw", [alice]],
      ] as const)
        expect(await contracts.sequencerPolicy.refusal(name, args, { account: alice })).deep.equal({
          errorName: "BondNotLeader",
          args: [leader.address, alice],
        });
    });

    it("does not save the bond from a slash", async () => {
      const { policy, claims, args } = await lyingLeader();
      await policy.write("announceExit", [], byLeader);
      await claims.write("claimHistoryLink", args);
      expect(await policy.read("bond")).include({ stakeWei: 0n });
    });

    it("BondPaymentFailed: to an account that takes no ETH", async () => {
      const { contracts, chain, parameters } = await deployL1();
      const policy = contracts.sequencerPolicy;
      const { address } = await chain.deploy("NoEther");
      await policy.write("announceExit", [], byLeader);
      await chain.advanceTo((await chain.now()) + parameters.bond.unbondingSec);
      expect(await policy.refusal("withdraw", [address], byLeader)).deep.equal({
        errorName: "BondPaymentFailed",
        args: [address, parameters.bond.stakeWei],
      });
    });
  });

  describe("slash", () => {
    it("pays the prover its share at once and locks the rest for good", async () => {
      const { fixture, policy, prover, call } = await lyingLeader();
      const { stakeWei, proverShareBps } = fixture.parameters.bond;
      const share = (stakeWei * BigInt(proverShareBps)) / MAX_BPS;
      await prover.write("claim", [call, false, false]);
      expect(await prover.read("received")).equal(share);
      const balance = () => fixture.chain.client.getBalance({ address: policy.address });
      expect(await balance()).equal(stakeWei - share);
      await policy.write("announceExit", [], byLeader);
      await fixture.chain.advanceTo((await fixture.chain.now()) + fixture.parameters.bond.unbondingSec);
      await policy.write("withdraw", [bob], byLeader);
      expect(await balance()).equal(stakeWei - share);
    });

    it("a prover that calls back finds everything decided", async () => {
      const { fixture, prover, call } = await lyingLeader();
      const { stakeWei } = fixture.parameters.bond;
      await prover.write("claim", [call, true, false]);
      expect(await prover.read("received")).equal(stakeWei / 4n);
      expect(await prover.read("claimedAgain")).equal(
        toFunctionSelector("InboxBatchNotThere(uint64,uint64)"),
      );
      expect(await prover.read("collected")).equal(toFunctionSelector("BondNothingOwed(address)"));
    });

    it("a prover that takes no ETH keeps its claim, and collects later, once", async () => {
      const { fixture, policy, prover, call } = await lyingLeader();
      const share = fixture.parameters.bond.stakeWei / 4n;
      await prover.write("claim", [call, false, true]);
      expect(await fixture.contracts.inbox.read("head")).include({ index: 0n });
      expect(await policy.read("owedWei", [prover.address])).equal(share);
      const before = await fixture.chain.client.getBalance({ address: bob });
      await prover.write("collect", [bob]);
      expect((await fixture.chain.client.getBalance({ address: bob })) - before).equal(share);
      const both = fixture.chain.at(prover.address, [...prover.abi, ...policy.abi]);
      expect(await both.refusal("collect", [bob])).deep.equal({
        errorName: "BondNothingOwed",
        args: [prover.address],
      });
    });

    it("with nothing bonded, the batch falls all the same", async () => {
      const { fixture, policy, claims, args } = await lyingLeader((p) => ({
        ...p,
        bond: { ...p.bond, minBondWei: 0n, stakeWei: 0n },
      }));
      await claims.write("claimHistoryLink", args);
      expect(await fixture.contracts.inbox.read("head")).include({ index: 0n });
      expect(await policy.read("isBonded"), "without a least bond the leader goes on").equal(true);
    });

    it("BondNotClaims: by nobody else", async () => {
      const { contracts } = await deployL1();
      expect(
        await contracts.sequencerPolicy.refusal("onFault", [1n, 1n, alice], { account: alice }),
      ).deep.equal({
        errorName: "BondNotClaims",
        args: [alice],
      });
    });
  });

  it("a rollback for lack of work costs no bond", async () => {
    const fixture = await deployL1();
    const { inbox, sequencerPolicy } = fixture.contracts;
    await post(fixture, await draftBatch(fixture));
    await rollBack(fixture, await inbox.read("genesisBatch"), CAUSE.unmined);
    const { stakeWei } = fixture.parameters.bond;
    expect(await sequencerPolicy.read("bond")).deep.equal({ stakeWei, exitAtSec: 0n, slashedAtSec: 0n });
  });
});
