/** Contracts with a bug put in, to show that the invariants bite. */
import { type Abi, type Hex, padHex, toFunctionSelector, toHex } from "viem";
import type { L1Contracts } from "../support/l1/l1Fixture.ts";
import type { World } from "./world.ts";

export type Bug = {
  readonly title: string;
  readonly in: keyof L1Contracts;
  readonly functionName: string;
  /** what the function answers instead, in at most two words; nothing if it refuses */
  readonly answer: readonly Hex[] | undefined;
  /** what is found to be broken */
  readonly breaks: RegExp;
};

export const word = (value: bigint | boolean): Hex => padHex(toHex(value), { size: 32 });
const NEVER = word(0n);

/** Nothing that the walks ask. */
export const NO_BUG: Omit<Bug, "breaks"> = {
  title: "none",
  in: "inbox",
  functionName: "genesisSuperblock",
  answer: [NEVER],
};

export const BUGS: readonly Bug[] = [
  {
    title: "finality asks for nothing and records nothing",
    in: "settlement",
    functionName: "finalize",
    answer: [],
    breaks: /finalize must be refused|ISettlement K1/,
  },
  {
    title: "a rollback leaves the lead where it is",
    in: "ledger",
    functionName: "onRollback",
    answer: [NEVER],
    breaks: /ICheckpointLedger K[23]|IRollupInbox K5/,
  },
  {
    title: "the inbox is not told of the lead",
    in: "inbox",
    functionName: "onLead",
    answer: [],
    breaks: /IRollupInbox K5|post must succeed/,
  },
  {
    title: "the inbox believes that nothing is final",
    in: "settlement",
    functionName: "finalBatchIndex",
    answer: [NEVER],
    breaks: /ISettlement K|IRollupInbox K7|InboxTargetBelowFinal|post must succeed/,
  },
  {
    title: "the mining clock stands still",
    in: "inbox",
    functionName: "miningClock",
    answer: [NEVER],
    breaks: /IRollupInbox K5/,
  },
  {
    title: "every batch stands",
    in: "inbox",
    functionName: "requireHash",
    answer: [],
    breaks: /must be refused.* Inbox(BatchNotThere|WrongParent)/,
  },
  {
    title: "a slash takes nothing",
    in: "sequencerPolicy",
    functionName: "onFault",
    answer: [],
    breaks: /IBondedSequencer K1|BondSlashedSince/,
  },
  {
    title: "messages from L1 are not counted",
    in: "portal",
    functionName: "sentCount",
    answer: [NEVER],
    breaks: /post must|no state without an exit: post.* InboxMessagesUnknown/,
  },
];

/** Those that nothing but fallback shows. */
export const FALLBACK_BUGS: readonly Bug[] = [
  {
    title: "in fallback the inbox stays where it is, whatever leads",
    in: "inbox",
    functionName: "adopt",
    answer: [],
    breaks: /IRollupInbox K|IFallback K3/,
  },
  {
    title: "the leader answers for what miners have built",
    in: "fallback",
    functionName: "isUnsigned",
    answer: [NEVER],
    breaks: /IBondedSequencer K1/,
  },
];

const selectorOf = (abi: Abi, functionName: string): Hex => {
  const found = abi.find((item) => item.type === "function" && item.name === functionName);
  if (found?.type !== "function") throw new Error(`no function ${functionName}`);
  return toFunctionSelector(found);
};

/** The code of one contract is the buggy one from here on; its storage stays. */
export async function putIn(
  world: World,
  { in: name, functionName, answer }: Omit<Bug, "breaks">,
): Promise<void> {
  const { chain, contracts } = world.fixture;
  const { address, abi } = contracts[name];
  const sound = `0x50${address.slice(4).toLowerCase()}` as const;
  await chain.test.setCode({ address: sound, bytecode: (await chain.client.getCode({ address }))! });
  const args = [sound, selectorOf(abi, functionName), answer === undefined, answer ?? []];
  const proxy = await chain.deploy("BugProxy", args);
  await chain.test.setCode({ address, bytecode: (await chain.client.getCode({ address: proxy.address }))! });
  // Deploying has taken the chain's time a little ahead of the world's.
  await world.pass(10n);
}
