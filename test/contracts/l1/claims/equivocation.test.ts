import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { bondedSequencerAbi, claimsAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import type { Batch } from "../../../../services/protocol/batch/batch.ts";
import {
  nextTerm,
  SUPERBLOCK_TYPES,
  type Superblock,
  typedDomain,
} from "../../../../services/protocol/superblock/superblock.ts";
import { testAccount } from "../../../support/contracts.ts";
import { mine, rollBack, wait } from "../../../support/l1/batches.ts";
import {
  alice,
  bob,
  deployL1,
  L1,
  type L1Fixture,
  leader,
  ZERO_WORD,
} from "../../../support/l1/l1Fixture.ts";
import { type ModelChain, postNext, startChain } from "../../../support/l1/modelChain.ts";

const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;
const CAUSE = 5;
/** EquivocationClaim.Failure, in order. */
const FAILURES = [
  "None",
  "TermsDiffer",
  "NumbersDiffer",
  "SameSuperblock",
  "SignatureInvalid",
  "SignersDiffer",
];

const signed = async ({ deployment }: L1Fixture, superblock: Superblock, by = leader) => ({
  superblock,
  signature: await by.signTypedData({
    domain: typedDomain({ l1ChainId: L1, inbox: deployment.addresses.inbox }),
    types: SUPERBLOCK_TYPES,
    primaryType: "Superblock",
    message: superblock,
  }),
});

const NO_OPENING = { previous: OTHER_WORD, startNumber: 0n, startSuperblock: OTHER_WORD, openedAtSec: 0n };

/** Opening of the first term. */
const firstOpening = async ({ contracts }: L1Fixture) => {
  const { postedAtSec, superblock } = await contracts.inbox.read<Batch>("genesisBatch");
  const openedAtSec = postedAtSec;
  return { previous: ZERO_WORD, startNumber: 0n, startSuperblock: superblock, openedAtSec };
};

/** Two batches, work over the first, and two signatures for one number above both. */
async function equivocating() {
  const fixture = await deployL1();
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const first = await postNext(await startChain(fixture));
  await mine(fixture, first.chain.batches[1]!.batch);
  const { chain } = await postNext(first.chain);
  const tip = chain.superblocks.at(-1)!.superblock;
  const one = { ...tip, number: tip.number + 1n };
  const two = { ...one, historyRoot: OTHER_WORD };
  return { fixture, chain, one: await signed(fixture, one), two: await signed(fixture, two) };
}

const mined = (chain: ModelChain) => chain.batches[1]!.batch;

describe("Claims.claimEquivocation", () => {
  it("goes back to the last mined batch with a new term, and slashes", async () => {
    const { fixture, chain, one, two } = await equivocating();
    const { claims, inbox, sequencerPolicy } = fixture.contracts;
    const before = await fixture.chain.client.getBalance({ address: bob });
    const { logs } = await claims.write("claimEquivocation", [one, two, NO_OPENING, mined(chain)], {
      account: alice,
    });
    const [proven] = parseEventLogs({ abi: claimsAbi, logs, eventName: "EquivocationProven" });
    const { term, number } = one.superblock;
    expect(proven!.args).deep.equal({ term, number, leader: leader.address, prover: alice });
    const [back] = parseEventLogs({ abi: rollupInboxAbi, logs, eventName: "RolledBack" });
    expect(back!.args).include({ index: 1n, cause: CAUSE });
    const [slashed] = parseEventLogs({ abi: bondedSequencerAbi, logs, eventName: "Slashed" });
    expect(slashed!.args).include({ number, prover: alice, stakeWei: fixture.parameters.bond.stakeWei });
    expect(await inbox.read("term")).not.equal(term);
    expect(await sequencerPolicy.read("leader", [number])).equal(`0x${"00".repeat(20)}`);
    expect(await fixture.chain.client.getBalance({ address: bob })).equal(before);
  });

  it("BondSlashedSince: the same evidence, and other evidence of that term, touch no new bond", async () => {
    const { fixture, chain, one, two } = await equivocating();
    const { claims, sequencerPolicy, inbox } = fixture.contracts;
    await claims.write("claimEquivocation", [one, two, NO_OPENING, mined(chain)]);
    const slashedAt = await fixture.chain.now();
    await sequencerPolicy.write("stake", [], { value: fixture.parameters.bond.minBondWei });
    const third = await signed(fixture, { ...one.superblock, parent: OTHER_WORD });
    const opening = await firstOpening(fixture);
    const both = fixture.chain.at(claims.address, [...claims.abi, ...sequencerPolicy.abi]);
    for (const pair of [
      [one, two],
      [two, one],
      [one, third],
    ])
      expect(await both.refusal("claimEquivocation", [...pair, opening, mined(chain)])).deep.equal({
        errorName: "BondSlashedSince",
        args: [slashedAt, opening.openedAtSec],
      });
    expect(await sequencerPolicy.read("isBonded")).equal(true);
    // The next term is a new matter, also when it is over by the time of the proof.
    const next = { ...one.superblock, term: await inbox.read<Hex>("term") };
    const pair = [await signed(fixture, next), await signed(fixture, { ...next, parent: OTHER_WORD })];
    await rollBack(fixture, mined(chain));
    const { number, superblock } = mined(chain);
    const nextOpening = {
      previous: one.superblock.term,
      startNumber: number,
      startSuperblock: superblock,
      openedAtSec: slashedAt,
    };
    await claims.write("claimEquivocation", [...pair, nextOpening, mined(chain)]);
    expect(await sequencerPolicy.read("isBonded")).equal(false);
  });

  it("ClaimsWrongTerm: an old term under another opening", async () => {
    const { fixture, chain, one, two } = await equivocating();
    await rollBack(fixture, chain.batches[2]!.batch);
    const opening = { ...(await firstOpening(fixture)), openedAtSec: await fixture.chain.now() };
    const term = nextTerm(opening.previous, 0n, opening.startSuperblock, opening.openedAtSec);
    expect(
      await fixture.contracts.claims.refusal("claimEquivocation", [one, two, opening, mined(chain)]),
    ).deep.equal({ errorName: "ClaimsWrongTerm", args: [one.superblock.term, term] });
  });

  it("of an old term slashes, and takes no batch back", async () => {
    const { fixture, chain, one, two } = await equivocating();
    const { claims, inbox, sequencerPolicy } = fixture.contracts;
    await rollBack(fixture, chain.batches[2]!.batch);
    const term = await inbox.read<Hex>("term");
    const { logs } = await claims.write("claimEquivocation", [
      one,
      two,
      await firstOpening(fixture),
      chain.batches[0]!.batch,
    ]);
    expect(parseEventLogs({ abi: rollupInboxAbi, logs })).deep.equal([]);
    expect(await inbox.read("head")).include({ index: 2n });
    expect([await inbox.read("term"), await sequencerPolicy.read("isBonded")]).deep.equal([term, false]);
  });

  it("ClaimsWrongTarget: another batch than the last mined", async () => {
    const { fixture, chain, one, two } = await equivocating();
    const { claims } = fixture.contracts;
    for (const [target, index] of [
      [chain.batches[2]!.batch, 2n],
      [chain.batches[0]!.batch, 0n],
    ] as const)
      expect(await claims.refusal("claimEquivocation", [one, two, NO_OPENING, target])).deep.equal({
        errorName: "ClaimsWrongTarget",
        args: [1n, index],
      });
  });

  it("ClaimsNoEquivocation, each failure", async () => {
    const { fixture, chain, one, two } = await equivocating();
    const { claims } = fixture.contracts;
    const otherTerm = await signed(fixture, { ...two.superblock, term: OTHER_WORD });
    const otherNumber = await signed(fixture, { ...two.superblock, number: 9n });
    const bySomebody = await signed(fixture, two.superblock, testAccount(4));
    const high = BigInt(`0x${two.signature.slice(66, 130)}`);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const v = two.signature.endsWith("1b") ? "1c" : "1b";
    const mirrored = `${two.signature.slice(0, 66)}${(order - high).toString(16).padStart(64, "0")}${v}`;
    for (const [second, failure] of [
      [otherTerm, "TermsDiffer"],
      [otherNumber, "NumbersDiffer"],
      [one, "SameSuperblock"],
      [{ ...two, signature: "0x1234" }, "SignatureInvalid"],
      [{ ...two, signature: mirrored }, "SignatureInvalid"],
      [bySomebody, "SignersDiffer"],
    ] as const)
      expect(
        await claims.refusal("claimEquivocation", [one, second, NO_OPENING, mined(chain)]),
        failure,
      ).deep.equal({
        errorName: "ClaimsNoEquivocation",
        args: [FAILURES.indexOf(failure)],
      });
  });

  it("ClaimsNotLeader: somebody else's two signatures", async () => {
    const { fixture, chain, one, two } = await equivocating();
    const by = testAccount(4);
    const pair = [await signed(fixture, one.superblock, by), await signed(fixture, two.superblock, by)];
    expect(
      await fixture.contracts.claims.refusal("claimEquivocation", [...pair, NO_OPENING, mined(chain)]),
    ).deep.equal({
      errorName: "ClaimsNotLeader",
      args: [leader.address, by.address],
    });
  });
});
