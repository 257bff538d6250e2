/** The search for an exit from a state, by trying. */
import type { Scene } from "./attempt.ts";
import type { Broken } from "./checks.ts";
import { exits, outdo, outdone } from "./exits.ts";
import { headOf } from "./model.ts";
import { count, type Tally } from "./tally.ts";

/**
 * The one state without an exit that is known: no room, all mined, the newest work stale, and since the final batch every
 * checkpoint has all the credit that it may have. Counted, not hidden.
 */
export const NO_SLACK = "none: no room, stale, and every checkpoint at its cap";

function isFullAndStale({ model, world }: Scene): boolean {
  const { miningTimeoutSec, challengeWindowSec } = world.parameters.limits;
  const isFull = model.chain.length - model.finalIndex === Number(world.parameters.inbox.batchesKept);
  const isStale = model.lead.acceptedAtSec + miningTimeoutSec < model.nowSec + challengeWindowSec;
  return isFull && isStale && headOf(model) === model.lead.over;
}

/** Whether nobody can make a call that moves on: now, or after a wait, or with more work than there has been. */
export async function trapped(scene: Scene, tally: Tally): Promise<Broken | undefined> {
  const named: string[] = [];
  if (await leaves(scene, tally, "", named)) return undefined;
  const { minSpacingSec } = scene.world.parameters.mining;
  const { challengeWindowSec } = scene.world.parameters.limits;
  for (const [wait, after] of [
    [minSpacingSec, ", after minSpacing"],
    [challengeWindowSec, ", after the challenge window"],
  ] as const)
    if (await undone(scene, wait, (later) => leaves(later, tally, after, named))) return undefined;
  if (await undone(scene, 0n, (later) => outworks(later, tally, named))) return undefined;
  return { invariant: "no state without an exit", detail: named.join("; ") || "no call moves on" };
}

async function leaves(scene: Scene, tally: Tally, after: string, named: string[]): Promise<boolean> {
  for (const { name, attempt } of exits(scene)) {
    const answer = await scene.world.ask(attempt.call);
    if (answer.ok) {
      count(tally.exits, `${name}${after}`);
      return true;
    }
    named.push(`${name}${after} ended with ${answer.error}`);
  }
  return false;
}

/** Miners outwork what leads, and the newest work is fresh again. */
async function outworks(scene: Scene, tally: Tally, named: string[]): Promise<boolean> {
  const { world } = scene;
  let { model } = scene;
  const [first, ...rest] = outdone(scene);
  if (first === undefined) {
    if (!isFullAndStale(scene)) return false;
    count(tally.exits, NO_SLACK);
    return true;
  }
  let parent = first.parent!;
  for (const old of [first, ...rest]) {
    await world.pass(world.parameters.mining.minSpacingSec);
    model = { ...model, nowSec: world.nowSec() };
    const attempt = outdo({ ...scene, model }, parent, old);
    const answer = await world.send(attempt.call);
    if (!answer.ok) {
      named.push(`outworking ended with ${answer.error}`);
      return false;
    }
    model = attempt.after(model);
    parent = model.checkpoints.at(-1)!;
  }
  const { lead, minedAtSec } = await world.look();
  if (lead !== parent.id || minedAtSec !== model.nowSec) return false;
  count(tally.exits, "more work than leads");
  return true;
}

/** What comes of something after a wait; then it was never done. */
async function undone<T>(scene: Scene, wait: bigint, act: (later: Scene) => Promise<T>): Promise<T> {
  const { world } = scene;
  const mark = await world.mark();
  try {
    if (wait > 0n) await world.pass(wait);
    return await act({ ...scene, model: { ...scene.model, nowSec: world.nowSec() } });
  } finally {
    await world.back(mark);
  }
}
