/** Interpreter of the posting reducer: looks at the inbox, seals, journals, sends. */
import { size } from "viem";
import type { Clock, Engine, L1Reader, L1Sender, SignedSuperblock, Store } from "../ports.ts";
import type { Batch } from "../protocol/batch/batch.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Logger } from "../runtime/logger.ts";
import { type BatchPlan, isTipTimely, type PlannerLimits, planBatch } from "./batchPlanner.ts";
import type { Carrier } from "./carrier.ts";
import { type BlobPosting, sealForCarrier } from "./carrierSealer.ts";
import { postBatchCall } from "./postBatchCall.ts";
import {
  initialPosting,
  type PostingEffect,
  type PostingEvent,
  type PostingState,
  reducePosting,
  type SealedRange,
} from "./postingState.ts";
import { postRefusal } from "./postRefusal.ts";
import { findDifference, type RangeSource } from "./rangeSealer.ts";

export type PostingLimits = PlannerLimits & {
  /** bytes of batch data in one transaction; geth takes transactions of up to 128 KiB */
  readonly maxDataBytes: number;
};

export type PosterDeps = {
  readonly store: Pick<Store, "head" | "superblock" | "block" | "records" | "flushed">;
  readonly l1: L1Reader;
  readonly sender: L1Sender;
  readonly clock: Clock;
  readonly log: Logger;
  readonly deployment: Pick<Deployment, "l1ChainId" | "addresses" | "rollups" | "strict">;
  /** one per rollup, ascending by chain id; strict mode asks for proofs */
  readonly engines: readonly Pick<Engine, "chainId" | "proof">[];
  readonly limits: PostingLimits;
  /** How batch data may go into blobs; calldata alone when absent. */
  readonly blobs?: BlobPosting;
  /** Told of every batch of ours that an L1 block has taken. */
  readonly onPosted?: (posted: PostedReport) => void;
};

export type PostedReport = {
  readonly superblocks: number;
  /** of batch data, without the rest of the transaction */
  readonly dataBytes: number;
  readonly gasUsed: bigint;
  readonly carrier: Carrier;
  /** 0 for calldata */
  readonly blobGasUsed: bigint;
};

export interface Poster {
  readonly state: PostingState;
  /** Looks once and does what is due. */
  step(signal: AbortSignal): Promise<void>;
}

const JOURNAL = "poster/range/";
/** Decimal, padded so that keys sort like numbers. */
export const journalKey = (first: bigint): string => `${JOURNAL}${first.toString().padStart(20, "0")}`;

export function createPoster(deps: PosterDeps): Poster {
  const source: RangeSource = { store: deps.store, rollups: deps.deployment.rollups.map((r) => r.chainId) };
  let state: PostingState = initialPosting;

  const run = async (
    effect: PostingEffect,
    parent: Batch,
    signal: AbortSignal,
  ): Promise<PostingEvent | undefined> => {
    switch (effect.type) {
      case "report":
        deps.log[effect.level](effect.facts, effect.what);
        return undefined;
      case "seal":
        return seal(deps, source, effect);
      case "send":
        return send(deps, source, { range: effect.range, parent }, signal);
    }
  };

  return {
    get state() {
      return state;
    },
    step: async (signal) => {
      const { event, parent } = await poll(deps);
      const events: PostingEvent[] = [event];
      for (let next = events.shift(); next !== undefined && !signal.aborted; next = events.shift()) {
        const reduced = reducePosting(state, next);
        state = reduced.state;
        for (const effect of reduced.effects) {
          const followed = await run(effect, parent, signal);
          if (followed !== undefined) events.push(followed);
        }
      }
    },
  };
}

/** Drops journaled ranges that no reorganisation can bring back. */
export function forgetFinalRanges(records: Store["records"], finalNumber: bigint): void {
  for (const { key, value } of records.list<SealedRange>(JOURNAL)) {
    if (value.last <= finalNumber) records.delete(key);
  }
}

/** The inbox's head, what is journaled for what follows it, and what would be due. */
async function poll(deps: PosterDeps): Promise<{ event: PostingEvent; parent: Batch }> {
  const { store, l1, clock, limits } = deps;
  const parent = (await l1.batches(0n)).at(-1)?.batch ?? (await l1.genesisBatch());
  const l1Now = (await l1.head()).timestamp;
  const nowMs = clock.now();
  const ownNow = BigInt(Math.floor(nowMs / 1000));
  const nowSec = l1Now > ownNow ? l1Now : ownNow;
  const journaled = store.records.get<SealedRange>(journalKey(parent.number + 1n));
  const tip = journaled && store.superblock(journaled.last);
  const isUsable =
    tip !== undefined && tip.hash === journaled?.tip && isTipTimely(tip.superblock.timestamp, nowSec, limits);
  const event: PostingEvent = {
    type: "polled",
    nowMs,
    inbox: {
      number: parent.number,
      superblock: parent.superblock,
      ours: store.superblock(parent.number)?.hash,
    },
    plan: plan(deps, parent.number, nowSec),
    journaled: isUsable ? journaled : undefined,
  };
  return { event, parent };
}

function plan({ store, limits }: PosterDeps, postedNumber: bigint, nowSec: bigint): BatchPlan {
  const head = newestSigned(store);
  const timestampOf = (number: bigint): bigint => store.superblock(number)!.superblock.timestamp;
  const headNumber = head?.superblock.number ?? 0n;
  return planBatch({ postedNumber, headNumber, timestampOf, nowSec }, limits);
}

/** The head, or the one below it while the head is still being signed. */
export function newestSigned(store: Pick<Store, "head" | "superblock">): SignedSuperblock | undefined {
  const head = store.head();
  if (head === undefined || head.signature !== undefined || head.superblock.number === 0n) return head;
  return store.superblock(head.superblock.number - 1n);
}

async function seal(
  { store, limits, blobs }: PosterDeps,
  source: RangeSource,
  wanted: { readonly first: bigint; readonly last: bigint },
): Promise<PostingEvent> {
  const sealed = await sealForCarrier(source, wanted, limits, blobs);
  if (!sealed.ok) return { type: "failed", reason: sealed.reason, detail: sealed.detail };
  store.records.put(journalKey(sealed.range.first), sealed.range);
  await store.flushed();
  return { type: "sealed", range: sealed.range };
}

async function send(
  deps: PosterDeps,
  source: RangeSource,
  { range, parent }: { readonly range: SealedRange; readonly parent: Batch },
  signal: AbortSignal,
): Promise<PostingEvent> {
  const nowMs = deps.clock.now();
  // L1 went back between the look and now.
  if (deps.store.superblock(range.last)?.hash !== range.tip)
    return {
      type: "refused",
      error: "taken-back",
      detail: `superblock ${range.last} is another by now`,
      nowMs,
    };
  const difference = findDifference(source, range);
  if (difference !== undefined)
    return { type: "failed", reason: "data-do-not-reproduce", detail: difference };
  const outcome = await deps.sender.send(await postBatchCall(deps, range, parent), signal);
  if (outcome.ok) {
    deps.onPosted?.({
      superblocks: Number(range.last - range.first) + 1,
      dataBytes: size(range.data),
      gasUsed: outcome.gasUsed,
      carrier: range.carrier ?? "calldata",
      blobGasUsed: outcome.blobGasUsed ?? 0n,
    });
    return { type: "posted", transactionHash: outcome.transactionHash };
  }
  const refusal = postRefusal(outcome, deps.deployment.addresses.sequencerPolicy);
  return { type: "refused", ...refusal, nowMs: deps.clock.now() };
}
