/**
 * Gas of posting for two rollups, blobs as data, no new messages from L1: whole transactions without the blob gas. What
 * is measured is the third batch, so that every slot that stays has been written before.
 */
import { encodeFunctionData, type Hex, keccak256, parseEventLogs, toHex } from "viem";
import { rollupInboxAbi } from "../../services/abi/index.ts";
import { sendBlobs, testBlobs } from "../../test/support/blobs.ts";
import {
  type Draft,
  type DraftOptions,
  draftBatch,
  genesisParent,
  type Parent,
  postArguments,
} from "../../test/support/l1/batches.ts";
import { deployL1, type L1Fixture, leader } from "../../test/support/l1/l1Fixture.ts";
import { withEntries } from "../../test/support/l1/rollupModel.ts";
import type { Measurement } from "../measurement.ts";

const BATCHES = 3;
const ROOM = { strict: 260_000 };

async function callOf(fixture: L1Fixture, draft: Draft, strict: boolean): Promise<Hex> {
  const [posting] = await postArguments(fixture, { ...draft, data: "0x" });
  const proofs = draft.proofs.map(({ accountProof, storageProof }) => ({ accountProof, storageProof }));
  return strict
    ? encodeFunctionData({ abi: rollupInboxAbi, functionName: "postProvenBatch", args: [posting, proofs] })
    : encodeFunctionData({ abi: rollupInboxAbi, functionName: "postBatch", args: [posting] });
}

/** Gas of the last of a few batches. */
async function posted(strict: boolean, claim?: DraftOptions["claim"]): Promise<number> {
  const fixture = await deployL1((p) => ({ ...p, strict }));
  let parent: Parent = await genesisParent(fixture);
  let gas = 0n;
  for (let i = 0; i < BATCHES; i++) {
    const draft = await draftBatch(fixture, { parent, ...(claim && { claim }) });
    const receipt = await sendBlobs(fixture.chain, {
      account: leader,
      to: fixture.contracts.inbox.address,
      data: await callOf(fixture, draft, strict),
      blobs: testBlobs(1),
    });
    const [event] = parseEventLogs({ abi: rollupInboxAbi, logs: receipt.logs, eventName: "BatchPosted" });
    parent = { ...draft, batch: event!.args.batch };
    gas = receipt.gasUsed;
  }
  return Number(gas);
}

/** Every channel between the rollups and towards L1 has been used; those from L1 are the Portal's affair. */
const inUse: NonNullable<DraftOptions["claim"]> = (channels) =>
  withEntries(
    channels,
    channels
      .filter(({ srcChainId }) => srcChainId !== channels[0]!.srcChainId)
      .map((entry, i) => ({ ...entry, count: 1_000n, root: keccak256(toHex(i)) })),
  );

export async function measure(): Promise<Measurement[]> {
  return [
    {
      name: "inbox: post a batch pair in blobs, later",
      gas: await posted(false),
      peers: "Arbitrum 141221 (one rollup)",
    },
    { name: "inbox: post a batch pair in blobs, channels in use, later", gas: await posted(false, inUse) },
    {
      name: "inbox: post a batch pair in blobs, strict, later",
      gas: await posted(true),
      limit: ROOM.strict,
    },
  ];
}
