/**
 * Gas of the L1 contracts for two rollups, as whole transactions: intrinsic gas and call data included, refunds taken
 * off. "First" finds empty slots. Batches carry 4 bytes of data; the gas of more is that of call data alone.
 */
import { parseEventLogs, type TransactionReceipt } from "viem";
import { rollupInboxAbi } from "../../services/abi/index.ts";
import type { Batch } from "../../services/protocol/batch/batch.ts";
import {
  draftBatch,
  finalizeArguments,
  genesisParent,
  mineOver,
  type Parent,
  postArguments,
  submission,
  wait,
} from "../../test/support/l1/batches.ts";
import { deployL1, type L1Fixture, leader } from "../../test/support/l1/l1Fixture.ts";
import { claimable, fee, sendCall } from "../../test/support/l1/portalMessages.ts";
import type { Measurement } from "../measurement.ts";

const row = (name: string, receipt: TransactionReceipt): Measurement => ({
  name,
  gas: Number(receipt.gasUsed),
});

/** Post, mine and finalise one batch. */
async function round(fixture: L1Fixture, parent: Parent, which: string): Promise<[Measurement[], Parent]> {
  const { inbox, ledger, settlement } = fixture.contracts;
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const draft = await draftBatch(fixture, { parent });
  const args = await postArguments(fixture, draft);
  const posted = await inbox.write("postBatch", args, { account: leader.address });
  const [event] = parseEventLogs({ abi: rollupInboxAbi, logs: posted.logs, eventName: "BatchPosted" });
  const batch: Batch = event!.args.batch;
  const next = { batch, consumed: draft.consumed, channels: draft.channels };
  const work = await mineOver(fixture, batch);
  await ledger.write("submitCheckpoint", submission(work));
  await wait(fixture, fixture.parameters.limits.challengeWindowSec);
  const final = await settlement.write("finalize", finalizeArguments(draft, next, work.id));
  const rows = [
    row(`inbox: post a batch pair in call data, ${which}`, posted),
    row(`settlement: finalize two rollups, small tries, ${which}`, final),
  ];
  return [rows, next];
}

async function batches(): Promise<Measurement[]> {
  const fixture = await deployL1();
  const [first, parent] = await round(fixture, await genesisParent(fixture), "first");
  const [later] = await round(fixture, parent, "later");
  return [...first, ...later];
}

async function portal(): Promise<Measurement[]> {
  const { portal: contract, claim } = await claimable(() => [{ message: {} }, { message: {} }]);
  const sent = await contract.write(...sendCall({ value: fee(1n) }));
  return [
    row("portal: send, later", sent),
    row("portal: claim, first", await contract.write("claim", claim(0))),
    row("portal: claim, later", await contract.write("claim", claim(1))),
  ];
}

export async function measure(): Promise<Measurement[]> {
  return [...(await batches()), ...(await portal())];
}
