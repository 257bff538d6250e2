/**
 * What a call would do as the first group of the next superblock: executed by the builder itself on engines of its
 * own, then dropped. One simulation at a time; a bounded number wait.
 */
import { encodeFunctionData, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../abi/index.ts";
import { openSuperblock, type SuperblockDeps } from "../execution/superblockExecution.ts";
import type {
  CallRequest,
  Clock,
  GroupFailure,
  GroupSimulator,
  Leg,
  ProducerKey,
  SimulatedGroup,
  Store,
  TriggerEstimate,
  TriggerRequest,
  TxOutcome,
} from "../ports.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import { MESSENGER } from "../protocol/systemAddresses.ts";
import { serialQueue } from "../runtime/serialQueue.ts";
import type { BuilderLimits } from "./builderLimits.ts";
import { DataRoom } from "./dataRoom.ts";
import { runGroup } from "./group.ts";

export type GroupSimulatorDeps = Pick<SuperblockDeps, "engines" | "domain"> & {
  readonly store: Pick<Store, "head" | "header">;
  readonly key: ProducerKey;
  readonly clock: Pick<Clock, "now">;
  readonly limits: BuilderLimits;
};

/** Simulations that may wait; each runs on the thread that builds blocks. */
const MAX_WAITING = 16;
/** An action's gas limit is looked for in steps of this much. */
const GAS_STEP = 1_000n;

export function createGroupSimulator(deps: GroupSimulatorDeps): GroupSimulator {
  const inOrder = serialQueue();
  let waiting = 0;
  const bounded = async <T>(work: () => Promise<T>): Promise<T | { readonly status: "busy" }> => {
    if (waiting >= MAX_WAITING) return { status: "busy" };
    waiting++;
    try {
      return await inOrder(work);
    } finally {
      waiting--;
    }
  };
  return {
    simulate: (chainId, request) => bounded(() => simulateOnce(deps, chainId, request)),
    estimateTrigger: (request) => bounded(() => estimate(deps, request)),
  };
}

async function simulateOnce(
  deps: GroupSimulatorDeps,
  chainId: bigint,
  request: CallRequest,
): Promise<SimulatedGroup> {
  const { engines, store, domain, key, clock, limits } = deps;
  const parent = store.head();
  if (parent === undefined) throw new Error("the store holds no genesis");
  const nowSec = BigInt(Math.floor(clock.now() / 1000));
  const { term, timestamp, l1OriginNumber, l1Origin } = parent.superblock;
  const open = await openSuperblock({ engines, store, domain }, parent, {
    term,
    timestamp: nowSec > timestamp ? nowSec : timestamp + 1n,
    producer: key.address,
    l1Origin: { number: l1OriginNumber, hash: l1Origin },
    lead: ZERO_HASH,
  });
  try {
    const block = open.blocks.get(chainId);
    if (block === undefined) return { status: "dropped", failure: unknownChain(chainId) };
    const gas = request.gas ?? block.gasLeft() - limits.reservedGas;
    const room = new DataRoom(limits.maxDataBytes);
    let own: TxOutcome | undefined;
    const outcome = await runGroup(
      { blocks: open.blocks, key, l1ChainId: domain.l1ChainId, limits, room },
      {
        chainId,
        hash: ZERO_HASH,
        kind: "user",
        bytes: (request.data?.length ?? 2) / 2,
        apply: async () => {
          own = await block.applyUnsigned({ ...request, gas });
          return own;
        },
      },
    );
    if (outcome.status === "kept") return kept(own, outcome.legs);
    if (outcome.status === "dropped") return { status: "dropped", failure: outcome.failure };
    return { status: "dropped", failure: tooLarge(chainId) };
  } finally {
    await open.drop();
  }
}

function kept(own: TxOutcome | undefined, legs: readonly Leg[]): SimulatedGroup {
  if (own?.status !== "applied") throw new Error("a group was kept without its first transaction");
  const { success, returnData } = own;
  return success
    ? { status: "kept", returnData, legs }
    : { status: "reverted", revertData: returnData, legs };
}

const unknownChain = (chainId: bigint): GroupFailure => ({
  chainId,
  reason: "unknown-chain",
  revertData: "0x",
  detail: `chain ${chainId} is not in the set`,
});

/** What the builder would defer has an empty superblock to itself here, so it would wait for ever. */
const tooLarge = (chainId: bigint): GroupFailure => ({
  chainId,
  reason: "gas-exceeded",
  revertData: "0x",
  detail: "does not fit into an empty superblock, or pays less than the base fee",
});

/** Least gas limit, in steps, with which a trigger's action succeeds, and what the trigger then costs. */
async function estimate(deps: GroupSimulatorDeps, request: TriggerRequest): Promise<TriggerEstimate> {
  const attempt = async (gasLimit: bigint): Promise<SimulatedGroup | { readonly status: "no-quote" }> => {
    const quoteWei = await quote(deps, request, gasLimit);
    if (quoteWei === undefined) return { status: "no-quote" };
    const { from, srcChainId, value = 0n } = request;
    return simulateOnce(deps, srcChainId, {
      from,
      to: MESSENGER,
      data: triggerData(request, gasLimit),
      value: value + quoteWei,
    });
  };
  let succeeding = request.maxGasLimit;
  const first = await attempt(succeeding);
  if (first.status === "no-quote") return { status: "dropped", failure: unknownChain(request.srcChainId) };
  if (first.status !== "kept") return first;
  let failing = 0n;
  while (succeeding - failing > GAS_STEP) {
    const middle = (succeeding + failing) / 2n;
    if ((await attempt(middle)).status === "kept") succeeding = middle;
    else failing = middle;
  }
  const quoteWei = (await quote(deps, request, succeeding)) ?? 0n;
  return { status: "kept", gasLimit: succeeding, quoteWei, legs: first.legs };
}

const triggerData = ({ dstChainId, target, data }: TriggerRequest, gasLimit: bigint): Hex =>
  encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "trigger",
    args: [dstChainId, target, data, gasLimit],
  });

async function quote(
  { engines, store }: GroupSimulatorDeps,
  { srcChainId, dstChainId }: TriggerRequest,
  gasLimit: bigint,
): Promise<bigint | undefined> {
  const engine = engines.find(({ chainId }) => chainId === srcChainId);
  const header = store.header(srcChainId, store.head()?.superblock.number ?? 0n);
  if (engine === undefined || header === undefined) return undefined;
  const data = encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "quote",
    args: [dstChainId, gasLimit],
  });
  const outcome = await engine.call(header, { to: MESSENGER, data });
  return outcome.success ? BigInt(outcome.returnData) : undefined;
}
