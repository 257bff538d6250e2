/**
 * Gas of the L1 contracts for two rollups, as whole transactions: intrinsic gas and call data included, refunds taken
 * off. "First" finds empty slots. Batches carry 4 bytes of data; the gas of more is that of call data alone.
 */
import { bytesToHex, type Hex, parseEventLogs, type TransactionReceipt } from "viem";
import { rollupInboxAbi } from "../../services/abi/index.ts";
import type { Batch } from "../../services/protocol/batch/batch.ts";
import * as NamecoinAuxPow from "../../services/protocol/bitcoin/namecoinAuxPow.ts";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";
import {
  draftBatch,
  finalizeArguments,
  genesisParent,
  mineOver,
  type Parent,
  post,
  postArguments,
  wait,
} from "../../test/support/l1/batches.ts";
import { deployL1, type L1Fixture, leader } from "../../test/support/l1/l1Fixture.ts";
import { claimable, fee, sendCall } from "../../test/support/l1/portalMessages.ts";
import { buildAuxPow } from "../../test/support/mergedMining.ts";
import type { Measurement } from "../measurement.ts";

const row = (name: string, receipt: TransactionReceipt): Measurement => ({
  name,
  gas: Number(receipt.gasUsed),
});

/** A proof as of a pool that mines 16 chains in blocks of 4096 transactions: coinbase of 341 bytes, branches 12+4. */
function poolProof(checkpoint: Checkpoint.Checkpoint): Hex {
  const { auxChainId, nBits } = checkpoint;
  const auxHash = Checkpoint.hash(checkpoint);
  const proof = buildAuxPow({
    auxHash,
    auxChainId,
    nBits,
    chainDepth: 4,
    coinbaseDepth: 12,
    outputs: () => [new Uint8Array(25).fill(0x51), new Uint8Array(193).fill(0x51)],
  });
  if (proof.coinbase.length !== 341) throw new RangeError(`coinbase of ${proof.coinbase.length} bytes`);
  return bytesToHex(NamecoinAuxPow.toCalldata(auxHash, proof).bytes);
}

/** A third batch, mined by a pool. */
async function pooled(fixture: L1Fixture, parent: Parent): Promise<Measurement> {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const { batch } = await post(fixture, await draftBatch(fixture, { parent }));
  const { checkpoint } = await mineOver(fixture, batch);
  const call = [checkpoint, batch, poolProof(checkpoint)];
  const mined = await fixture.contracts.ledger.write("submitCheckpoint", call);
  return row("ledger: checkpoint with AuxPoW, coinbase 341, branches 12+4, later", mined);
}

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
  const { checkpoint, auxPow, id } = await mineOver(fixture, batch);
  const mined = await ledger.write("submitCheckpoint", [checkpoint, batch, auxPow]);
  await wait(fixture, fixture.parameters.limits.challengeWindowSec);
  const final = await settlement.write("finalize", finalizeArguments(draft, next, id));
  const rows = [
    row(`inbox: post a batch pair in call data, ${which}`, posted),
    row(`ledger: checkpoint with AuxPoW, no branches, ${which}`, mined),
    row(`settlement: finalize two rollups, small tries, ${which}`, final),
  ];
  return [rows, next];
}

async function batches(): Promise<Measurement[]> {
  const fixture = await deployL1();
  const [first, parent] = await round(fixture, await genesisParent(fixture), "first");
  const [later, last] = await round(fixture, parent, "later");
  return [...first, ...later, await pooled(fixture, last)];
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
