/**
 * Miners, a sequencer and a ledger as a seeded simulation in steps of one template: what is found, what L1 accepts, what leads,
 * and what the mining clock does. Difficulty and credit are the protocol's own code; time, chance and people are made up.
 */
import * as CompactTarget from "../../services/protocol/bitcoin/compactTarget.ts";
import * as Clocks from "../../services/protocol/clocks.ts";
import {
  childBits,
  creditedWork,
  type Rules,
} from "../../services/protocol/superblock/checkpointDifficulty.ts";

export type Settings = {
  readonly spacingSec: number;
  readonly halfLifeSec: number;
  readonly minSpacingSec: number;
  readonly miningTimeoutSec: number;
  readonly revertDelaySec: number;
  /** one superblock a second */
  readonly maxUnmined: number;
  readonly batchEverySec: number;
  /** how long a template stays what it is, and the step of the simulation */
  readonly templateSec: number;
  /** mean time from a solution to its place on L1 */
  readonly relaySec: number;
};

/** Hash rate by time, in units of what keeps the schedule at the difficulty that a run begins with. */
export type Hashing = { readonly all: number; readonly verifying: number };

export type Scenario = {
  readonly settings: Settings;
  readonly durationSec: number;
  readonly hashing: (nowSec: number, drift: number) => Hashing;
  /** from when on the leader posts a batch that verifying miners do not mine over */
  readonly falseFromSec?: number;
  /** when the leader posts nothing */
  readonly silence?: { readonly fromSec: number; readonly toSec: number };
  /** uniform, 0 to 1 */
  readonly random: () => number;
};

type Batch = { readonly timestamp: number; readonly postedAtSec: number; readonly isFalse: boolean };
type Mined = {
  readonly parent: Mined | undefined;
  readonly height: number;
  readonly nBits: number;
  readonly creditedWork: bigint;
  readonly totalWork: bigint;
  readonly over: Batch;
  readonly acceptedAtSec: number;
};
type Found = {
  readonly parent: Mined;
  readonly over: Batch;
  readonly nBits: number;
  readonly arrivesAtSec: number;
};

export type Outcome = {
  /** from a batch's posting until work over it, or over a later one, leads */
  readonly toMinedSec: number[];
  /** between checkpoints on the leading chain */
  readonly gapsSec: number[];
  /** when each of them came to lead, since the beginning */
  readonly leadTimesSec: number[];
  accepted: number;
  orphaned: number;
  halts: number;
  haltedSec: number;
  /** while there was something to mine */
  atWorkSec: number;
  reverts: number;
  /** seconds from the false batch to its first work, or to its fall */
  falseMinedSec: number | undefined;
  falseFellSec: number | undefined;
};

/** How many times as much hash rate the run begins with as the easiest target needs. */
const HEADROOM = 4_096;
const ANCHOR_BITS = 0x1d00ffff;
const BEGINS_SEC = 1_000_000_000;
/** A template's difficulty is that of some seconds ago, so that L1's clock has reached it. */
const MARGIN_SEC = 15;
const KEPT_BATCHES = 2_000;

type Run = {
  readonly scenario: Scenario;
  readonly rules: Rules;
  readonly outcome: Outcome;
  nowSec: number;
  lead: Mined;
  batches: Batch[];
  found: Found[];
  sinceSec: number;
  isHalted: boolean;
};

export function simulate(scenario: Scenario): Outcome {
  const rules = rulesOf(scenario.settings);
  const genesis: Batch = { timestamp: BEGINS_SEC, postedAtSec: BEGINS_SEC, isFalse: false };
  const run: Run = {
    scenario,
    rules,
    outcome: newOutcome(),
    nowSec: BEGINS_SEC,
    lead: rootOf(rules, genesis),
    batches: [genesis],
    found: [],
    sinceSec: BEGINS_SEC,
    isHalted: false,
  };
  while (run.nowSec < BEGINS_SEC + scenario.durationSec) {
    takeWork(run);
    post(run, judge(run));
    search(run);
    run.nowSec += scenario.settings.templateSec;
  }
  return run.outcome;
}

/** What reaches L1 now. */
function takeWork(run: Run): void {
  const arrived = run.found.filter(({ arrivesAtSec }) => arrivesAtSec <= run.nowSec);
  if (arrived.length === 0) return;
  run.found = run.found.filter(({ arrivesAtSec }) => arrivesAtSec > run.nowSec);
  for (const one of arrived) {
    if (!run.batches.includes(one.over) || !run.batches.includes(one.parent.over)) continue;
    const made = acceptedOf(run.rules, one, run.nowSec);
    run.outcome.accepted++;
    if (made.totalWork > run.lead.totalWork) takeLead(run, made);
    else run.outcome.orphaned++;
  }
}

function takeLead(run: Run, made: Mined): void {
  const { outcome, scenario } = run;
  outcome.orphaned += overtaken(run.lead, made);
  recordLead(outcome, run.batches, run.lead, made);
  run.lead = made;
  run.sinceSec = Math.max(run.sinceSec, run.nowSec);
  if (made.over.isFalse) outcome.falseMinedSec ??= run.nowSec - BEGINS_SEC - scenario.falseFromSec!;
  if (run.batches.length > KEPT_BATCHES)
    run.batches = run.batches.filter(({ timestamp }) => timestamp >= made.over.timestamp - KEPT_BATCHES);
}

/** The mining clock's verdict: whether batches are refused, and whether what waits is taken back. */
function judge(run: Run): boolean {
  const { settings, falseFromSec } = run.scenario;
  const { outcome, lead, nowSec } = run;
  const head = run.batches.at(-1)!;
  const clock = BigInt(head === lead.over ? 0 : nowSec - run.sinceSec);
  const isRefusing =
    Clocks.isWorkOverdue(clock, BigInt(settings.miningTimeoutSec)) ||
    head.timestamp - lead.over.timestamp >= settings.maxUnmined;
  if (isRefusing) outcome.haltedSec += settings.templateSec;
  if (isRefusing && !run.isHalted) outcome.halts++;
  run.isHalted = isRefusing;
  if (!Clocks.isRevertDue(clock, BigInt(settings.revertDelaySec))) return isRefusing;
  outcome.reverts++;
  if (head.isFalse) outcome.falseFellSec ??= nowSec - BEGINS_SEC - falseFromSec!;
  run.batches = run.batches.slice(0, run.batches.indexOf(lead.over) + 1);
  run.sinceSec = nowSec;
  return false;
}

function post(run: Run, isRefusing: boolean): void {
  const { nowSec, outcome } = run;
  const { settings, silence, falseFromSec } = run.scenario;
  const at = nowSec - BEGINS_SEC;
  const isSilent = silence !== undefined && at >= silence.fromSec && at < silence.toSec;
  const head = run.batches.at(-1)!;
  if (isRefusing || isSilent || nowSec - head.postedAtSec < settings.batchEverySec) return;
  if (head === run.lead.over) run.sinceSec = nowSec;
  const isFalse = falseFromSec !== undefined && at >= falseFromSec && outcome.falseFellSec === undefined;
  run.batches.push({ timestamp: nowSec, postedAtSec: nowSec, isFalse });
}

/** Everybody on the lead, each over the newest batch that he takes to be true. */
function search(run: Run): void {
  const { lead, nowSec, rules, scenario } = run;
  const { settings, random } = scenario;
  const drift = nowSec - dueSec(rules, lead.height + 1);
  const { all, verifying } = scenario.hashing(nowSec - BEGINS_SEC, drift);
  const nBits = childBits(rules, lead, nowSec - MARGIN_SEC);
  const perSec = (hashesOf(ANCHOR_BITS) * HEADROOM) / settings.spacingSec / hashesOf(nBits);
  const isLate = nowSec >= lead.acceptedAtSec + settings.minSpacingSec;
  if (run.batches.at(-1)!.timestamp > lead.over.timestamp) run.outcome.atWorkSec += settings.templateSec;
  for (const { share, over } of [
    { share: all - verifying, over: run.batches.at(-1)! },
    { share: verifying, over: lastTrue(run.batches) },
  ]) {
    const afterSec = over.timestamp - lead.over.timestamp;
    if (share <= 0 || afterSec <= 0 || (afterSec < settings.minSpacingSec && !isLate)) continue;
    if (random() < Math.exp(-share * perSec * settings.templateSec)) continue;
    run.found.push({
      parent: lead,
      over,
      nBits,
      arrivesAtSec: nowSec - Math.log(1 - random()) * settings.relaySec,
    });
  }
}

const newOutcome = (): Outcome => ({
  toMinedSec: [],
  gapsSec: [],
  leadTimesSec: [],
  accepted: 0,
  orphaned: 0,
  halts: 0,
  haltedSec: 0,
  atWorkSec: 0,
  reverts: 0,
  falseMinedSec: undefined,
  falseFellSec: undefined,
});

/** The schedule is so far ahead that difficulty fits the hash rate. */
const rulesOf = ({ spacingSec, halfLifeSec }: Settings): Rules => ({
  anchorBits: ANCHOR_BITS,
  anchorTimeSec: BEGINS_SEC + halfLifeSec * Math.log2(HEADROOM),
  spacingSec,
  halfLifeSec,
  auxChainId: 1,
});

const dueSec = ({ anchorTimeSec, spacingSec }: Rules, height: number): number =>
  anchorTimeSec + spacingSec * height;

/** Hashes that a solution takes on average. */
const hashes = new Map<number, number>();
function hashesOf(nBits: number): number {
  const known = hashes.get(nBits) ?? Number(CompactTarget.work(CompactTarget.decode(nBits)));
  hashes.set(nBits, known);
  return known;
}

function rootOf(rules: Rules, over: Batch): Mined {
  const nBits = childBits(rules, { height: 0, nBits: ANCHOR_BITS }, BEGINS_SEC);
  return {
    parent: undefined,
    height: 0,
    nBits,
    creditedWork: CompactTarget.work(CompactTarget.decode(nBits)),
    totalWork: 0n,
    over,
    acceptedAtSec: BEGINS_SEC,
  };
}

function acceptedOf(rules: Rules, { parent, over, nBits }: Found, now: number): Mined {
  const credited = creditedWork(rules, parent.creditedWork, nBits);
  return {
    parent,
    height: parent.height + 1,
    nBits,
    creditedWork: credited,
    totalWork: parent.totalWork + credited,
    over,
    acceptedAtSec: now,
  };
}

const lastTrue = (batches: readonly Batch[]): Batch => batches.findLast(({ isFalse }) => !isFalse)!;

/** Checkpoints of the old leading chain that do not lead any more. */
function overtaken(old: Mined, next: Mined): number {
  let count = 0;
  let other: Mined | undefined = next;
  for (let c: Mined | undefined = old; c !== undefined; c = c.parent) {
    while (other !== undefined && other.height > c.height) other = other.parent;
    if (other === c) return count;
    count++;
  }
  return count;
}

function recordLead(outcome: Outcome, batches: readonly Batch[], before: Mined, lead: Mined): void {
  outcome.gapsSec.push(lead.acceptedAtSec - before.acceptedAtSec);
  outcome.leadTimesSec.push(lead.acceptedAtSec - BEGINS_SEC);
  for (let i = batches.length - 1; i >= 0 && batches[i]!.timestamp > before.over.timestamp; i--)
    if (batches[i]!.timestamp <= lead.over.timestamp)
      outcome.toMinedSec.push(lead.acceptedAtSec - batches[i]!.postedAtSec);
}
