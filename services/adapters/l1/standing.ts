/**
 * What the events of the inbox, the ledger and the fallback come to: the batches that stand, the term, and in fallback
 * the whole tree. Pure; every event is taken once, in order.
 */
import type { Hex } from "viem";
import type { FallbackTree, PostedBatch, StandingTerm } from "../../ports.ts";
import type { Batch } from "../../protocol/batch/batch.ts";
import { ZERO_HASH } from "../../protocol/merkleTree.ts";

type Place = { readonly blockNumber: bigint; readonly blockHash: Hex; readonly transactionHash: Hex };
type Told<Name extends string, Args> = Place & { readonly eventName: Name; readonly args: Args };

type BatchPosted = Told<"BatchPosted", { readonly batchHash: Hex; readonly batch: Batch }>;
type FallbackPosted = Told<
  "FallbackPosted",
  { readonly batchHash: Hex; readonly checkpoint: Hex; readonly batch: Batch }
>;
type Moved =
  | BatchPosted
  | FallbackPosted
  | Told<"RolledBack", { readonly index: bigint; readonly batchHash: Hex }>
  | Told<"TermOpened", StandingTerm>
  | Told<"LeadChanged", { readonly lead: Hex }>
  | Told<"CheckpointAccepted", { readonly id: Hex; readonly leads: boolean }>
  | Told<"FallbackOpened", unknown>
  | Told<"ChainSwitched", { readonly fromIndex: bigint; readonly batchHashes: readonly Hex[] }>
  | Told<"FallbackLeft", unknown>;

/** Those that move something, among any others. */
export type StandingEvent = Moved | (Place & { readonly eventName: "other" });

export type Standing = {
  readonly batches: readonly PostedBatch[];
  /** undefined before the first event */
  readonly term: StandingTerm | undefined;
  readonly fallback: FallbackTree | undefined;
};

export function standingOf(events: readonly StandingEvent[]): Standing {
  const nodes = nodesOf(events);
  const batches: PostedBatch[] = [];
  let term: StandingTerm | undefined;
  let lead: Hex = ZERO_HASH;
  let wentBackTo: Hex = ZERO_HASH;
  let tree: (FallbackTree & { readonly nodes: PostedBatch[] }) | undefined;
  // A term opens with the inbox gone back and the lead moved already; everything posted before it is void.
  let empty: Omit<FallbackTree, "nodes"> = {
    base: { index: 0n, hash: ZERO_HASH },
    baseCheckpoint: ZERO_HASH,
  };
  for (const event of events)
    switch (event.eventName) {
      case "BatchPosted":
        batches.push(postedOf(event));
        break;
      case "RolledBack":
        batches.length = Math.min(batches.length, Number(event.args.index));
        wentBackTo = event.args.batchHash;
        break;
      case "LeadChanged":
        lead = event.args.lead;
        break;
      case "CheckpointAccepted":
        if (event.args.leads) lead = event.args.id;
        break;
      case "TermOpened":
        term = event.args;
        empty = { base: { index: BigInt(batches.length), hash: wentBackTo }, baseCheckpoint: lead };
        if (tree !== undefined) tree = { ...empty, nodes: [] };
        break;
      case "FallbackOpened":
        tree = { ...empty, nodes: [] };
        break;
      case "FallbackPosted":
        tree?.nodes.push(nodes.get(event.args.batchHash)!);
        break;
      case "ChainSwitched":
        batches.length = Number(event.args.fromIndex) - 1;
        batches.push(...branchOf(event.args.batchHashes.map((hash) => nodes.get(hash)!)));
        break;
      case "FallbackLeft":
        tree = undefined;
    }
  return { batches, term, fallback: tree };
}

/** A transaction may switch the chain to a node before it tells of the node. */
const nodesOf = (events: readonly StandingEvent[]): ReadonlyMap<Hex, PostedBatch> =>
  new Map(
    events
      .filter((event): event is FallbackPosted => event.eventName === "FallbackPosted")
      .map((event) => [event.args.batchHash, { ...postedOf(event), checkpoint: event.args.checkpoint }]),
  );

/** All but the newest lay aside until it took them over. */
function branchOf(nodes: readonly PostedBatch[]): PostedBatch[] {
  const stoodWith = nodes.at(-1)?.checkpoint;
  return nodes.map((node, i) =>
    i === nodes.length - 1 || stoodWith === undefined ? node : { ...node, stoodWith },
  );
}

const postedOf = ({
  args,
  blockNumber,
  blockHash,
  transactionHash,
}: BatchPosted | FallbackPosted): PostedBatch => ({
  batch: args.batch,
  hash: args.batchHash,
  l1Block: { number: blockNumber, hash: blockHash },
  transactionHash,
});
