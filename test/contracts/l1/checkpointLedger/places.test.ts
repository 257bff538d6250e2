/** The leading chain's places are used in turn; branches are kept beside it. */
import { expect } from "chai";
import type { Hex } from "viem";
import * as CheckpointChain from "../../../../services/protocol/superblock/checkpointChain.ts";
import {
  CAUSE,
  draftBatch,
  genesisParent,
  heightOf,
  type Mining,
  mine,
  mineOver,
  type Parent,
  post,
  rollBack,
  submission,
  wait,
} from "../../../support/l1/batches.ts";
import { alice, deployL1, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

const KEPT = 3;
const UNKNOWN_PARENT = {
  errorName: "LedgerRefused",
  args: [CheckpointChain.FAILURES.indexOf("UnknownParent")],
};

/** `count` checkpoints in a row, each over a batch of its own; batch i at place i. */
async function inARow(count: number, checkpointsKept = KEPT) {
  const fixture = await deployL1((p) => ({ ...p, ledger: { checkpointsKept } }));
  const { ledger, inbox } = fixture.contracts;
  const batches: Parent[] = [await genesisParent(fixture)];
  const ids: Hex[] = [ZERO_WORD];
  const postNext = async (): Promise<Parent> => {
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    const posted = await post(fixture, await draftBatch(fixture, { parent: batches.at(-1)! }));
    batches.push(posted);
    return posted;
  };
  const extend = async (mining: Mining = {}) => mine(fixture, (await postNext()).batch, mining);
  for (let i = 0; i < count; i++) ids.push(await extend());
  const leading = (id: Hex) => ledger.read<boolean>("isLeading", [id, heightOf(id)]);
  return { fixture, ledger, inbox, batches, ids, postNext, extend, leading };
}

describe("CheckpointLedger's places", () => {
  it("are used in turn: what lies further down is forgotten, and gets no children", async () => {
    const { fixture, ledger, ids, postNext, leading } = await inARow(5);
    expect(await Promise.all(ids.map(leading))).deep.equal([false, false, false, true, true, true]);
    expect((await ledger.read<[Hex]>("leadingAt", [3]))[0]).equal(ids[3]);
    expect(await ledger.read("leadingAt", [2])).deep.equal([
      ZERO_WORD,
      { height: 0, batchIndex: 0n, number: 0n, timestamp: 0n, acceptedAtSec: 0n },
    ]);
    const { batch } = await postNext();
    const nBits = fixture.parameters.mining.anchorBits;
    const child = await mineOver(fixture, batch, { parent: ids[2]!, nBits });
    expect(await ledger.refusal("submitCheckpoint", submission(child))).deep.equal(UNKNOWN_PARENT);
    // The place that height 2 had is now height 5's.
    const wrongHeight = { ...child, parentHeight: 5 };
    expect(await ledger.refusal("submitCheckpoint", submission(wrongHeight))).deep.equal(UNKNOWN_PARENT);
  });

  it("a checkpoint that has fallen is not found at the height whose place it took", async () => {
    const { fixture, ledger, batches, ids, postNext } = await inARow(5);
    await rollBack(fixture, batches[3]!.batch);
    expect(await ledger.read<Hex>("lead")).equal(ids[3]);
    batches.length = 4;
    const { batch } = await postNext();
    const nBits = fixture.parameters.mining.anchorBits;
    for (const [fallen, height] of [
      [ids[5]!, 5],
      [ids[5]!, 2],
      [ids[4]!, 4],
      [ids[4]!, 1],
    ] as const) {
      const child = { ...(await mineOver(fixture, batch, { parent: fallen, nBits })), parentHeight: height };
      expect(await ledger.refusal("submitCheckpoint", submission(child))).deep.equal(UNKNOWN_PARENT);
      expect(await ledger.read<boolean>("stands", [fallen, height])).equal(false);
    }
    const next = await mine(fixture, batch);
    expect((await ledger.read<[Hex]>("leadingAt", [4]))[0]).equal(next);
  });

  it("a branch that takes over changes places with what led, which can come back", async () => {
    const { ledger, ids, extend, leading } = await inARow(2, 8);
    const aside = await extend({ parent: ids[0]!, account: alice });
    const second = await extend({ parent: aside });
    expect(await ledger.read<Hex>("lead"), "first seen among equals").equal(ids[2]);
    const third = await extend({ parent: second });
    expect(await ledger.read<Hex>("lead")).equal(third);
    expect(await Promise.all([aside, second, third, ids[1]!, ids[2]!].map(leading))).deep.equal([
      true,
      true,
      true,
      false,
      false,
    ]);
    const node = await ledger.read<object>("node", [ids[2], 0]);
    expect(node).include({ isKnown: true, isLeading: false, height: 2, totalWork: 4n });

    const back = await extend({ parent: ids[2]! });
    expect(await ledger.read<Hex>("lead")).equal(third);
    const over = await extend({ parent: back });
    expect(await ledger.read<Hex>("lead")).equal(over);
    expect(await ledger.read("node", [ids[1], 1])).include({ isLeading: true, totalWork: 2n });
    expect(await ledger.read("node", [third, 0])).include({ isLeading: false, totalWork: 6n });
  });

  it("CheckpointTreeForgotten: back below what is kept, which a deployment sizes so that it is final", async () => {
    const { fixture, inbox, batches } = await inARow(4);
    const { claims } = await inbox.read<{ claims: Hex }>("config");
    const { abi } = fixture.contracts.inbox;
    const ledgerAbi = fixture.contracts.ledger.abi;
    const both = fixture.chain.at(inbox.address, [...abi, ...ledgerAbi.filter((e) => e.type === "error")]);
    const call = [batches[1]!.batch, CAUSE.channelClaim];
    expect(await both.refusal("rollBackTo", call, { account: claims })).deep.equal({
      errorName: "CheckpointTreeForgotten",
      args: [ZERO_WORD, 1n],
    });
    await rollBack(fixture, batches[2]!.batch);
  });
});
