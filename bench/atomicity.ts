/**
 * What atomicity costs: a trigger and its action run as a group (marks, log reading, room, keeping), against the same
 * two transactions applied to the same blocks straight away. In both arms the producer encodes and signs the action,
 * and both use the same gas to the unit. One process, one engine; the arms take turns, pair by pair of rounds, so what
 * else the machine does meets both. Processor time of this process; the median of the pairs' ratios.
 */
import { encodeFunctionData, type Hex, keccak256, size } from "viem";
import { crossRollupMessengerAbi, sharedERC20Abi } from "../services/abi/index.ts";
import type { OpenBlock, TxOutcome } from "../services/ports.ts";
import type { Message } from "../services/protocol/channels/channel.ts";
import { sentMessages } from "../services/protocol/channels/messengerLogs.ts";
import { MESSENGER } from "../services/protocol/systemAddresses.ts";
import { DEFAULT_BUILDER_LIMITS } from "../services/sequencer/builderLimits.ts";
import { DataRoom } from "../services/sequencer/dataRoom.ts";
import { runGroup } from "../services/sequencer/group.ts";
import { actionCall, applySystemCall } from "../services/sequencer/systemTransactions.ts";
import {
  ACTION_GAS,
  ALICE,
  type BuilderBench,
  createBuilderBench,
  quote,
  withToken,
} from "../test/support/builderBench.ts";
import { L1_CHAIN_ID, signedBy, testAccount } from "../test/support/lockstepRollups.ts";

const GROUPS = 40;
const PAIRS = 15;
/** The first ones find the code uncompiled. */
const WARM_UP = 3;
/** A superblock of the devnet holds less, because it has to fit into one L1 transaction. */
const MAX_DATA_BYTES = 2_000_000;

type Triggered = { readonly message: Message; readonly data: Hex };
type Blocks = ReadonlyMap<bigint, OpenBlock>;

const arranged = await createBuilderBench();
const { A, B, token, burn } = await withToken(arranged);
const recipient = (n: number) => testAccount(100 + n).address;
const fee = await quote(arranged, ACTION_GAS);
/** What every round of the same transactions has to leave in the blocks. */
const gasOf = new Map<readonly Hex[], string>();
const numbers = Array.from({ length: GROUPS }, (_, n) => n);

await measure(
  "token transfers (burn, mint)",
  await Promise.all(numbers.map((n) => burn(n + 1, recipient(n), 1n))),
);
await measure("calls (trigger, approve)", await Promise.all(numbers.map((n) => approval(n + 1, n))));

function approval(nonce: number, n: number): Promise<Hex> {
  const approve = { abi: sharedERC20Abi, functionName: "approve", args: [recipient(n), 1n] } as const;
  const data = encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "trigger",
    args: [B, token, encodeFunctionData(approve), ACTION_GAS],
  });
  return signedBy({ chainId: A, from: ALICE, nonce, to: MESSENGER, data, value: fee });
}

async function measure(what: string, raws: readonly Hex[]): Promise<void> {
  const triggered = await discover(arranged, raws);
  const ratios: number[] = [];
  const spent = { group: 0, plain: 0 };
  for (let pair = -WARM_UP; pair < PAIRS; pair++) {
    // Either arm is the first as often as the other.
    const isGroupFirst = pair % 2 === 0;
    const first = await round(isGroupFirst ? asGroups : plainly, raws, triggered);
    const second = await round(isGroupFirst ? plainly : asGroups, raws, triggered);
    if (pair < 0) continue;
    const [group, plain] = isGroupFirst ? [first, second] : [second, first];
    ratios.push(group / plain);
    spent.group += group;
    spent.plain += plain;
  }
  ratios.sort((a, b) => a - b);
  const each = (cpuMs: number): number => Number((cpuMs / PAIRS / GROUPS).toFixed(3));
  const share = (ratio: number | undefined): string => `${((ratio! - 1) * 100).toFixed(1)}%`;
  console.log(
    JSON.stringify({
      what,
      groups: GROUPS,
      pairs: PAIRS,
      cpuMsAsGroup: each(spent.group),
      cpuMsPlain: each(spent.plain),
      medianCost: share(ratios[Math.floor(PAIRS / 2)]),
      quartiles: [share(ratios[Math.floor(PAIRS / 4)]), share(ratios[Math.floor((PAIRS * 3) / 4)])],
    }),
  );
}

/** Messages of the triggers, which the plain arm is given: they are the same whenever they run on the same parent. */
async function discover({ rollups }: BuilderBench, raws: readonly Hex[]): Promise<readonly Triggered[]> {
  const open = await rollups.open();
  const messages: Triggered[] = [];
  for (const raw of raws)
    messages.push(...sentMessages(succeeded(await open.blocks.get(A)!.apply(raw)).logs));
  await open.drop();
  if (messages.length !== raws.length)
    throw new Error(`${messages.length} messages of ${raws.length} triggers`);
  return messages;
}

type Arm = (blocks: Blocks, raws: readonly Hex[], triggered: readonly Triggered[]) => Promise<void>;

/** @returns milliseconds of processor time of the arm alone, on blocks that are given up afterwards */
async function round(arm: Arm, raws: readonly Hex[], triggered: readonly Triggered[]): Promise<number> {
  const open = await arranged.rollups.open();
  const before = process.cpuUsage();
  await arm(open.blocks, raws, triggered);
  const { user, system } = process.cpuUsage(before);
  const gasLeft = [...open.blocks.values()].map((block) => block.gasLeft()).join(" ");
  if (!gasOf.has(raws)) gasOf.set(raws, gasLeft);
  if (gasOf.get(raws) !== gasLeft) throw new Error(`gas left ${gasLeft}, before ${gasOf.get(raws)}`);
  await open.drop();
  return (user + system) / 1000;
}

async function asGroups(blocks: Blocks, raws: readonly Hex[]): Promise<void> {
  const { key } = arranged.rollups;
  const room = new DataRoom(MAX_DATA_BYTES);
  const deps = { blocks, key, l1ChainId: L1_CHAIN_ID, limits: DEFAULT_BUILDER_LIMITS, room };
  const block = blocks.get(A)!;
  for (const raw of raws) {
    const apply = () => block.apply(raw);
    const first = { chainId: A, hash: keccak256(raw), kind: "user", bytes: size(raw), apply } as const;
    const outcome = await runGroup(deps, first);
    if (outcome.status !== "kept" || outcome.legs.length !== 2) throw new Error(outcome.status);
  }
}

async function plainly(blocks: Blocks, raws: readonly Hex[], triggered: readonly Triggered[]): Promise<void> {
  const { key } = arranged.rollups;
  const [from, to] = [blocks.get(A)!, blocks.get(B)!];
  for (const [i, raw] of raws.entries()) {
    succeeded(await from.apply(raw));
    const { message, data } = triggered[i]!;
    succeeded(await applySystemCall(to, key, B, actionCall(message, data)));
  }
}

function succeeded(outcome: TxOutcome) {
  if (outcome.status !== "applied" || !outcome.success) throw new Error(`not applied: ${outcome.status}`);
  return outcome;
}
