/** One walk after the other, each from genesis on with a seed of its own. */
import { createRandom } from "../support/random.ts";
import type { Broken } from "./checks.ts";
import type { Tally } from "./tally.ts";
import { walk } from "./walk.ts";
import { openWorld } from "./world.ts";

export const WALK_CALLS = 1_000;
/** A chain in a process keeps all that has been on it. */
const WALKS_A_WORLD = 10;

export type Finding = Broken & { readonly seed: number; readonly call: number };

export async function walks(options: {
  readonly seed: number;
  readonly calls: number;
  readonly tally: Tally;
  readonly onWalk?: (seed: number) => void;
}): Promise<Finding | undefined> {
  const { seed, calls, tally } = options;
  for (let i = 0; tally.calls < calls; ) {
    const world = await openWorld();
    for (let j = 0; j < WALKS_A_WORLD && tally.calls < calls; i++, j++) {
      const before = tally.calls;
      const mark = await world.mark();
      const { broken } = await walk(
        world,
        createRandom(seed + i),
        Math.min(WALK_CALLS, calls - before),
        tally,
      );
      if (broken !== undefined) return { ...broken, seed: seed + i, call: tally.calls - before };
      await world.back(mark);
      options.onWalk?.(seed + i);
    }
  }
  return undefined;
}
