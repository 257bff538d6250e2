/** The official suites, where they stand and how each is judged. */
import { jsonFiles } from "./archive.ts";
import { blockTests } from "./blockTest.ts";
import { stateTests } from "./stateTest.ts";
import type { Verdict } from "./verdict.ts";

export type Suite = {
  readonly name: string;
  readonly archive: string;
  readonly judge: (path: string, text: string) => AsyncGenerator<Verdict>;
};

export const SUITES: readonly Suite[] = [
  { name: "GeneralStateTests, Cancun", archive: "gst-cancun.tar.gz", judge: stateTests },
  { name: "BlockchainTests, valid and invalid", archive: "bc-valid-invalid.tar.gz", judge: blockTests },
  { name: "execution-spec-tests, Prague", archive: "eest-osaka.tar.gz", judge: stateTests },
];

/**
 * Files that only take long (half a minute to minutes each on one core) and show nothing that others do not: loops
 * of precompiles or memory up to the gas limit. Run with `--slow`.
 */
export const SLOW = [
  "stTimeConsuming/",
  "stQuadraticComplexityTest/",
  "VMTests/vmPerformance/",
  "bcExploitTest/DelegateCallSpam.json",
] as const;

export const isSlow = (path: string): boolean => SLOW.some((part) => path.includes(part));

/** Verdicts over the files of a suite whose path is wanted. */
export async function* verdicts(suite: Suite, wanted: (path: string) => boolean): AsyncGenerator<Verdict> {
  for await (const { path, text } of jsonFiles(suite.archive, wanted)) yield* suite.judge(path, text);
}
