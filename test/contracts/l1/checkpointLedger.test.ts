import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { checkpointLedgerAbi } from "../../../services/abi/index.ts";
import * as CheckpointChain from "../../../services/protocol/superblock/checkpointChain.ts";
import { createChain } from "../../support/contracts.ts";
import {
  type DraftOptions,
  draftBatch,
  mine,
  mineOver,
  type Parent,
  post,
  wait,
} from "../../support/l1/batches.ts";
import { compiled, deployL1, type L1Fixture, miner, planOn, ZERO_WORD } from "../../support/l1/l1Fixture.ts";

type Mined = { batchIndex: bigint; number: bigint; timestamp: bigint; acceptedAtSec: bigint };
type Link = {
  parent: Hex;
  superblock: Hex;
  miner: Hex;
  nBits: number;
  height: bigint;
  acceptedAtSec: number;
};

const OTHER_WORD = `0x${"5a".repeat(32)}` as const;
const failure = (name: CheckpointChain.Failure): number => CheckpointChain.FAILURES.indexOf(name);

/** The next batch, minSpacing after the one before. */
async function postLater(fixture: L1Fixture, options: DraftOptions = {}): Promise<Parent> {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  return await post(fixture, await draftBatch(fixture, options));
}

const submission = (work: Awaited<ReturnType<typeof mineOver>>) =>
  [work.checkpoint, work.batch, work.auxPow] as const;

describe("CheckpointLedger.constructor", () => {
  it("has the root checkpoint stand for genesis, dated by the anchor", async () => {
    const { contracts, deployment } = await deployL1();
    const { ledger, inbox } = contracts;
    expect(await ledger.read<Hex>("lead")).equal(ZERO_WORD);
    const root = await ledger.read<Mined>("lastMined");
    expect([root.batchIndex, root.number, root.timestamp]).deep.equal([
      0n,
      0n,
      deployment.mining.anchorTimeSec,
    ]);
    expect((await ledger.read<Link>("link", [ZERO_WORD])).superblock).equal(
      await inbox.read<Hex>("genesisSuperblock"),
    );
    expect(await ledger.read<boolean>("isLeading", [ZERO_WORD])).equal(true);
  });

  it("shows its parameters whole", async () => {
    const { contracts, deployment } = await deployL1();
    const { anchorBits, anchorTimeSec, spacingSec, halfLifeSec, auxChainId, minSpacingSec } =
      deployment.mining;
    expect(await contracts.ledger.read("config")).deep.equal({
      inbox: contracts.inbox.address,
      rules: { anchorBits, anchorTimeSec, spacingSec, halfLifeSec, auxChainId },
      minSpacingSec,
      genesisSuperblock: await contracts.inbox.read<Hex>("genesisSuperblock"),
    });
  });

  it("CheckpointChainRulesInvalid: an aux chain id that pools refuse", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const rules = { ...args.ledger.rules, auxChainId: 0x2000 };
    const { abi, bytecode } = await compiled("CheckpointLedger");
    const refused = await chain.deployRefusal(abi, bytecode, [{ ...args.ledger, rules }]);
    expect(refused).deep.equal({ errorName: "CheckpointChainRulesInvalid", args: [rules] });
  });
});

describe("CheckpointLedger.submitCheckpoint", () => {
  it("records work over a posted batch, makes it the lead and says so", async () => {
    const fixture = await deployL1();
    const { ledger } = fixture.contracts;
    const posted = await postLater(fixture, { superblocks: 4n });
    const work = await mineOver(fixture, posted.batch);
    const receipt = await ledger.write("submitCheckpoint", submission(work));
    const logs = parseEventLogs({ abi: checkpointLedgerAbi, logs: receipt.logs });
    expect(logs.map((log) => [log.eventName, log.args])).deep.equal([
      [
        "CheckpointAccepted",
        {
          id: work.id,
          parent: ZERO_WORD,
          batchIndex: 1n,
          superblock: posted.batch.superblock,
          miner,
          nBits: work.checkpoint.nBits,
          number: 4n,
        },
      ],
      ["LeadChanged", { lead: work.id, batchIndex: 1n, number: 4n }],
    ]);

    const acceptedAtSec = await fixture.chain.now();
    const expected = { batchIndex: 1n, number: 4n, timestamp: posted.batch.timestamp, acceptedAtSec };
    expect(await ledger.read("lastMined")).deep.equal(expected);
    expect(await ledger.read("mined", [work.id])).deep.equal(expected);
    expect(await ledger.read<Hex>("lead")).equal(work.id);
    const link = await ledger.read<Link>("link", [work.id]);
    expect([link.parent, link.superblock, link.miner, link.height]).deep.equal([
      ZERO_WORD,
      posted.batch.superblock,
      miner,
      1n,
    ]);
  });

  it("a known checkpoint succeeds without effect", async () => {
    const fixture = await deployL1();
    const { ledger } = fixture.contracts;
    const posted = await postLater(fixture);
    const work = await mineOver(fixture, posted.batch);
    await ledger.write("submitCheckpoint", submission(work));
    const before = await ledger.read("mined", [work.id]);
    await wait(fixture, 30n);
    const again = await ledger.write("submitCheckpoint", submission(work));
    expect(again.logs).deep.equal([]);
    expect(await ledger.read("mined", [work.id])).deep.equal(before);
  });

  it("keeps a branch of less work beside the lead; a heavier one takes over", async () => {
    const fixture = await deployL1();
    const { ledger } = fixture.contracts;
    const first = await postLater(fixture);
    const second = await postLater(fixture, { parent: first });
    const one = await mine(fixture, first.batch);
    const rival = await mine(fixture, second.batch, {
      parent: ZERO_WORD,
      account: fixture.deployment.leader,
    });
    expect(await ledger.read<Hex>("lead"), "first seen among equals").equal(one);
    expect(await ledger.read<boolean>("isLeading", [rival])).equal(false);

    const third = await postLater(fixture, { parent: second });
    const overRival = await mine(fixture, third.batch, { parent: rival });
    expect(await ledger.read<Hex>("lead")).equal(overRival);
    expect(await ledger.read<boolean>("isLeading", [rival])).equal(true);
    expect(await ledger.read<boolean>("isLeading", [one])).equal(false);
  });
});

describe("CheckpointLedger.submitCheckpoint refuses", () => {
  let fixture: L1Fixture;
  let posted: Parent;
  before(async () => {
    fixture = await deployL1();
    posted = await postLater(fixture);
  });

  const expectRefusal = async (
    args: readonly unknown[],
    errorName: string,
    errorArgs: readonly unknown[],
  ) => {
    const { ledger, inbox } = fixture.contracts;
    const both = fixture.chain.at(ledger.address, [...ledger.abi, ...inbox.abi]);
    expect(await both.refusal("submitCheckpoint", args)).deep.equal({ errorName, args: errorArgs });
  };

  it("InboxWrongParent: a batch that does not stand in the inbox", async () => {
    const work = await mineOver(fixture, { ...posted.batch, dataHash: OTHER_WORD });
    const { errorName } = await fixture.chain
      .at(fixture.contracts.ledger.address, [...fixture.contracts.ledger.abi, ...fixture.contracts.inbox.abi])
      .refusal("submitCheckpoint", submission(work));
    expect(errorName).equal("InboxWrongParent");
  });

  it("LedgerWrongSuperblock: work on something else than the batch's tip", async () => {
    const work = await mineOver(fixture, { ...posted.batch, superblock: OTHER_WORD });
    await expectRefusal([work.checkpoint, posted.batch, work.auxPow], "LedgerWrongSuperblock", [
      posted.batch.superblock,
      OTHER_WORD,
    ]);
  });

  it("LedgerRefused: work that is not there, another chain's, a parent nobody knows, a target too easy", async () => {
    const work = await mineOver(fixture, posted.batch);
    const cut = work.auxPow.slice(0, 40) as Hex;
    await expectRefusal([work.checkpoint, posted.batch, cut], "LedgerRefused", [failure("ProofTruncated")]);
    const otherChain = await mineOver(fixture, posted.batch, { auxChainId: 1 });
    await expectRefusal(submission(otherChain), "LedgerRefused", [failure("WrongAuxChainId")]);
    const orphan = { ...work.checkpoint, parentCheckpoint: OTHER_WORD };
    await expectRefusal([orphan, posted.batch, work.auxPow], "LedgerRefused", [failure("UnknownParent")]);
    const early = await deployL1((p) => ({ ...p, mining: { ...p.mining, spacingSec: 600 } }));
    const soon = await postLater(early);
    const easy = await mineOver(early, soon.batch, { nBits: early.parameters.mining.anchorBits });
    expect(await early.contracts.ledger.refusal("submitCheckpoint", submission(easy))).deep.equal({
      errorName: "LedgerRefused",
      args: [failure("TargetNotReached")],
    });
  });

  it("LedgerNotLater: a batch that is not after the parent checkpoint's", async () => {
    const own = await deployL1();
    const first = await postLater(own);
    const second = await postLater(own, { parent: first });
    const over = await mine(own, second.batch);
    const back = await mineOver(own, first.batch, { parent: over });
    expect(await own.contracts.ledger.refusal("submitCheckpoint", submission(back))).deep.equal({
      errorName: "LedgerNotLater",
      args: [second.batch.number, first.batch.number],
    });
  });

  it("LedgerTooClose: less than minSpacing after the parent checkpoint's batch", async () => {
    const own = await deployL1();
    const first = await postLater(own);
    const over = await mine(own, first.batch);
    const timestamp = first.batch.timestamp + own.parameters.mining.minSpacingSec - 1n;
    await own.chain.advanceTo(timestamp > (await own.chain.now()) ? timestamp : (await own.chain.now()) + 1n);
    const second = await post(own, await draftBatch(own, { parent: first, timestamp }));
    const close = await mineOver(own, second.batch, { parent: over });
    expect(await own.contracts.ledger.refusal("submitCheckpoint", submission(close))).deep.equal({
      errorName: "LedgerTooClose",
      args: [timestamp + 1n, timestamp],
    });
  });

  it("CheckpointChainUnknown: bits asked for a parent nobody knows", async () => {
    expect(await fixture.contracts.ledger.refusal("requiredBits", [OTHER_WORD])).deep.equal({
      errorName: "CheckpointChainUnknown",
      args: [OTHER_WORD],
    });
  });
});
