import type { Hex } from "viem";
import { createChain, type Deployed } from "./contracts.ts";
import type { Question } from "./trieModel.ts";

/** TriePath.Failure, in order. */
export const FAILURES = [
  "None",
  "NodeMissing",
  "NodeLeftOver",
  "NodeOutsideCalldata",
  "NodeHashMismatch",
  "NodeTooShort",
  "ListMalformed",
  "BranchMalformed",
  "BranchHasValue",
  "PathMalformed",
  "PathLengthInvalid",
  "ChildMalformed",
  "ValueMalformed",
] as const;

export type Answer = {
  readonly failure: (typeof FAILURES)[number];
  /** `0x` where the key is absent or nothing is proven. */
  readonly value: Hex;
};

export type TrieLens = {
  readonly harness: Deployed;
  ask(questions: readonly Question[]): Promise<Answer[]>;
  /** The failure that a call of `tryFind` with these bytes ends with. */
  raw(data: Hex): Promise<Answer["failure"]>;
  /** OpenZeppelin's reading; undefined where it refuses or reverts. */
  askOpenZeppelin(questions: readonly Question[]): Promise<(Hex | undefined)[]>;
};

const AT_ONCE = 60;

/** The answers of a function that takes many questions, asked for some at a time. */
async function inParts<T, R>(from: readonly T[], ask: (part: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const answers: R[] = [];
  for (let i = 0; i < from.length; i += AT_ONCE) answers.push(...(await ask(from.slice(i, i + AT_ONCE))));
  return answers;
}

export async function deployTrieLens(): Promise<TrieLens> {
  const chain = await createChain();
  const harness = await chain.deploy("TrieProofHarness");
  return {
    harness,
    raw: async (data) => {
      const { data: answer } = await chain.client.call({ to: harness.address, data });
      return FAILURES[Number(BigInt(answer!.slice(0, 66)))]!;
    },
    ask: (questions) =>
      inParts(questions, async (part) => {
        const [failures, values] = await harness.read<[number[], Hex[]]>("tryFindMany", [part]);
        return failures.map((failure, i) => ({ failure: FAILURES[failure]!, value: values[i]! }));
      }),
    askOpenZeppelin: (questions) =>
      inParts(questions, async (part) => {
        const [accepted, values] = await harness.read<[boolean[], Hex[]]>("openZeppelinMany", [part]);
        return accepted.map((isAccepted, i) => (isAccepted ? values[i]! : undefined));
      }),
  };
}
