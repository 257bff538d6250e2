/** Work for miners: one template per payout address, kept stable for a while, found again by its hash. */
import type { Address, Hex } from "viem";
import type { BatchTip } from "../protocol/batch/batch.ts";
import type { MiningRules } from "../protocol/deployment.ts";
import { type Checkpoint, id } from "../protocol/superblock/checkpoint.ts";
import { childBits } from "../protocol/superblock/checkpointDifficulty.ts";
import { leadOf, type MiningView } from "./miningView.ts";

export type Template = {
  /** of the checkpoint, wire order */
  readonly id: Hex;
  readonly checkpoint: Checkpoint;
  readonly tip: BatchTip;
  readonly height: number;
  readonly createdAtMs: number;
};

export type TemplateLimits = {
  /** a template is handed out unchanged for this long, unless the lead moves or its batch is sealed anew */
  readonly stableMs: number;
  /** work on a template is taken for this long after it was made */
  readonly lifetimeMs: number;
  /** the least recently used are forgotten above this */
  readonly maxTemplates: number;
};

/** Verifiers look at their own chain's time, which may be behind our clock. */
export const CLOCK_MARGIN_SEC = 15;

export interface TemplateBook {
  /** The present work for an account, or undefined while there is nothing to mine. */
  forMiner(miner: Address, view: MiningView, nowMs: number): Template | undefined;
  find(id: Hex, nowMs: number): Template | undefined;
  readonly size: number;
}

export function createTemplateBook(rules: MiningRules, limits: TemplateLimits): TemplateBook {
  // Both maps are ordered by last use, oldest first.
  const byId = new Map<Hex, Template>();
  const present = new Map<Hex, Template>();

  const touch = (key: Hex, template: Template): void => {
    byId.delete(template.id);
    byId.set(template.id, template);
    present.delete(key);
    present.set(key, template);
  };
  const trim = (nowMs: number): void => {
    for (const [key, template] of byId)
      if (nowMs - template.createdAtMs >= limits.lifetimeMs) byId.delete(key);
    for (const [key, template] of present) if (!byId.has(template.id)) present.delete(key);
    for (const key of byId.keys()) {
      if (byId.size <= limits.maxTemplates) break;
      byId.delete(key);
    }
    for (const [key, template] of present) if (!byId.has(template.id)) present.delete(key);
  };

  return {
    forMiner: (miner, view, nowMs) => {
      const key = miner.toLowerCase() as Hex;
      const last = present.get(key);
      const lead = leadOf(view);
      const stable =
        last !== undefined &&
        last.checkpoint.parentCheckpoint === lead.id &&
        view.tips.has(last.tip.superblock) &&
        nowMs - last.createdAtMs < limits.stableMs;
      const template = stable ? last : makeTemplate(rules, view, key, nowMs);
      if (template === undefined) return undefined;
      touch(key, template);
      trim(nowMs);
      return template;
    },
    find: (wanted, nowMs) => {
      trim(nowMs);
      return byId.get(wanted);
    },
    get size() {
      return byId.size;
    },
  };
}

/** The tip of the newest batch, sealed or posted, with the easiest target that verifiers take by now. */
export function makeTemplate(
  rules: MiningRules,
  view: MiningView,
  miner: Address,
  nowMs: number,
): Template | undefined {
  const { tip } = view;
  if (tip === undefined) return undefined;
  const lead = leadOf(view);
  const nowSec = Math.floor(nowMs / 1000) - CLOCK_MARGIN_SEC;
  const checkpoint: Checkpoint = {
    auxChainId: rules.auxChainId,
    nBits: childBits({ ...rules, anchorTimeSec: Number(rules.anchorTimeSec) }, lead, nowSec),
    parentCheckpoint: lead.id,
    superblock: tip.superblock,
    miner,
  };
  return { id: id(checkpoint), checkpoint, tip, height: lead.height + 1, createdAtMs: nowMs };
}
