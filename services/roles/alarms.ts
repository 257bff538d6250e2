/**
 * What a person should hear of before it stops the rollups, and what no part can say of itself. Halts and refusals
 * are logged by the part that meets them.
 */
import type { MiningHealth } from "../mining/miningHealth.ts";
import type { Clock } from "../ports.ts";
import { isStuck, type LoopReading } from "../runtime/heartbeats.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";

export type Alarm = {
  readonly level: "warn" | "error";
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
};

export type AlarmFacts = {
  readonly loops: readonly LoopReading[];
  readonly failedSlots?: number;
  /** undefined before L1's first answer */
  readonly l1HeadAgeSec: number | undefined;
  readonly miningClockSec: bigint | undefined;
  readonly maxLagSec: bigint;
  readonly miningTimeoutSec: bigint;
  readonly mining?: MiningHealth;
  readonly mempool?: { readonly transactions: number; readonly maximum: number };
};

/** Slots in a row; a single failure is made good by the next slot. */
const FAILED_SLOTS = 5;
const FULL_SHARE = 0.9;
/** Pools ask every few seconds, or wait for an answer. */
const WORK_AGE_SEC = 120;
/** Spacings without a checkpoint: one in 20 gaps is longer than 3 by chance, one in 400 longer than 6. */
const LATE_SPACINGS = 3;
const VERY_LATE_SPACINGS = 6;
const MAX_SHARE = 0.5;

/** The alarms that hold, in no special order. */
export function findAlarms(facts: AlarmFacts): readonly Alarm[] {
  const { failedSlots = 0, l1HeadAgeSec, miningClockSec, maxLagSec, miningTimeoutSec, mempool } = facts;
  const found: Alarm[] = facts.loops
    .filter(isStuck)
    .map((reading) => ({ level: "error", message: "loop is stuck", facts: reading }));
  const warn = (message: string, why: Alarm["facts"]): void =>
    void found.push({ level: "warn", message, facts: why });
  if (failedSlots >= FAILED_SLOTS)
    found.push({ level: "error", message: "slots keep failing", facts: { failedSlots } });
  if (l1HeadAgeSec !== undefined && l1HeadAgeSec > Number(maxLagSec) / 2)
    warn("L1's newest block is old", { l1HeadAgeSec, maxLagSec });
  if (miningClockSec !== undefined && miningClockSec * 2n > miningTimeoutSec)
    warn("work will soon be overdue", { miningClockSec, miningTimeoutSec });
  if (mempool !== undefined && mempool.transactions > mempool.maximum * FULL_SHARE)
    warn("mempool is nearly full", mempool);
  return facts.mining === undefined ? found : [...found, ...findMiningAlarms(facts.mining)];
}

/** The alarms about miners. */
function findMiningAlarms({ workAgeSec, checkpointAgeSec, spacingSec, top }: MiningHealth): readonly Alarm[] {
  const found: Alarm[] = [];
  if (workAgeSec > WORK_AGE_SEC)
    found.push({ level: "warn", message: "nobody asks for work", facts: { workAgeSec } });
  const spacings = (checkpointAgeSec ?? 0) / spacingSec;
  const late = { checkpointAgeSec, spacingSec };
  if (spacings > VERY_LATE_SPACINGS)
    found.push({ level: "error", message: "checkpoint is very late", facts: late });
  else if (spacings > LATE_SPACINGS)
    found.push({ level: "warn", message: "checkpoint is late", facts: late });
  if (top !== undefined && top.share > MAX_SHARE)
    found.push({ level: "warn", message: "one account makes most checkpoints", facts: top });
  return found;
}

const keyOf = ({ message, facts }: Alarm): string => `${message} ${facts.loop ?? ""}`;

/** Logs every alarm when it begins and when it is over; one that goes on is not repeated. */
export function createAlarmWatch(read: () => AlarmFacts, log: Logger): () => void {
  let before = new Map<string, Alarm>();
  return () => {
    const now = new Map(findAlarms(read()).map((alarm) => [keyOf(alarm), alarm]));
    for (const [key, { level, message, facts }] of now) if (!before.has(key)) log[level](facts, message);
    for (const [key, { message, facts }] of before)
      if (!now.has(key)) log.info({ was: message, loop: facts.loop }, "alarm is over");
    before = now;
  };
}

export const runAlarms = (
  watch: () => void,
  options: { readonly clock: Clock; readonly log: Logger; readonly signal: AbortSignal },
): Promise<void> => runLoop("alarms", async () => watch(), { ...options, everyMs: 5_000 });
