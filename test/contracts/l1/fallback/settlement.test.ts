import { expect } from "chai";
import { type Hex, parseEther } from "viem";
import * as Tree from "../../../../services/protocol/appendOnlyTree.ts";
import { hashBatch } from "../../../../services/protocol/batch/batch.ts";
import { hashMessage } from "../../../../services/protocol/channels/channel.ts";
import { draftBatch, finalizeArguments, genesisParent, post, wait } from "../../../support/l1/batches.ts";
import {
  type Base,
  draftNode,
  everyRefusal,
  fallbackRefusal,
  type Node,
  offer,
  openFallback,
  otherMiner,
  postNode,
} from "../../../support/l1/fallback.ts";
import { send } from "../../../support/l1/inboxDrafts.ts";
import { A, B, bob, deployL1, type L1Fixture, type ParameterChange } from "../../../support/l1/l1Fixture.ts";
import { sendCall, withdrawal } from "../../../support/l1/portalMessages.ts";

async function opened(change?: ParameterChange): Promise<{ fixture: L1Fixture; base: Base }> {
  const fixture = await deployL1(change);
  const genesis = await genesisParent(fixture);
  const head = await post(fixture, await draftBatch(fixture));
  return { fixture, base: await openFallback(fixture, head, genesis) };
}

const finalize = (node: Node) => finalizeArguments(node.draft, node, node.checkpoint);

describe("Messages from L1 in fallback", () => {
  it("are taken in order, and forced: InboxForcedMessageOverdue", async () => {
    const { fixture, base } = await opened();
    await send(fixture, A);
    await send(fixture, B);
    const due = (await fixture.chain.now()) - 1n + fixture.parameters.limits.forceDelaySec;
    const first = await postNode(fixture, base, {}, { consumed: [0n, 1n] });
    await fixture.chain.advanceTo(due + 1n);
    const late = await offer(fixture, first, await draftNode(fixture, first));
    expect(await fallbackRefusal(fixture, late)).deep.equal({
      errorName: "InboxForcedMessageOverdue",
      args: [A, 0n, due],
    });
    const second = await postNode(fixture, first, {}, { consumed: [1n, 1n] });
    await postNode(fixture, second);
  });

  it("never fall: InboxMessageCountFell, InboxWrongConsumedCounts", async () => {
    const { fixture, base } = await opened();
    await send(fixture, A);
    const first = await postNode(fixture, base, {}, { consumed: [1n, 0n] });
    const fewer = await offer(fixture, first, await draftNode(fixture, first, { consumed: [0n, 0n] }));
    expect((await fallbackRefusal(fixture, fewer)).errorName).equal("InboxMessageCountFell");
    await send(fixture, B);
    const more = await draftNode(fixture, first, { consumed: [1n, 1n] });
    const { args, from } = await offer(fixture, first, more);
    const [posting, work] = args;
    const hidden = { ...posting, parentMessages: `0x${"00".repeat(16)}` as Hex };
    expect((await fallbackRefusal(fixture, { args: [hidden, work], from })).errorName).equal(
      "InboxWrongConsumedCounts",
    );
  });

  it("may be taken on one branch and not on another", async () => {
    const { fixture, base } = await opened();
    await send(fixture, A);
    await postNode(fixture, base, {}, { consumed: [1n, 0n] });
    const b1 = await postNode(fixture, base, { author: otherMiner });
    const b2 = await postNode(
      fixture,
      b1,
      { author: otherMiner, branch: [b1.batch] },
      { consumed: [1n, 0n] },
    );
    expect(b2.batch.index).equal(2n);
  });
});

describe("Settlement in fallback", () => {
  it("finalizes a miner's batch after its window, and a withdrawal of it is paid", async () => {
    const { fixture, base } = await opened();
    const { portal, settlement } = fixture.contracts;
    await portal.write(...sendCall({ value: parseEther("3") }));
    const message = withdrawal();
    const leaves = [hashMessage(message)];
    const node = await postNode(fixture, base, {}, { outboxes: [leaves, []], consumed: [1n, 0n] });
    expect((await settlement.refusal("finalize", finalize(node))).errorName).equal("SettlementChallengeOpen");
    await wait(fixture, fixture.parameters.limits.challengeWindowSec);
    await settlement.write("finalize", finalize(node));
    const before = await fixture.chain.client.getBalance({ address: bob });
    await portal.write("claim", [message, "0x", Tree.siblings(leaves, 0)]);
    expect((await fixture.chain.client.getBalance({ address: bob })) - before).equal(parseEther("1"));
  });

  it("not one of a branch aside: it does not stand", async () => {
    const { fixture, base } = await opened();
    await postNode(fixture, base);
    const aside = await postNode(fixture, base, { author: otherMiner });
    await wait(fixture, fixture.parameters.limits.challengeWindowSec);
    const { settlement, inbox } = fixture.contracts;
    const both = fixture.chain.at(settlement.address, [...settlement.abi, ...inbox.abi]);
    expect((await both.refusal("finalize", finalize(aside))).errorName).equal("InboxWrongParent");
  });

  it("SettlementChallengeOpen: a branch that was aside can be accused only since it stands", async () => {
    const { fixture, base } = await opened();
    const { settlement, fallback } = fixture.contracts;
    const { challengeWindowSec } = fixture.parameters.limits;
    await postNode(fixture, base);
    const b1 = await postNode(fixture, base, { author: otherMiner });
    await wait(fixture, challengeWindowSec + 10n);
    await postNode(fixture, b1, { author: otherMiner, branch: [b1.batch] });
    const since = await fallback.read<bigint>("standsSinceSec", [hashBatch(b1.batch)]);
    expect(since).equal(await fixture.chain.now());
    await wait(fixture, challengeWindowSec - 1n);
    expect(await settlement.refusal("finalize", finalize(b1))).deep.equal({
      errorName: "SettlementChallengeOpen",
      args: [since + challengeWindowSec, await fixture.chain.now()],
    });
    await wait(fixture, 1n);
    await settlement.write("finalize", finalize(b1));
  });

  it("SettlementNotOverdue: nothing unmined stands, so nothing is ever taken back for lack of work", async () => {
    const { fixture, base } = await opened();
    const { settlement } = fixture.contracts;
    await wait(fixture, 10n * fixture.parameters.limits.revertDelaySec);
    const node = await postNode(fixture, base);
    await wait(fixture, 10n * fixture.parameters.limits.revertDelaySec);
    expect(await settlement.refusal("revertUnmined", [node.batch])).deep.equal({
      errorName: "SettlementNotOverdue",
      args: [fixture.parameters.limits.revertDelaySec, 0n],
    });
    await postNode(fixture, node);
  });

  it("InboxNoRoom: no place is taken from a batch that is not final", async () => {
    const { fixture, base } = await opened((p) => ({ ...p, inbox: { batchesKept: 3n } }));
    const first = await postNode(fixture, base);
    const second = await postNode(fixture, first);
    const third = await offer(fixture, second, await draftNode(fixture, second));
    expect(await fallbackRefusal(fixture, third)).deep.equal({ errorName: "InboxNoRoom", args: [0n, 2n] });
    await wait(fixture, fixture.parameters.limits.challengeWindowSec);
    await fixture.contracts.settlement.write("finalize", finalize(first));
    await postNode(fixture, second);
  });
});

describe("Fallback in strict mode", () => {
  const proofsOf = ({ proofs }: Node["draft"]) =>
    proofs.map(({ accountProof, storageProof }) => ({ accountProof, storageProof }));

  it("FallbackProofsMissing: takes a superblock with proofs of its channels only", async () => {
    const fixture = await deployL1((p) => ({ ...p, strict: true }));
    const genesis = await genesisParent(fixture);
    await wait(fixture, fixture.parameters.limits.sequencerTimeoutSec + 10n);
    await fixture.contracts.fallback.write("open", [genesis.batch, genesis.batch]);
    const base: Base = { ...genesis, checkpoint: await fixture.contracts.ledger.read<Hex>("lead") };
    const draft = await draftNode(fixture, base);
    const { args, from } = await offer(fixture, base, draft);
    expect(await fallbackRefusal(fixture, { args, from })).deep.equal({
      errorName: "FallbackProofsMissing",
      args: [],
    });
    const { fallback, inbox } = fixture.contracts;
    const missing = [...args, proofsOf(draft).slice(1)];
    expect((await everyRefusal(fixture).refusal("postProvenFallback", missing, from)).errorName).equal(
      "InboxWrongProofCount",
    );
    await fallback.write("postProvenFallback", [...args, proofsOf(draft)], from);
    expect(await inbox.read<{ index: bigint }>("head")).include({ index: 1n });
  });
});
