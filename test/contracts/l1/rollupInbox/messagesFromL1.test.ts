import { expect } from "chai";
import type { Hex } from "viem";
import { type DraftOptions, draftBatch, post, rollBack, wait } from "../../../support/l1/batches.ts";
import { OTHER_WORD, refusal, send } from "../../../support/l1/inboxDrafts.ts";
import { A, B, deployL1, L1 } from "../../../support/l1/l1Fixture.ts";

describe("RollupInbox.postBatch and messages from L1", () => {
  const claim =
    (chainId: bigint, change: { count?: bigint; root?: Hex }): NonNullable<DraftOptions["claim"]> =>
    (channels) =>
      channels.map((c) => (c.srcChainId === L1 && c.dstChainId === chainId ? { ...c, ...change } : c));

  it("InboxMessageCountFell", async () => {
    const fixture = await deployL1();
    await send(fixture, A);
    const parent = await post(fixture, await draftBatch(fixture, { consumed: [1n, 0n] }));
    const draft = await draftBatch(fixture, { parent, consumed: [0n, 0n] });
    expect(await refusal(fixture, draft)).deep.equal({
      errorName: "InboxMessageCountFell",
      args: [A, 1n, 0n],
    });
  });

  it("InboxMessagesUnknown: more than were sent", async () => {
    const fixture = await deployL1();
    await send(fixture, B);
    const draft = await draftBatch(fixture, { claim: claim(B, { count: 2n }) });
    expect(await refusal(fixture, draft)).deep.equal({
      errorName: "InboxMessagesUnknown",
      args: [B, 1n, 2n],
    });
  });

  it("InboxWrongMessageRoot: another root than the Portal's", async () => {
    const fixture = await deployL1();
    await send(fixture, B);
    const honest = await draftBatch(fixture, { consumed: [0n, 1n] });
    const expected = honest.channels.find((c) => c.dstChainId === B && c.srcChainId === L1)!.root;
    const draft = await draftBatch(fixture, { consumed: [0n, 1n], claim: claim(B, { root: OTHER_WORD }) });
    expect(await refusal(fixture, draft)).deep.equal({
      errorName: "InboxWrongMessageRoot",
      args: [B, expected, OTHER_WORD],
    });
  });

  it("InboxForcedMessageOverdue: left out after forceDelay, though never before", async () => {
    const fixture = await deployL1();
    await send(fixture, A);
    const sentAt = await fixture.chain.now();
    const due = sentAt + fixture.parameters.limits.forceDelaySec;
    await fixture.chain.advanceTo(due);
    const inTime = await draftBatch(fixture, { timestamp: due });
    const early = await post(fixture, inTime);

    const late = await draftBatch(fixture, { parent: early, timestamp: due + 1n });
    expect(await refusal(fixture, late)).deep.equal({
      errorName: "InboxForcedMessageOverdue",
      args: [A, 0n, due],
    });
    await post(
      fixture,
      await draftBatch(fixture, { parent: early, timestamp: due + 1n, consumed: [1n, 0n] }),
    );
  });

  it("InboxForcedMessageOverdue: a message that was taken by a batch that fell", async () => {
    const fixture = await deployL1();
    const parent = await post(fixture, await draftBatch(fixture));
    await send(fixture, B);
    const due = (await fixture.chain.now()) + fixture.parameters.limits.forceDelaySec;
    await post(fixture, await draftBatch(fixture, { parent, consumed: [0n, 1n] }));
    await fixture.chain.advanceTo(due + 1n);
    await rollBack(fixture, parent.batch);
    expect(await refusal(fixture, await draftBatch(fixture, { parent }))).deep.equal({
      errorName: "InboxForcedMessageOverdue",
      args: [B, 0n, due],
    });
    await post(fixture, await draftBatch(fixture, { parent, consumed: [0n, 1n] }));
  });

  it("an overdue message may wait when the range has taken its share of forced gas", async () => {
    const share = 150_000n;
    const fixture = await deployL1((p) => ({ ...p, limits: { ...p.limits, forcedGasPerSuperblock: share } }));
    for (let i = 0; i < 4; i++) await send(fixture, A);
    const due = (await fixture.chain.now()) + fixture.parameters.limits.forceDelaySec;
    await wait(fixture, fixture.parameters.limits.forceDelaySec + 1n);
    const timestamp = due + 1n;

    const tooLittle = await draftBatch(fixture, { timestamp, consumed: [1n, 0n] });
    expect((await refusal(fixture, tooLittle)).errorName).equal("InboxForcedMessageOverdue");
    const twoSuperblocks = await draftBatch(fixture, { timestamp, superblocks: 2n, consumed: [2n, 0n] });
    expect((await refusal(fixture, twoSuperblocks)).errorName).equal("InboxForcedMessageOverdue");
    const parent = await post(fixture, await draftBatch(fixture, { timestamp, consumed: [2n, 0n] }));

    const nothingNew = await draftBatch(fixture, { parent, timestamp: timestamp + 1n, consumed: [2n, 0n] });
    expect((await refusal(fixture, nothingNew)).errorName).equal("InboxForcedMessageOverdue");
    await post(fixture, await draftBatch(fixture, { parent, timestamp: timestamp + 1n, consumed: [4n, 0n] }));
  });
});
