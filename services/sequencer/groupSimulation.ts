/**
 * What a call would do as the first group of the next superblock: executed by the builder itself on engines of its
 * own, then dropped. One simulation at a time; a bounded number wait.
 *
 * A little longer than a file should be: the three questions (a call, a trigger's price, a call that wants results)
 * are asked of the same opened superblock.
 */
import { encodeFunctionData, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../abi/index.ts";
import { openSuperblock, type SuperblockDeps } from "../execution/superblockExecution.ts";
import type {
  CallRequest,
  Clock,
  GroupFailure,
  GroupGas,
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
/** A call's gas limit is looked for from what it used upwards by so much, then to within 1/128 of it. */
const GROWTH_PERCENT = 130n;
const GAS_PRECISION = 128n;
/** Room for other people's messages that come first: where in the tree a message lands decides what it costs. */
const GAS_PER_MESSAGE = 100_000n;

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
    estimateGas: (chainId, request) => bounded(() => estimateGas(deps, chainId, request)),
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

/**
 * A gas limit close to the least with which the call succeeds as it does with plenty, every leg of its group in. The
 * search is coarse: each step is a whole group.
 */
async function estimateGas(
  deps: GroupSimulatorDeps,
  chainId: bigint,
  request: CallRequest,
): Promise<GroupGas> {
  const first = await simulateOnce(deps, chainId, request);
  if (first.status !== "kept") return first;
  const attempt = async (gas: bigint) =>
    (await simulateOnce(deps, chainId, { ...request, gas })).status === "kept";
  const used = first.legs.find(({ kind }) => kind === "user")?.gasUsed ?? 0n;
  const room = GAS_PER_MESSAGE * BigInt(first.legs.filter(({ kind }) => kind === "action").length);
  let failing = used - 1n;
  let succeeding = used;
  while (!(await attempt(succeeding))) {
    failing = succeeding;
    succeeding = (succeeding * GROWTH_PERCENT) / 100n;
    if (request.gas !== undefined && succeeding >= request.gas) return { status: "kept", gas: request.gas };
  }
  while (succeeding - failing > succeeding / GAS_PRECISION) {
    const middle = (succeeding + failing) / 2n;
    if (await attempt(middle)) succeeding = middle;
    else failing = middle;
  }
  return { status: "kept", gas: succeeding + room };
}

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

const triggerData = ({ dstChainId, target, data, maxResultBytes }: TriggerRequest, gasLimit: bigint): Hex =>
  maxResultBytes === undefined
    ? encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [dstChainId, target, data, gasLimit],
      })
    : encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "triggerForResult",
        args: [dstChainId, target, data, gasLimit, maxResultBytes],
      });

const quoteData = ({ dstChainId, maxResultBytes }: TriggerRequest, gasLimit: bigint): Hex =>
  maxResultBytes === undefined
    ? encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "quote",
        args: [dstChainId, gasLimit],
      })
    : encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "quoteForResult",
        args: [dstChainId, gasLimit, maxResultBytes],
      });

async function quote(
  { engines, store }: GroupSimulatorDeps,
  request: TriggerRequest,
  gasLimit: bigint,
): Promise<bigint | undefined> {
  const { srcChainId } = request;
  const engine = engines.find(({ chainId }) => chainId === srcChainId);
  const header = store.header(srcChainId, store.head()?.superblock.number ?? 0n);
  if (engine === undefined || header === undefined) return undefined;
  const outcome = await engine.call(header, { to: MESSENGER, data: quoteData(request, gasLimit) });
  return outcome.success ? BigInt(outcome.returnData) : undefined;
}
