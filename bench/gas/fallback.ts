/** Gas of fallback for two rollups, as whole transactions: proofs without branches, 4 bytes of data. */
import type { TransactionReceipt } from "viem";
import { draftBatch, genesisParent, post } from "../../test/support/l1/batches.ts";
import {
  type Base,
  draftNode,
  type Node,
  type Offer,
  otherMiner,
  postDraft,
  rebond,
  unbond,
} from "../../test/support/l1/fallback.ts";
import { withTip } from "../../test/support/l1/inboxDrafts.ts";
import { deployL1, type L1Fixture, leader, producer } from "../../test/support/l1/l1Fixture.ts";
import type { Measurement } from "../measurement.ts";

const row = (name: string, { gasUsed }: TransactionReceipt): Measurement => ({
  name: `fallback: ${name}`,
  gas: Number(gasUsed),
});

/** A miner's next superblock on a parent. */
async function next(fixture: L1Fixture, parent: Base, change: Offer = {}) {
  const draft = await draftNode(fixture, parent, {}, change.author);
  return await postDraft(fixture, parent, draft, change);
}

export async function measure(): Promise<Measurement[]> {
  const fixture = await deployL1();
  const genesis = await genesisParent(fixture);
  const head = await post(fixture, await draftBatch(fixture));
  await unbond(fixture);
  const opened = await fixture.contracts.fallback.write("open", [head.batch, genesis.batch]);
  const base: Base = { ...genesis, checkpoint: `0x${"00".repeat(32)}` };
  const first = await next(fixture, base);
  const second = await next(fixture, first.node);
  const aside = await next(fixture, first.node, { author: otherMiner });
  const branch: readonly Node[] = [aside.node];
  const switched = await next(fixture, aside.node, {
    author: otherMiner,
    branch: branch.map(({ batch }) => batch),
  });
  await rebond(fixture);
  const draft = withTip(await draftNode(fixture, switched.node), { producer });
  const returned = await postDraft(fixture, switched.node, draft, { signer: leader });
  return [
    row("open", opened),
    row("post the first superblock of a term", first.receipt),
    row("post a superblock onto the chain", second.receipt),
    row("post a superblock aside", aside.receipt),
    row("post a superblock that switches one deep", switched.receipt),
    row("the leader's return", returned.receipt),
  ];
}
