/** Port `L1Reader` over JSON-RPC. What events tell is answered from one view, so it never mixes two forks. */
import { type Hex, type PublicClient, zeroAddress } from "viem";
import { rollupInboxAbi, sequencerPolicyAbi } from "../../abi/index.ts";
import type { L1Message, L1Reader, L1Standing, MinedCheckpoint } from "../../ports.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import { ZERO_HASH } from "../../protocol/merkleTree.ts";
import { serialQueue } from "../../runtime/serialQueue.ts";
import { readBlobData } from "./blobs/blobData.ts";
import type { BlobReader } from "./blobs/blobReader.ts";
import { createEventLog, type L1Event, type L1View, readBlock } from "./eventLog.ts";
import { asL1Error, createL1Client, type L1Connection, L1Error, where } from "./l1Client.ts";
import { decodePostedCall } from "./postedInput.ts";
import { type StandingEvent, standingOf } from "./standing.ts";

export type L1ReaderOptions = L1Connection & {
  readonly deployment: Pick<Deployment, "l1ChainId" | "l1StartBlock" | "addresses" | "rollups">;
  /** needed by batches whose data are in blobs */
  readonly blobs?: BlobReader;
};

/**
 * Longer than a function should be, because its methods are one or two lines each over one client and one log;
 * taken apart, each would be handed the same four things.
 */
export function createL1Reader(options: L1ReaderOptions): L1Reader {
  const { deployment } = options;
  const { inbox, fallback, ledger, settlement, portal, sequencerPolicy } = deployment.addresses;
  const client = createL1Client(options);
  const log = createEventLog(client, {
    addresses: [inbox, fallback, ledger, settlement, portal],
    startBlock: deployment.l1StartBlock,
  });
  const inOrder = serialQueue();
  const timestamps = new Map<Hex, bigint>();
  let checked: Promise<void> | undefined;

  const ask = async <T>(job: () => Promise<T>): Promise<T> => {
    try {
      checked ??= checkDeployment(client, options);
      await checked;
      return await job();
    } catch (error) {
      checked = undefined;
      throw asL1Error(error, options);
    }
  };
  const view = (): Promise<L1View> => ask(() => inOrder(() => log.refresh()));
  const timestampOf = async (event: L1Event): Promise<bigint> => {
    const known = timestamps.get(event.blockHash);
    if (known !== undefined) return known;
    const { timestamp } = await client.getBlock({ blockHash: event.blockHash });
    timestamps.set(event.blockHash, timestamp);
    return timestamp;
  };
  const checkpoints = async ({ events }: L1View): Promise<MinedCheckpoint[]> => {
    const accepted = only(events, "CheckpointAccepted");
    return Promise.all(
      accepted.map(async (event) => {
        const { leads: _, ...checkpoint } = event.args;
        const acceptedAtSec = await timestampOf(event);
        return { ...checkpoint, l1BlockNumber: event.blockNumber, acceptedAtSec };
      }),
    );
  };

  return {
    chainId: () => ask(async () => BigInt(await client.getChainId())),
    head: async () => (await view()).head,
    block: (number) => ask(() => readBlock(client, number)),
    messages: async (dstChainId, fromNonce, upTo) => {
      const sent = only((await view()).events, "MessageSent").filter(
        ({ args, blockNumber }) =>
          args.dstChainId === dstChainId && args.nonce >= fromNonce && blockNumber <= upTo,
      );
      const message = async (event: (typeof sent)[number]): Promise<L1Message> => ({
        message: event.args.message,
        data: event.args.data,
        l1BlockNumber: event.blockNumber,
        sentAtSec: await timestampOf(event),
      });
      return ask(() => Promise.all(sent.map(message)));
    },
    leadAt: async (number) => leadIn((await view()).events.filter((event) => event.blockNumber <= number)),
    batches: async (fromIndex) =>
      standingOf((await view()).events as readonly StandingEvent[]).batches.filter(
        ({ batch }) => batch.index >= fromIndex,
      ),
    input: (posted) =>
      ask(async () => {
        const { input, blobVersionedHashes } = await client.getTransaction({ hash: posted.transactionHash });
        const transaction = { input, versionedHashes: blobVersionedHashes ?? [] };
        const { data, ...rest } = decodePostedCall(posted, transaction, deployment);
        if (data !== "in blobs") return { ...rest, data };
        return { ...rest, data: await readBlobData(options.blobs, posted, transaction) };
      }),
    checkpoints: async () => {
      const now = await view();
      return ask(() => checkpoints(now));
    },
    lead: async () => {
      const now = await view();
      const id = leadIn(now.events);
      return (await ask(() => checkpoints(now))).find((checkpoint) => checkpoint.id === id);
    },
    term: async () => standingIn((await view()).events, deployment.l1StartBlock).term,
    termOpening: async (term) => {
      const opened = only((await view()).events, "TermOpened");
      const at = opened.findIndex(({ args }) => args.term === term);
      if (at === -1) return undefined;
      const { startNumber, startSuperblock } = opened[at]!.args;
      const previous = opened[at - 1]?.args.term ?? ZERO_HASH;
      const openedAtSec = await ask(() => timestampOf(opened[at]!));
      return { previous, startNumber, startSuperblock, openedAtSec };
    },
    standing: async () => {
      const { head, events } = await view();
      return { head, ...standingIn(events, deployment.l1StartBlock) };
    },
    miningClock: () =>
      ask(() => client.readContract({ address: inbox, abi: rollupInboxAbi, functionName: "miningClock" })),
    finalBatchIndex: async () => only((await view()).events, "BatchFinalized").at(-1)?.args.index ?? 0n,
    leader: (number) =>
      ask(async () => {
        const leader = await client.readContract({
          address: sequencerPolicy,
          abi: sequencerPolicyAbi,
          functionName: "leader",
          args: [number],
        });
        return leader === zeroAddress ? undefined : leader;
      }),
    genesisBatch: () =>
      ask(() => client.readContract({ address: inbox, abi: rollupInboxAbi, functionName: "genesisBatch" })),
  };
}

type EventOf<Name extends L1Event["eventName"]> = Extract<L1Event, { eventName: Name }>;

const only = <Name extends L1Event["eventName"]>(events: readonly L1Event[], name: Name): EventOf<Name>[] =>
  events.filter((event): event is EventOf<Name> => event.eventName === name);

function leadIn(events: readonly L1Event[]): Hex {
  const last = events.findLast(
    (event) =>
      event.eventName === "LeadChanged" || (event.eventName === "CheckpointAccepted" && event.args.leads),
  );
  if (last?.eventName === "LeadChanged") return last.args.lead;
  return last?.eventName === "CheckpointAccepted" ? last.args.id : ZERO_HASH;
}

function standingIn(events: readonly L1Event[], startBlock: bigint): Omit<L1Standing, "head"> {
  const { term, ...standing } = standingOf(events as readonly StandingEvent[]);
  if (term === undefined) throw new L1Error("l1-not-deployed", `no term opened since L1 block ${startBlock}`);
  return { ...standing, term };
}

/** Once per reader, and again after a failure: right chain, contracts there. */
async function checkDeployment(client: PublicClient, options: L1ReaderOptions): Promise<void> {
  const { l1ChainId, addresses } = options.deployment;
  const chainId = await client.getChainId();
  if (BigInt(chainId) !== l1ChainId) {
    const message = `L1 RPC ${where(options)} is chain ${chainId}, the deployment is on chain ${l1ChainId}; give the right one with --l1`;
    throw new L1Error("l1-wrong-chain", message);
  }
  if ((await client.getCode({ address: addresses.inbox })) === undefined) {
    const message = `L1 RPC ${where(options)} has no RollupInbox at ${addresses.inbox}; the L1 was reset, or --l1 and --deployment do not belong together`;
    throw new L1Error("l1-not-deployed", message);
  }
}
