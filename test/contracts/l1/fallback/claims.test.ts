import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { bondedSequencerAbi, rollupInboxAbi } from "../../../../services/abi/index.ts";
import { type Batch, hashBatch } from "../../../../services/protocol/batch/batch.ts";
import {
  nextTerm,
  SUPERBLOCK_TYPES,
  type Superblock,
  typedDomain,
} from "../../../../services/protocol/superblock/superblock.ts";
import { CAUSE, type DraftOptions, draftBatch, genesisParent, post } from "../../../support/l1/batches.ts";
import {
  type Base,
  baseAt,
  draftNode,
  fallbackRefusal,
  type Node,
  offer,
  openFallback,
  otherMiner,
  postDraft,
  postNode,
  rebond,
} from "../../../support/l1/fallback.ts";
import { type Head, OTHER_WORD, withTip } from "../../../support/l1/inboxDrafts.ts";
import {
  A,
  alice,
  deployL1,
  L1,
  type L1Fixture,
  leader,
  producer,
  ZERO_WORD,
} from "../../../support/l1/l1Fixture.ts";

/** Fallback over genesis; the leader is bonded again. */
async function opened(): Promise<{ fixture: L1Fixture; base: Base }> {
  const fixture = await deployL1();
  const genesis = await genesisParent(fixture);
  const head = await post(fixture, await draftBatch(fixture));
  const base = await openFallback(fixture, head, genesis);
  await rebond(fixture);
  return { fixture, base };
}

/** A's state holds a message to L1 that the channels do not claim. */
const lie: DraftOptions = {
  inState: (channels, chainId) =>
    chainId === A
      ? channels.map((c) =>
          c.srcChainId === A && c.dstChainId === L1 ? { ...c, count: 1n, root: OTHER_WORD } : c,
        )
      : channels,
};

/** Proves the lie of a batch, by its state's digest of all channels. */
const claimArguments = ({ batch, draft }: Node, before: Base) =>
  [
    { batch, before: before.batch },
    draft.blocks,
    draft.channels,
    {
      rollup: 0n,
      slot: 0,
      peer: 0n,
      accountProof: draft.proofs[0]!.accountProof,
      storageProof: draft.proofs[0]!.storageProof,
    },
  ] as const;

const sign = async ({ deployment }: L1Fixture, superblock: Superblock) => ({
  superblock,
  signature: await leader.signTypedData({
    domain: typedDomain({ l1ChainId: L1, inbox: deployment.addresses.inbox }),
    types: SUPERBLOCK_TYPES,
    primaryType: "Superblock",
    message: superblock,
  }),
});

const stake = async ({ contracts }: L1Fixture): Promise<bigint> =>
  (await contracts.sequencerPolicy.read<{ stakeWei: bigint }>("bond")).stakeWei;

describe("A claim in fallback", () => {
  it("drops a miner's false batch and all after it; the bond of a leader that has not signed it stays", async () => {
    const { fixture, base } = await opened();
    const { claims, inbox, ledger } = fixture.contracts;
    const first = await postNode(fixture, base);
    const wrong = await postNode(fixture, first, { author: otherMiner }, lie);
    await postNode(fixture, wrong);
    const [bonded, term] = [await stake(fixture), await inbox.read<Hex>("term")];

    const { logs } = await claims.write("claimChannel", claimArguments(wrong, first), { account: alice });
    const [back] = parseEventLogs({ abi: rollupInboxAbi, logs, eventName: "RolledBack" });
    expect(back!.args).include({ index: 1n, cause: CAUSE.channelClaim });
    expect(parseEventLogs({ abi: bondedSequencerAbi, logs, eventName: "Slashed" })).deep.equal([]);
    expect(await stake(fixture)).equal(bonded);
    expect(await inbox.read<Head>("head")).include({ index: 1n, number: first.batch.number });
    expect(await inbox.read<Hex>("term")).not.equal(term);
    expect(await inbox.read<boolean>("isFallback")).equal(true);
    expect(await ledger.read<Hex>("lead")).equal(first.checkpoint);
  });

  it("voids what was built in the old term, aside too; the new term begins where the claim went back to", async () => {
    const { fixture, base } = await opened();
    const { claims, inbox } = fixture.contracts;
    const first = await postNode(fixture, base);
    const aside = await postNode(fixture, base, { author: otherMiner });
    const wrong = await postNode(fixture, first, {}, lie);
    await claims.write("claimChannel", claimArguments(wrong, first));

    const onOld = await offer(fixture, aside, await draftNode(fixture, aside, {}, otherMiner));
    expect(await fallbackRefusal(fixture, onOld)).deep.equal({
      errorName: "FallbackParentUnknown",
      args: [hashBatch(aside.batch)],
    });
    const again = await postNode(fixture, await baseAt(fixture, first), { author: otherMiner });
    expect(await inbox.read<Hex>("batchHash", [2n])).equal(hashBatch(again.batch));
    const sibling = await postNode(fixture, first);
    expect(sibling.batch.index).equal(2n);
  });

  it("drops a miner's false batch after the leader is back, and nobody is slashed for it", async () => {
    const { fixture, base } = await opened();
    const { claims, inbox } = fixture.contracts;
    const wrong = await postNode(fixture, base, { author: otherMiner }, lie);
    const draft = withTip(await draftNode(fixture, wrong), { producer });
    const { node } = await postDraft(fixture, wrong, draft, { signer: leader, miner: otherMiner });
    await post(fixture, await draftBatch(fixture, { parent: node }));
    const bonded = await stake(fixture);
    await claims.write("claimChannel", claimArguments(wrong, base));
    expect(await stake(fixture)).equal(bonded);
    expect(await inbox.read<boolean>("isFallback")).equal(false);
    expect(await inbox.read<Head>("head")).include({ index: 0n });
  });

  it("slashes the leader for a false batch that it came back with", async () => {
    const { fixture, base } = await opened();
    const draft = withTip(await draftNode(fixture, base, lie), { producer });
    const { node } = await postDraft(fixture, base, draft, { signer: leader, miner: otherMiner });
    await fixture.contracts.claims.write("claimChannel", claimArguments(node, base), { account: alice });
    expect(await stake(fixture)).equal(0n);
  });
});

describe("Two signatures for one number of a term of fallback", () => {
  it("cost the bond, but end no term: who has none left could end one after the other", async () => {
    const { fixture, base } = await opened();
    const { claims, inbox, sequencerPolicy } = fixture.contracts;
    const term = await inbox.read<Hex>("term");
    const opening = await openingOf(fixture);
    const first = await postNode(fixture, base);
    const { tip } = await draftNode(fixture, first);
    const pair = [await sign(fixture, tip), await sign(fixture, withHistory(tip))] as const;
    const { logs } = await claims.write("claimEquivocation", [...pair, opening, base.batch]);
    expect(parseEventLogs({ abi: rollupInboxAbi, logs })).deep.equal([]);
    expect(await inbox.read<Hex>("term")).equal(term);
    expect(await stake(fixture)).equal(0n);
    await postNode(fixture, first);

    const both = fixture.chain.at(claims.address, [...claims.abi, ...sequencerPolicy.abi]);
    const again = await both.refusal("claimEquivocation", [...pair, opening, base.batch]);
    expect(again.errorName).equal("BondSlashedSince");
    const wrong = { ...opening, openedAtSec: opening.openedAtSec + 1n };
    expect((await claims.refusal("claimEquivocation", [...pair, wrong, base.batch])).errorName).equal(
      "ClaimsWrongTerm",
    );
  });
});

const withHistory = (tip: Superblock): Superblock => ({ ...tip, historyRoot: OTHER_WORD });

/** Opening of the term in force, the second, before it has a batch. */
async function openingOf({ contracts }: L1Fixture) {
  const openedAtSec = await contracts.inbox.read<bigint>("freshSinceSec");
  const genesis = await contracts.inbox.read<Batch>("genesisBatch");
  const { superblock, postedAtSec } = genesis;
  const previous = nextTerm(ZERO_WORD, 0n, superblock, postedAtSec);
  return { previous, startNumber: 0n, startSuperblock: superblock, openedAtSec };
}
