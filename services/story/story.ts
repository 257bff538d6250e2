/** The story: the whole system once through, each step checked, with its rank and the seconds it took. */
import { createStoryContext, type StepReport, type StoryContext, type StoryOptions } from "./context.ts";
import { crossCall } from "./crossCall.ts";
import { deposit } from "./deposit.ts";
import { requireFreshWork } from "./freshWork.ts";
import { rederive } from "./rederivation.ts";
import { mine, postBoth, startWithdrawal, type Withdrawal, withdraw } from "./settlement.ts";
import { burnAndMint } from "./tokens.ts";

/** What later steps need of earlier ones. */
export type StoryMemory = {
  /** number of the superblock that the transfers have reached */
  reached: bigint;
  withdrawal?: Withdrawal;
};

export type StoryStep = {
  readonly number: number;
  readonly title: string;
  readonly run: (context: StoryContext, memory: StoryMemory) => Promise<StepReport>;
};

/** A step on the rollups; the head afterwards is what steps 5 and 6 wait for. */
const upToHead =
  (step: (context: StoryContext) => Promise<StepReport>): StoryStep["run"] =>
  async (context, memory) => {
    const report = await step(context);
    memory.reached = await context.a.reader.getBlockNumber();
    return report;
  };

/** Steps 2 to 9, to be run in order; step 1, the deployment, is the devnet's. */
export const STORY_STEPS: readonly StoryStep[] = [
  { number: 2, title: "Alice deposits ETH from L1 to A and holds a shared token", run: upToHead(deposit) },
  { number: 3, title: "burn on A, mint on B: both or neither", run: upToHead(burnAndMint) },
  { number: 4, title: "a contract on A calls a contract on B", run: upToHead(crossCall) },
  {
    number: 5,
    title: "both rollups' batches in one L1 transaction",
    run: (context, { reached }) => postBoth(context, reached),
  },
  {
    number: 6,
    title: "Bitcoin work: on L1, on A and on B",
    run: (context, { reached }) => mine(context, reached),
  },
  {
    number: 7,
    title: "an app on B that wants fresh proof of work",
    run: async (context, memory) => {
      // Begun here, so that its batch becomes final while this step waits for the miner.
      memory.withdrawal = await startWithdrawal(context);
      return requireFreshWork(context);
    },
  },
  {
    number: 8,
    title: "Bob withdraws ETH from A to L1",
    run: async (context, { withdrawal }) => withdraw(context, withdrawal ?? (await startWithdrawal(context))),
  },
  { number: 9, title: "a second process derives both rollups from L1 alone", run: rederive },
];

export type StepTiming = {
  readonly number: number;
  readonly title: string;
  readonly seconds: number;
  readonly report: StepReport;
};

/** Runs all steps; the first that fails ends the story with its error. */
export async function runStory(
  options: StoryOptions,
  onStep: (timing: StepTiming) => void,
): Promise<readonly StepTiming[]> {
  const context = createStoryContext(options);
  const memory: StoryMemory = { reached: 0n };
  const timings: StepTiming[] = [];
  for (const { number, title, run } of STORY_STEPS) {
    options.progress(`step ${number}: ${title}`);
    const started = options.clock.now();
    const report = await run(context, memory);
    const timing = { number, title, seconds: (options.clock.now() - started) / 1000, report };
    timings.push(timing);
    onStep(timing);
  }
  return timings;
}
