/**
 * What a verifying miner asks before it commits to work: that the checkpoint is what it is said to be, builds on the
 * chain that L1 leads with, pays this miner, and names a superblock that its own node has executed.
 */
import { bytesToHex, type Hex } from "viem";
import type { Clock, L1Reader, Store } from "../ports.ts";
import { reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import { type Checkpoint, decode, id, ROOT_ID } from "../protocol/superblock/checkpoint.ts";
import type { AuxWork } from "./auxClient.ts";
import type { VerifyWork } from "./auxSource.ts";

export type Verdict = Awaited<ReturnType<VerifyWork>>;

/** The miner's own node. */
export type VerifyingNode = {
  readonly store: Pick<Store, "superblockByHash">;
  readonly l1: Pick<L1Reader, "lead">;
  /** what the leader, or L1, has done that nobody should mine on; undefined if nothing */
  readonly objection: () => string | undefined;
};

export type VerifyWorkDeps = {
  readonly node: VerifyingNode;
  /** The 100 bytes behind a hash, wire order, as the mining RPC tells; undefined if it does not. */
  readonly checkpointOf: (id: Hex, signal: AbortSignal) => Promise<Uint8Array | undefined>;
  readonly auxChainId: number;
  /** account that the work is to be credited to */
  readonly miner: string;
  readonly clock: Clock;
  /** how long the node may take to get as far as the work; default 30 s */
  readonly patienceMs?: number;
};

const DEFAULT_PATIENCE_MS = 30_000;
const LOOK_MS = 250;
/** Accepted work that L1 has not recorded yet lies between its lead and new work. */
const MAX_UNRECORDED = 16;

export function createWorkVerifier(deps: VerifyWorkDeps): VerifyWork {
  return async (work, signal) => {
    const wanted = bytesToHex(reverse(Buffer.from(work.hash, "hex")));
    const told = await readCheckpoint(deps, wanted, signal);
    if (!told.ok) return told;
    const wrong = wrongTerms(deps, work, told.checkpoint);
    if (wrong !== undefined) return refuse(wrong);
    const line = await lineToLead(deps, told.checkpoint, signal);
    if (!line.ok) return line;
    const patience = { untilMs: deps.clock.now() + (deps.patienceMs ?? DEFAULT_PATIENCE_MS), signal };
    for (const { superblock } of [told.checkpoint, ...line.between]) {
      const verdict = await awaitVerified(deps, superblock, patience);
      if (!verdict.ok) return verdict;
    }
    return { ok: true };
  };
}

const refuse = (reason: string) => ({ ok: false, reason }) as const;

async function readCheckpoint(
  { checkpointOf }: VerifyWorkDeps,
  wanted: Hex,
  signal: AbortSignal,
): Promise<
  { readonly ok: true; readonly checkpoint: Checkpoint } | { readonly ok: false; readonly reason: string }
> {
  const bytes = await checkpointOf(wanted, signal);
  if (bytes === undefined)
    return refuse(`checkpoint-unknown: the mining RPC does not tell what ${wanted} is`);
  const checkpoint = decode(bytes);
  if (checkpoint === undefined) return refuse(`checkpoint-malformed: ${bytesToHex(bytes)}`);
  return id(checkpoint) === wanted
    ? { ok: true, checkpoint }
    : refuse(`checkpoint-differs: the bytes hash to ${id(checkpoint)}, the work is ${wanted}`);
}

function wrongTerms(
  { auxChainId, miner }: VerifyWorkDeps,
  work: AuxWork,
  checkpoint: Checkpoint,
): string | undefined {
  if (checkpoint.auxChainId !== auxChainId || work.chainid !== auxChainId)
    return `other-chain: chain id ${checkpoint.auxChainId}, the deployment's is ${auxChainId}`;
  if (checkpoint.nBits !== Number.parseInt(work.bits, 16))
    return `other-target: the checkpoint says ${checkpoint.nBits.toString(16)}, the work ${work.bits}`;
  return checkpoint.miner.toLowerCase() === miner.toLowerCase()
    ? undefined
    : `other-miner: the work is credited to ${checkpoint.miner}`;
}

/** Checkpoints between L1's lead and the work: found, but not on L1 yet. */
async function lineToLead(
  deps: VerifyWorkDeps,
  { parentCheckpoint }: Checkpoint,
  signal: AbortSignal,
): Promise<
  | { readonly ok: true; readonly between: readonly Checkpoint[] }
  | { readonly ok: false; readonly reason: string }
> {
  const lead = (await deps.node.l1.lead())?.id ?? ROOT_ID;
  const between: Checkpoint[] = [];
  for (let at = parentCheckpoint; at !== lead; ) {
    if (between.length >= MAX_UNRECORDED || at === ROOT_ID)
      return refuse(`other-parent: ${parentCheckpoint} does not build on L1's lead ${lead}`);
    const told = await readCheckpoint(deps, at, signal);
    if (!told.ok) return refuse(`other-parent: L1's lead is ${lead}; ${told.reason}`);
    between.push(told.checkpoint);
    at = told.checkpoint.parentCheckpoint;
  }
  return { ok: true, between };
}

/** Everything in the node's store was executed there; what is false never gets into it. */
async function awaitVerified(
  { node, clock }: VerifyWorkDeps,
  superblock: Hex,
  { untilMs, signal }: { readonly untilMs: number; readonly signal: AbortSignal },
): Promise<Verdict> {
  for (;;) {
    const objection = node.objection();
    if (objection !== undefined) return refuse(objection);
    if (node.store.superblockByHash(superblock) !== undefined) return { ok: true };
    if (signal.aborted || clock.now() >= untilMs)
      return refuse(`superblock-not-verified: our node has not executed ${superblock}`);
    await clock.sleep(LOOK_MS, signal);
  }
}
