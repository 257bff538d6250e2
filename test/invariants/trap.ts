/** The search for an exit from a state, by trying. */
import type { Scene } from "./attempt.ts";
import type { Broken } from "./checks.ts";
import { exits } from "./exits.ts";
import { count, type Tally } from "./tally.ts";

/** Whether nobody can make a call that moves on, now or after a wait. */
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

/** What comes of something after a wait; then it was never done. */
async function undone<T>(scene: Scene, wait: bigint, act: (later: Scene) => Promise<T>): Promise<T> {
  const { world } = scene;
  const mark = await world.mark();
  try {
    await world.pass(wait);
    return await act({ ...scene, model: { ...scene.model, nowSec: world.nowSec() } });
  } finally {
    await world.back(mark);
  }
}
