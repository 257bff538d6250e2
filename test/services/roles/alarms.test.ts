import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type AlarmFacts, createAlarmWatch, findAlarms } from "../../../services/roles/alarms.ts";
import { createLoggedLines, LEVEL } from "../../support/loggedLines.ts";

const MANUAL = readFileSync(join(import.meta.dirname, "../../../docs/operating.md"), "utf8");

const MINER = "0x0000000000000000000000000000000000005001";
const WELL: AlarmFacts = {
  loops: [{ loop: "mining", silentMs: 1_000, limitMs: 1_000 }],
  failedSlots: 4,
  l1HeadAgeSec: 30,
  miningClockSec: 150n,
  maxLagSec: 60n,
  miningTimeoutSec: 300n,
  mempool: { transactions: 90, maximum: 100 },
  mining: { workAgeSec: 120, checkpointAgeSec: 30, spacingSec: 10, top: { miner: MINER, share: 0.5 } },
};
const MINING = WELL.mining!;

const CASES: readonly [change: Partial<AlarmFacts>, level: "warn" | "error", message: string][] = [
  [{ loops: [{ loop: "mining", silentMs: 1_001, limitMs: 1_000 }] }, "error", "loop is stuck"],
  [{ failedSlots: 5 }, "error", "slots keep failing"],
  [{ l1HeadAgeSec: 30.1 }, "warn", "L1's newest block is old"],
  [{ miningClockSec: 151n }, "warn", "work will soon be overdue"],
  [{ mining: { ...MINING, workAgeSec: 121 } }, "warn", "nobody asks for work"],
  [{ mining: { ...MINING, checkpointAgeSec: 31 } }, "warn", "checkpoint is late"],
  [{ mining: { ...MINING, checkpointAgeSec: 61 } }, "error", "checkpoint is very late"],
  [
    { mining: { ...MINING, top: { miner: MINER, share: 0.51 } } },
    "warn",
    "one account makes most checkpoints",
  ],
  [{ mempool: { transactions: 91, maximum: 100 } }, "warn", "mempool is nearly full"],
];

describe("alarms", () => {
  it("are silent up to their limits, and about what is not known", () => {
    expect(findAlarms(WELL)).to.deep.equal([]);
    expect(findAlarms({ ...WELL, l1HeadAgeSec: undefined, miningClockSec: undefined })).to.deep.equal([]);
    const unknown = { workAgeSec: 0, checkpointAgeSec: undefined, spacingSec: 10, top: undefined };
    expect(findAlarms({ ...WELL, mining: unknown })).to.deep.equal([]);
  });

  for (const [change, level, message] of CASES) {
    it(`${message}: beyond its limit, with the numbers`, () => {
      const [alarm, ...others] = findAlarms({ ...WELL, ...change });
      expect(others).to.deep.equal([]);
      expect(alarm).to.include({ level, message });
      expect(Object.keys(alarm!.facts).length).to.be.greaterThan(0);
    });

    it(`${message}: is in the manual`, () => {
      expect(MANUAL).to.include(`| ${message} | ${level} |`);
    });
  }

  it("are logged when they begin and when they are over, and not in between", () => {
    const { log, lines } = createLoggedLines();
    let facts = WELL;
    const watch = createAlarmWatch(() => facts, log);
    const told = (): (string | number)[][] => lines.splice(0).map(({ level, msg }) => [level, msg]);
    watch();
    expect(told()).to.deep.equal([]);
    facts = { ...WELL, failedSlots: 5 };
    watch();
    expect(told()).to.deep.equal([[LEVEL.error, "slots keep failing"]]);
    facts = { ...WELL, failedSlots: 6, miningClockSec: 151n };
    watch();
    expect(told()).to.deep.equal([[LEVEL.warn, "work will soon be overdue"]]);
    facts = WELL;
    watch();
    expect(told()).to.deep.equal([
      [LEVEL.info, "alarm is over"],
      [LEVEL.info, "alarm is over"],
    ]);
  });

  it("of two loops are two", () => {
    const { log, lines } = createLoggedLines();
    const stuck = (loop: string) => ({ loop, silentMs: 2, limitMs: 1 });
    createAlarmWatch(() => ({ ...WELL, loops: [stuck("mining"), stuck("settlement")] }), log)();
    expect(lines.map(({ loop }) => loop)).to.deep.equal(["mining", "settlement"]);
  });
});
