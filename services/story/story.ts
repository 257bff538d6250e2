/** The story: the whole system once through, each step checked, with its rank and the seconds it took. */
import { createStoryContext, type StepReport, type StoryContext, type StoryOptions } from "./context.ts";
import { requireFreshWork } from "./freshWork.ts";
import { rederive } from "./rederivation.ts";
import { mine, postBoth, startWithdrawal, type Withdrawal, withdraw } from "./settlement.ts";
import { burnAndMint, crossCall, deposit } from "./transfers.ts";

export type StoryStep = {
  readonly number: number;
  readonly title: string;
  readonly run: () => Promise<StepReport>;
};

/** Steps 2 to 9; step 1, the deployment, is the devnet's. To be run in order. */
export function storySteps(options: StoryOptions): readonly StoryStep[] {
  const context: StoryContext = createStoryContext(options);
  let reached = 0n;
  let withdrawal: Withdrawal | undefined;
  const withHead = async (step: (context: StoryContext) => Promise<StepReport>): Promise<StepReport> => {
    const report = await step(context);
    reached = await context.a.reader.getBlockNumber();
    return report;
  };
  return [
    {
      number: 2,
      title: "Alice deposits ETH from L1 to A and holds a shared token",
      run: () => withHead(deposit),
    },
    { number: 3, title: "burn on A, mint on B: both or neither", run: () => withHead(burnAndMint) },
    { number: 4, title: "a contract on A calls a contract on B", run: () => withHead(crossCall) },
    {
      number: 5,
      title: "both rollups' batches in one L1 transaction",
      run: () => postBoth(context, reached),
    },
    { number: 6, title: "Bitcoin work: on L1, on A and on B", run: () => mine(context, reached) },
    {
      number: 7,
      title: "an app on B that wants fresh proof of work",
      run: async () => {
        // Begun here, so that its batch becomes final while this step waits for the miner.
        withdrawal = await startWithdrawal(context);
        return requireFreshWork(context);
      },
    },
    {
      number: 8,
      title: "Bob withdraws ETH from A to L1",
      run: async () => withdraw(context, withdrawal ?? (await startWithdrawal(context))),
    },
    { number: 9, title: "a second process derives both rollups from L1 alone", run: () => rederive(context) },
  ];
}

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
  const timings: StepTiming[] = [];
  for (const { number, title, run } of storySteps(options)) {
    const started = options.clock.now();
    const report = await run();
    const timing = { number, title, seconds: (options.clock.now() - started) / 1000, report };
    timings.push(timing);
    onStep(timing);
  }
  return timings;
}
