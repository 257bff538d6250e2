/**
 * Events of our L1 contracts up to the newest block, read once and kept as long as the block that closed the
 * reading still stands. A reorganisation drops what came after the newest block in common.
 */
import { type Address, type ParseEventLogsReturnType, type PublicClient, parseEventLogs } from "viem";
import {
  checkpointLedgerAbi,
  fallbackAbi,
  portalAbi,
  rollupInboxAbi,
  settlementAbi,
} from "../../abi/index.ts";
import type { L1Block } from "../../ports.ts";
import { L1Error } from "./l1Client.ts";

/** Blocks asked for in one request, within what public RPCs allow. */
const PAGE_BLOCKS = 2_000n;
const MAX_ATTEMPTS = 5;

const EVENTS = [
  ...rollupInboxAbi,
  ...fallbackAbi,
  ...checkpointLedgerAbi,
  ...settlementAbi,
  ...portalAbi,
] as const;

export type L1Event = ParseEventLogsReturnType<typeof EVENTS, undefined, true>[number];
export type L1View = { readonly head: L1Block; readonly events: readonly L1Event[] };

/** Everything up to `block` is in the first `count` events. */
type Mark = { readonly block: L1Block; readonly count: number };

export interface EventLog {
  /** Reads what is new and answers with everything; not to be called again before it resolves. */
  refresh(): Promise<L1View>;
}

export function createEventLog(
  client: PublicClient,
  options: { readonly addresses: readonly Address[]; readonly startBlock: bigint },
): EventLog {
  let events: L1Event[] = [];
  const marks: Mark[] = [];

  const dropReorganised = async (): Promise<void> => {
    for (let mark = marks.at(-1); mark !== undefined; mark = marks.at(-1)) {
      const block = await readBlock(client, mark.block.number);
      if (block?.hash === mark.block.hash) break;
      marks.pop();
      events = events.slice(0, marks.at(-1)?.count ?? 0);
    }
  };

  /** False if the chain changed under the reading. */
  const readPage = async (head: L1Block): Promise<boolean> => {
    const from = (marks.at(-1)?.block.number ?? options.startBlock - 1n) + 1n;
    const to = from + PAGE_BLOCKS - 1n < head.number ? from + PAGE_BLOCKS - 1n : head.number;
    const before = to === head.number ? head : await readBlock(client, to);
    const logs = await client.getLogs({ address: [...options.addresses], fromBlock: from, toBlock: to });
    const after = await readBlock(client, to);
    if (before === undefined || before.hash !== after?.hash) return false;
    events = events.concat(
      parseEventLogs<typeof EVENTS, true, undefined>({ abi: EVENTS, logs, strict: true }),
    );
    marks.push({ block: before, count: events.length });
    return true;
  };

  return {
    refresh: async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const head = await readHead(client);
        if (marks.at(-1)?.block.hash === head.hash) return { head, events };
        await dropReorganised();
        let stable = true;
        while (stable && (marks.at(-1)?.block.number ?? options.startBlock - 1n) < head.number)
          stable = await readPage(head);
        if (stable && marks.at(-1)?.block.hash === head.hash) return { head, events };
      }
      throw new L1Error(
        "l1-request",
        `L1 changed during each of ${MAX_ATTEMPTS} readings of its logs; try again`,
      );
    },
  };
}

export async function readHead(client: PublicClient): Promise<L1Block> {
  const { number, hash, parentHash, timestamp } = await client.getBlock({ blockTag: "latest" });
  return { number, hash, parentHash, timestamp };
}

export async function readBlock(client: PublicClient, blockNumber: bigint): Promise<L1Block | undefined> {
  try {
    const { number, hash, parentHash, timestamp } = await client.getBlock({ blockNumber });
    return { number, hash, parentHash, timestamp };
  } catch (error) {
    if ((error as Error).name === "BlockNotFoundError") return undefined;
    throw error;
  }
}
