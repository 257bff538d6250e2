/** The places of batch hashes are used in turn; those from the newest final batch to the head are never lost. */
import { expect } from "chai";
import type { Hex } from "viem";
import { hashBatch } from "../../../../services/protocol/batch/batch.ts";
import { createChain } from "../../../support/contracts.ts";
import {
  type Draft,
  draftBatch,
  finalizeArguments,
  genesisParent,
  mine,
  type Parent,
  post,
  rollBack,
  wait,
} from "../../../support/l1/batches.ts";
import { refusal } from "../../../support/l1/inboxDrafts.ts";
import { compiled, deployL1, type L1Fixture, planOn, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

const KEPT = 3n;

type Posted = { readonly draft: Draft; readonly parent: Parent };

async function deploy(): Promise<{ fixture: L1Fixture; genesis: Parent }> {
  const fixture = await deployL1((p) => ({ ...p, inbox: { batchesKept: KEPT } }));
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  return { fixture, genesis: await genesisParent(fixture) };
}

async function postAfter(fixture: L1Fixture, before: Parent): Promise<Posted> {
  const draft = await draftBatch(fixture, { parent: before });
  return { draft, parent: await post(fixture, draft) };
}

async function finalise(fixture: L1Fixture, { draft, parent }: Posted): Promise<void> {
  const checkpoint = await mine(fixture, parent.batch);
  await wait(fixture, fixture.parameters.limits.challengeWindowSec);
  await fixture.contracts.settlement.write("finalize", finalizeArguments(draft, parent, checkpoint));
}

const hashAt = ({ contracts }: L1Fixture, index: bigint) => contracts.inbox.read<Hex>("batchHash", [index]);

describe("RollupInbox and the places it keeps", () => {
  it("no room, all mined, and the work stale: a batch can be final all the same, and posting goes on", async () => {
    const { fixture, genesis } = await deploy();
    const { limits } = fixture.parameters;
    const first = await postAfter(fixture, genesis);
    const checkpoint = await mine(fixture, first.parent.batch);
    const second = await postAfter(fixture, first.parent);
    await wait(fixture, limits.miningTimeoutSec + 1n);
    const { acceptedAtSec } = await fixture.contracts.ledger.read<{ acceptedAtSec: bigint }>("lastMined");
    const call = finalizeArguments(first.draft, first.parent, checkpoint);
    const refused = await fixture.contracts.settlement.refusal("finalize", call);
    expect(refused.errorName, "the second can still be mined").equal("SettlementStale");
    expect(refused.args[0]).equal(acceptedAtSec);

    await mine(fixture, second.parent.batch);
    await wait(fixture, limits.miningTimeoutSec + 1n);
    const third = await draftBatch(fixture, { parent: second.parent });
    expect((await refusal(fixture, third)).errorName).equal("InboxNoRoom");
    await fixture.contracts.settlement.write("finalize", call);
    await post(fixture, await draftBatch(fixture, { parent: second.parent }));
  });

  it("InboxNoRoom: so many batches that the newest final one would lose its place, until another is final", async () => {
    const { fixture, genesis } = await deploy();
    const first = await postAfter(fixture, genesis);
    const second = await postAfter(fixture, first.parent);
    const third = await draftBatch(fixture, { parent: second.parent });
    expect(await refusal(fixture, third)).deep.equal({ errorName: "InboxNoRoom", args: [0n, 2n] });

    await finalise(fixture, first);
    const posted = await postAfter(fixture, second.parent);
    for (const { batch } of [first.parent, second.parent, posted.parent])
      expect(await hashAt(fixture, batch.index)).equal(hashBatch(batch));
    expect(await hashAt(fixture, 0n), "below the newest final one").equal(ZERO_WORD);
    const refused = await fixture.contracts.inbox.refusal("requireBatch", [genesis.batch]);
    expect(refused).deep.equal({
      errorName: "InboxWrongParent",
      args: [hashBatch(posted.parent.batch), hashBatch(genesis.batch)],
    });
  });

  it("keeps the newest final batch and all after it, lap after lap", async () => {
    const { fixture, genesis } = await deploy();
    let final = await postAfter(fixture, genesis);
    await finalise(fixture, final);
    for (let i = 0; i < 6; i++) {
      const next = await postAfter(fixture, final.parent);
      const head = await postAfter(fixture, next.parent);
      for (const { parent } of [final, next, head])
        expect(await hashAt(fixture, parent.batch.index)).equal(hashBatch(parent.batch));
      await wait(fixture, fixture.parameters.mining.minSpacingSec);
      await finalise(fixture, head);
      final = head;
    }
    expect(final.parent.batch.index).equal(13n);
  });

  it("goes back to the newest final batch from a full lap, and has room for as many again", async () => {
    const { fixture, genesis } = await deploy();
    const first = await postAfter(fixture, genesis);
    await finalise(fixture, first);
    const fallen = await postAfter(fixture, (await postAfter(fixture, first.parent)).parent);
    const beyond = await draftBatch(fixture, { parent: fallen.parent });
    expect((await refusal(fixture, beyond)).errorName).equal("InboxNoRoom");

    await rollBack(fixture, first.parent.batch);
    expect(await hashAt(fixture, 1n)).equal(hashBatch(first.parent.batch));
    expect(await hashAt(fixture, 3n)).equal(ZERO_WORD);
    const second = await postAfter(fixture, first.parent);
    const third = await postAfter(fixture, second.parent);
    expect(await hashAt(fixture, 3n)).equal(hashBatch(third.parent.batch));
    const again = await draftBatch(fixture, { parent: third.parent });
    expect(await refusal(fixture, again)).deep.equal({ errorName: "InboxNoRoom", args: [1n, 3n] });
  });

  it("InboxTooFewKept: no place beside the final batch's", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const { abi, bytecode } = await compiled("RollupInbox");
    const inbox = { ...args.inbox, batchesKept: 1n };
    expect(await chain.deployRefusal(abi, bytecode, [inbox])).deep.equal({
      errorName: "InboxTooFewKept",
      args: [2n, 1n],
    });
  });
});
