/**
 * Gas of posting for two rollups, blobs as data, no new messages from L1: whole transactions without the blob gas. The
 * first batches of a deployment, `batchesKept` of them, each take a new place; from then on places are used again. About
 * 5,000 gas, once in 63 batches where there is room, for asking how far the final ones have come are not in "later".
 */
import { encodeFunctionData, type Hex, keccak256, parseEventLogs, toHex } from "viem";
import { rollupInboxAbi } from "../../services/abi/index.ts";
import { sendBlobs, testBlobs } from "../../test/support/blobs.ts";
import {
  type Draft,
  type DraftOptions,
  draftBatch,
  finalizeArguments,
  genesisParent,
  mine,
  type Parent,
  postArguments,
  wait,
} from "../../test/support/l1/batches.ts";
import { deployL1, type L1Fixture, leader } from "../../test/support/l1/l1Fixture.ts";
import { withEntries } from "../../test/support/l1/rollupModel.ts";
import type { Measurement } from "../measurement.ts";

const ROOM = { optimistic: 80_000, strict: 260_000 };

async function callOf(fixture: L1Fixture, draft: Draft, strict: boolean): Promise<Hex> {
  const [posting] = await postArguments(fixture, { ...draft, data: "0x" });
  const proofs = draft.proofs.map(({ accountProof, storageProof }) => ({ accountProof, storageProof }));
  return strict
    ? encodeFunctionData({ abi: rollupInboxAbi, functionName: "postProvenBatch", args: [posting, proofs] })
    : encodeFunctionData({ abi: rollupInboxAbi, functionName: "postBatch", args: [posting] });
}

type Posted = { readonly draft: Draft; readonly parent: Parent; readonly gas: number };

async function postNext(fixture: L1Fixture, options: DraftOptions, strict: boolean): Promise<Posted> {
  const draft = await draftBatch(fixture, options);
  const receipt = await sendBlobs(fixture.chain, {
    account: leader,
    to: fixture.contracts.inbox.address,
    data: await callOf(fixture, draft, strict),
    blobs: testBlobs(1),
  });
  const [event] = parseEventLogs({ abi: rollupInboxAbi, logs: receipt.logs, eventName: "BatchPosted" });
  return { draft, parent: { ...draft, batch: event!.args.batch }, gas: Number(receipt.gasUsed) };
}

async function finalise(fixture: L1Fixture, { draft, parent }: Posted): Promise<void> {
  const checkpoint = await mine(fixture, parent.batch);
  await wait(fixture, fixture.parameters.limits.challengeWindowSec);
  await fixture.contracts.settlement.write("finalize", finalizeArguments(draft, parent, checkpoint));
}

/** Gas of the last of so many batches, of which the second is final by then. */
async function posted(
  { kept, batches, strict = false }: { kept: bigint; batches: number; strict?: boolean },
  claim?: DraftOptions["claim"],
): Promise<number> {
  const fixture = await deployL1((p) => ({ ...p, strict, inbox: { batchesKept: kept } }));
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  let parent: Parent = await genesisParent(fixture);
  let gas = 0;
  for (let i = 1; i <= batches; i++) {
    const last = await postNext(fixture, { parent, ...(claim && { claim }) }, strict);
    if (i === 2) await finalise(fixture, last);
    ({ parent, gas } = last);
  }
  return gas;
}

/** The fifth of four places: one that a batch, final since, has had. The inbox has asked Settlement for the fourth. */
const SECOND_LAP = { kept: 4n, batches: 5 };
const FIRST_LAP = { kept: 512n, batches: 3 };

/** Every channel between the rollups and towards L1 has been used; those from L1 are the Portal's affair. */
const inUse: NonNullable<DraftOptions["claim"]> = (channels) =>
  withEntries(
    channels,
    channels
      .filter(({ srcChainId }) => srcChainId !== channels[0]!.srcChainId)
      .map((entry, i) => ({ ...entry, count: 1_000n, root: keccak256(toHex(i)) })),
  );

export async function measure(): Promise<Measurement[]> {
  const peers = "Arbitrum 141221 (one rollup)";
  return [
    {
      name: "inbox: post a batch pair in blobs, later",
      gas: await posted(SECOND_LAP),
      limit: ROOM.optimistic,
      peers,
    },
    {
      name: "inbox: post a batch pair in blobs, channels in use, later",
      gas: await posted(SECOND_LAP, inUse),
      limit: ROOM.optimistic,
    },
    { name: "inbox: post a batch pair in blobs, in a new place", gas: await posted(FIRST_LAP), peers },
    {
      name: "inbox: post a batch pair in blobs, strict, later",
      gas: await posted({ ...SECOND_LAP, strict: true }),
      limit: ROOM.strict,
    },
  ];
}
