/**
 * What the mining parameters do: time to mined, false halts, orphans, recovery, and what verifying miners can stop. Prints the
 * tables of docs/mining-parameters.md.
 *
 *     npm run bench -- miningSimulation [ordinaryLife] [spacings] [losses] [timeouts] [lies] [silences]
 */
import { readFileSync } from "node:fs";
import { commandOptions } from "../test/support/commandOptions.ts";
import { createRandom } from "../test/support/random.ts";
import { type Chance, comeAndGo, hops, loses, steady, verify } from "./mining/people.ts";
import { type Outcome, type Scenario, type Settings, simulate } from "./mining/simulation.ts";

const SEED = 20260601;
const HOUR = 3_600;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
/** Doublings between the beginning's difficulty and the easiest: simulation.ts. */
const HEADROOM_HALF_LIVES = 12;

type Rate = Scenario["hashing"];
type People = Pick<Settings, "batchEverySec" | "templateSec" | "relaySec">;
type File = {
  readonly mining: Pick<Settings, "spacingSec" | "halfLifeSec" | "minSpacingSec">;
  readonly limits: Pick<Settings, "miningTimeoutSec" | "revertDelaySec"> & {
    readonly maxUnminedSuperblocks: number;
  };
};

function settingsOf(network: string, people: People): Settings {
  const { mining, limits } = JSON.parse(readFileSync(`deploy/parameters/${network}.json`, "utf8")) as File;
  const { miningTimeoutSec, revertDelaySec, maxUnminedSuperblocks: maxUnmined } = limits;
  const { spacingSec, halfLifeSec, minSpacingSec } = mining;
  return { ...people, spacingSec, halfLifeSec, minSpacingSec, miningTimeoutSec, revertDelaySec, maxUnmined };
}

const testnet = settingsOf("testnet", { batchEverySec: 600, templateSec: 30, relaySec: 18 });
const devnet = settingsOf("devnet", { batchEverySec: 10, templateSec: 1, relaySec: 1 });

let seed = SEED;
function chance(): Chance {
  const random = createRandom(seed++);
  return () => random.int(2 ** 32) / 2 ** 32;
}

const run = (settings: Settings, durationSec: number, hashing: Rate, more: Partial<Scenario> = {}): Outcome =>
  simulate({ settings, durationSec, hashing, random: chance(), ...more });

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
const seconds = (value: number): string =>
  !Number.isFinite(value)
    ? "–"
    : value < 2 * HOUR
      ? `${value.toFixed(0)} s`
      : `${(value / HOUR).toFixed(1)} h`;

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`\n${title}\n`);
  console.log(`| ${columns.join(" | ")} |\n|${columns.map(() => " --- |").join("")}`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

/** Three pools that are away a quarter of the time, half a day on average, and a twentieth that always stays. */
const threePools = ({ templateSec, spacingSec }: Settings): Rate =>
  comeAndGo({
    pools: 3,
    onSec: 216 * spacingSec,
    offSec: 72 * spacingSec,
    staysShare: 0.05,
    stepSec: templateSec,
    random: chance(),
  });

function ordinaryLife(): void {
  const rows = (
    [
      ["testnet", testnet, YEAR],
      ["devnet", devnet, 6 * DAY],
    ] as const
  ).flatMap(([name, s, duration]) =>
    (
      [
        ["steady", steady],
        ["three pools come and go", threePools(s)],
        ["half of it hops", hops(0.5, -HEADROOM_HALF_LIVES * s.halfLifeSec, s)],
        ["nine tenths hop", hops(0.9, -HEADROOM_HALF_LIVES * s.halfLifeSec, s)],
      ] as const
    ).map(([who, rate]) => {
      const o = run(s, duration, rate);
      return [
        name,
        who,
        seconds(mean(o.gapsSec)),
        seconds(quantile(o.toMinedSec, 0.5)),
        seconds(quantile(o.toMinedSec, 0.99)),
        seconds(quantile(o.gapsSec, 1)),
        percent(o.orphaned, o.accepted),
        ((o.halts * YEAR) / duration).toFixed(0),
      ];
    }),
  );
  const columns = [
    "network",
    "hash rate",
    "mean spacing",
    "posted to mined p50",
    "p99",
    "longest gap",
    "orphaned",
  ];
  table("Ordinary life", [...columns, "halts a year"], rows);
}

function spacings(): void {
  const rows = [
    ...[60, 150, 300, 600].map((batchEverySec) => ({ ...testnet, batchEverySec })),
    { ...testnet, spacingSec: 300, batchEverySec: 300 },
    { ...testnet, spacingSec: 1_200, batchEverySec: 600 },
  ].map((s) => {
    const o = run(s, YEAR / 2, steady);
    const p50 = quantile(o.toMinedSec, 0.5);
    const p99 = quantile(o.toMinedSec, 0.99);
    return [s.spacingSec, s.batchEverySec, s.minSpacingSec]
      .map(String)
      .concat([
        seconds(p50),
        seconds(p99),
        seconds(p50 + s.batchEverySec / 2),
        percent(o.orphaned, o.accepted),
        percent(o.atWorkSec, YEAR / 2),
      ]);
  });
  const columns = [
    "spacing",
    "batch every",
    "minSpacing",
    "posted to mined p50",
    "p99",
    "sealed to mined, about",
  ];
  table("Spacing and batches", [...columns, "orphaned", "miners at work"], rows);
}

function losses(): void {
  const runs = 60;
  const rows = [HOUR, 2 * HOUR, 6 * HOUR, 24 * HOUR].flatMap((halfLifeSec) =>
    [10, 100, 1_000].map((factor) => {
      const s = { ...testnet, halfLifeSec };
      const at = settled(s);
      const found = Array.from({ length: runs }, () => run(s, at + 3 * DAY, loses(factor, at)));
      const after = found.map((o) => o.leadTimesSec.filter((time) => time > at));
      const first = after.map((times) => (times[0] ?? Number.POSITIVE_INFINITY) - at);
      return [
        seconds(halfLifeSec),
        `1/${factor}`,
        seconds(quantile(first, 0.5)),
        seconds(quantile(first, 0.99)),
        seconds(
          quantile(
            after.map((times) => recoveredAt(times, s) - at),
            0.5,
          ),
        ),
        percent(found.filter((o) => o.halts > 0).length, runs),
        percent(found.filter((o) => o.reverts > 0).length, runs),
      ];
    }),
  );
  const columns = [
    "half-life",
    "left of the hash rate",
    "next checkpoint p50",
    "p99",
    "recovered p50",
    "halts",
  ];
  table("Loss of hash rate, testnet", [...columns, "reverts"], rows);
}

/** By when difficulty fits the hash rate and how much of the time there is something to mine. */
const settled = ({ halfLifeSec }: Settings): number => 8 * halfLifeSec;

/** When four checkpoints in a row have come within 1.25 spacings each on average. */
function recoveredAt(times: readonly number[], { spacingSec }: Settings): number {
  const i = times.findIndex((time, at) => at >= 4 && time - times[at - 4]! <= 5 * spacingSec);
  return times[i] ?? Number.POSITIVE_INFINITY;
}

/** Gaps of the leading chain longer than the timeout: a sequencer that does not stop sees when it would have. */
function timeouts(): void {
  const years = 2;
  const hours = [2, 3, 6, 12];
  const rows = [HOUR, 2 * HOUR, 6 * HOUR].flatMap((halfLifeSec) => {
    const s = { ...testnet, halfLifeSec, miningTimeoutSec: YEAR, revertDelaySec: YEAR, maxUnmined: YEAR };
    const away = { onSec: 3 * DAY, offSec: DAY, stepSec: s.templateSec };
    const cases = [
      comeAndGo({ ...away, pools: 3, staysShare: 0.05, random: chance() }),
      comeAndGo({ ...away, pools: 1, staysShare: 0.05, random: chance() }),
      comeAndGo({ ...away, pools: 1, staysShare: 0.01, random: chance() }),
    ];
    const gaps = cases.map((rate) => run(s, years * YEAR, rate).gapsSec);
    return hours.map((timeout) => [
      seconds(halfLifeSec),
      `${timeout} h`,
      ...gaps.map((list) => (list.filter((gap) => gap > timeout * HOUR).length / years).toFixed(1)),
    ]);
  });
  table(
    "False halts a year, testnet: pools away a day in four, a rest stays",
    ["half-life", "miningTimeout", "three pools, 5% stay", "one pool, 5% stay", "one pool, 1% stays"],
    rows,
  );
}

function lies(): void {
  const runs = 30;
  const rows = [
    [2 * HOUR, DAY],
    [2 * HOUR, 12 * HOUR],
    [6 * HOUR, DAY],
    [12 * HOUR, DAY],
  ].flatMap(([halfLifeSec, revertDelaySec]) =>
    [0.1, 0.01, 0.001, 0].map((trusting) => {
      const s = { ...testnet, halfLifeSec: halfLifeSec!, revertDelaySec: revertDelaySec! };
      const found = Array.from({ length: runs }, () =>
        run(s, settled(s) + 3 * DAY, verify(trusting), { falseFromSec: settled(s) }),
      );
      const fell = found.flatMap((o) => (o.falseMinedSec === undefined ? (o.falseFellSec ?? []) : []));
      const mined = found.flatMap((o) => o.falseMinedSec ?? []);
      return [
        seconds(halfLifeSec!),
        seconds(revertDelaySec!),
        percent(trusting * 1_000, 1_000),
        percent(fell.length, runs),
        seconds(quantile(mined, 0.5)),
        seconds(quantile(fell, 0.5)),
      ];
    }),
  );
  const columns = ["half-life", "revertDelay", "mine without looking", "taken back", "else mined after p50"];
  table("A false or withheld batch, testnet", [...columns, "taken back after p50"], rows);
}

function silences(): void {
  const runs = 30;
  const rows = [60, 300].flatMap((minSpacingSec) =>
    [2, 12, 48].map((hours) => {
      const s = { ...testnet, minSpacingSec };
      const fromSec = settled(s);
      const toSec = fromSec + hours * HOUR;
      const found = Array.from({ length: runs }, () =>
        run(s, toSec + 2 * DAY, steady, { silence: { fromSec, toSec } }),
      );
      const after = found.map((o) =>
        o.leadTimesSec.filter((time) => time >= toSec).map((time) => time - toSec),
      );
      const orphans = found.reduce((sum, o) => sum + o.orphaned, 0) / runs;
      return [
        `${minSpacingSec} s`,
        `${hours} h`,
        seconds(
          quantile(
            after.map(([first]) => first ?? Number.NaN),
            0.5,
          ),
        ),
        mean(after.map((times) => times.filter((time) => time < HOUR).length)).toFixed(1),
        mean(after.map((times) => times.filter((time) => time < DAY).length)).toFixed(0),
        orphans.toFixed(1),
      ];
    }),
  );
  const columns = [
    "minSpacing",
    "silence",
    "first checkpoint after",
    "in the first hour",
    "in the first day",
  ];
  table(
    "After a silence of the leader, testnet (batch every 600 s)",
    [...columns, "orphaned in the run"],
    rows,
  );
}

const PARTS = { ordinaryLife, spacings, losses, timeouts, lies, silences };
const SEEDS_A_PART = 100_000;

const { words: chosen } = commandOptions({
  command: "npm run bench -- miningSimulation",
  does: "What the mining parameters do: the tables named, or all of docs/mining-parameters.md.",
  words: Object.keys(PARTS),
});
console.log(`seed ${SEED}; relay to L1 ${testnet.relaySec} s (devnet ${devnet.relaySec} s) on average`);
for (const [i, [name, part]] of Object.entries(PARTS).entries()) {
  seed = SEED + i * SEEDS_A_PART;
  if (chosen.length === 0 || chosen.includes(name)) part();
}
