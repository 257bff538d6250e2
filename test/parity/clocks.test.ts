import { expect } from "chai";
import * as Clocks from "../../services/protocol/clocks.ts";
import { createChain } from "../support/contracts.ts";
import { createRandom } from "../support/random.ts";

const SEED = 20260401;
const ROUNDS = 40;

type Argument = bigint | boolean;
type Clock = {
  readonly here: (...args: Argument[]) => Argument;
  /** arguments and what the protocol says to them, by hand */
  readonly table: readonly (readonly [title: string, args: readonly Argument[], expected: Argument])[];
};

const silent = (...[heardSec, isRefusing, timeoutSec, nowSec]: Argument[]) =>
  Clocks.isSilent({ heardSec, isRefusing } as Clocks.LastHeard, timeoutSec as bigint, nowSec as bigint);

const dry = (...[leadAtSec, sequencerTimeoutSec, revertDelaySec, nowSec]: Argument[]) =>
  Clocks.isDry(
    leadAtSec as bigint,
    { sequencerTimeoutSec, revertDelaySec } as Clocks.DryLimits,
    nowSec as bigint,
  );

const CLOCKS: Readonly<Record<string, Clock>> = {
  mining: {
    here: Clocks.miningClock as Clock["here"],
    table: [
      ["stands still while nothing waits", [0n, 100n, 5_000n], 0n],
      ["starts at zero", [1n, 100n, 100n], 0n],
      ["counts seconds, not superblocks", [300n, 100n, 160n], 60n],
    ],
  },
  sinceAfterPosting: {
    here: Clocks.sinceAfterPosting as Clock["here"],
    table: [
      ["the first that waits starts it", [0n, 100n, 200n], 200n],
      ["later ones do not put it off", [1n, 100n, 200n], 100n],
    ],
  },
  sinceAfterLead: {
    here: Clocks.sinceAfterLead as Clock["here"],
    table: [
      ["work starts it anew", [100n, 150n], 150n],
      ["a start is never moved back", [150n, 100n], 150n],
    ],
  },
  sinceAfterRollback: {
    here: Clocks.sinceAfterRollback as Clock["here"],
    table: [
      ["work that fell starts it anew", [true, 100n, 900n], 900n],
      ["what was due stays due", [false, 100n, 900n], 100n],
    ],
  },
  isWorkOverdue: {
    here: Clocks.isWorkOverdue as Clock["here"],
    table: [
      ["in time in the last second", [300n, 300n], false],
      ["overdue in the next", [301n, 300n], true],
    ],
  },
  isRevertDue: {
    here: Clocks.isRevertDue as Clock["here"],
    table: [
      ["not due in the last second", [600n, 600n], false],
      ["due in the next", [601n, 600n], true],
    ],
  },
  challengeEndsAtSec: {
    here: Clocks.challengeEndsAtSec as Clock["here"],
    table: [["counts from the work, not from the posting", [1_000n, 20n], 1_020n]],
  },
  isFresh: {
    here: Clocks.isFresh as Clock["here"],
    table: [
      ["fresh in the last second", [1_000n, 300n, 1_300n], true],
      ["stale in the next", [1_000n, 300n, 1_301n], false],
    ],
  },
  isSilent: {
    here: silent,
    table: [
      ["not in the last second", [1_000n, false, 120n, 1_120n], false],
      ["in the next", [1_000n, false, 120n, 1_121n], true],
      ["never while the inbox refuses", [1_000n, true, 120n, 1_000_000n], false],
    ],
  },
  heardAtSec: {
    here: Clocks.heardAtSec as Clock["here"],
    table: [
      ["counts from the posting", [1_000n, 0n, 0n], 1_000n],
      ["counts from work that came later", [1_000n, 1_100n, 0n], 1_100n],
      ["counts from a rollback that came later", [1_000n, 1_100n, 1_150n], 1_150n],
    ],
  },
  isDry: {
    here: dry,
    table: [
      ["not in the last second", [1_000n, 120n, 600n, 1_720n], false],
      ["in the next", [1_000n, 120n, 600n, 1_721n], true],
    ],
  },
};

describe(`clocks (seed ${SEED})`, () => {
  for (const [name, { here, table }] of Object.entries(CLOCKS))
    for (const [title, args, expected] of table)
      it(`${name}: ${title}, both sides`, async () => {
        const harness = await (await createChain()).deploy("ClocksHarness");
        expect(here(...args)).equal(expected);
        expect(await harness.read<Argument>(name, args)).equal(expected);
      });

  it("agree on random arguments around each other, both sides", async () => {
    const harness = await (await createChain()).deploy("ClocksHarness");
    const random = createRandom(SEED);
    const seen = new Map<Argument, number>();
    for (const [name, { here, table }] of Object.entries(CLOCKS))
      for (let round = 0; round < ROUNDS; round++) {
        // The last one is the present where there is one, and nothing starts after it.
        const args = table[0]![1].map((like, i, all) => {
          if (typeof like === "boolean") return random.int(2) === 1;
          return BigInt(i === all.length - 1 ? 100 + random.int(100) : random.int(100));
        });
        const expected = here(...args);
        expect(await harness.read<Argument>(name, args), `${name}(${args})`).equal(expected);
        if (typeof expected === "boolean") seen.set(expected, (seen.get(expected) ?? 0) + 1);
      }
    expect(
      [...seen.values()].every((count) => count > 10),
      `verdicts ${[...seen]}`,
    ).equal(true);
  });
});
