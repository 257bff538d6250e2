/** Random calls one after the other, each judged by the model, each state by the invariants. */
import type { Random } from "../support/random.ts";
import type { Attempt, Scene } from "./attempt.ts";
import { type Broken, brokenIn, type History, witnessed } from "./checks.ts";
import { modelAtGenesis } from "./genesis.ts";
import { finalOf, type Model } from "./model.ts";
import { CALM, MOODS, someMove, someWait } from "./moves.ts";
import { count, type Tally } from "./tally.ts";
import { trapped } from "./trap.ts";
import { payAttempt } from "./withdrawals.ts";
import type { World } from "./world.ts";

const MOOD_TURNS = 40;
export const PAID_THOUGH_FALLEN = "withdrawal of a batch that fell";

/** What is wrong with how a call ended, if something is. */
export async function judge(
  { world }: Scene,
  attempt: Attempt,
  tally: Tally,
): Promise<Broken | "done" | "refused"> {
  const mustSucceed = attempt.against.length === 0;
  const answer = await (mustSucceed ? world.send(attempt.call) : world.ask(attempt.call));
  tally.calls++;
  if (answer.ok && !mustSucceed)
    return { invariant: `${attempt.name} must be refused`, detail: `with ${attempt.against.join(" or ")}` };
  const foreseen = [...attempt.against, ...(attempt.tolerated ?? [])];
  if (!answer.ok && !foreseen.includes(answer.error))
    return {
      invariant: `${attempt.name} ${mustSucceed ? "must succeed" : `must be refused with ${attempt.against.join(" or ")}`}`,
      detail: `it ended with ${answer.error}`,
    };
  count(
    answer.ok ? tally.done : tally.refused,
    answer.ok ? attempt.name : `${attempt.name}: ${answer.error}`,
  );
  return answer.ok ? "done" : "refused";
}

/** Nobody is paid what only a batch has sent that fell. */
async function sweep(scene: Scene, tally: Tally): Promise<Broken | undefined> {
  const final = new Set(finalOf(scene.model).outbox.map(({ leaf }) => leaf));
  for (const batch of [...scene.model.fallen, ...scene.model.aside]) {
    const position = batch.outbox.length - 1;
    if (position < 0 || final.has(batch.outbox[position]!.leaf)) continue;
    const verdict = await judge(scene, payAttempt(scene, batch, position), tally);
    if (typeof verdict === "object") return verdict;
    if (verdict === "done") return { invariant: PAID_THOUGH_FALLEN, detail: `batch ${batch.batch.index}` };
    count(tally.refused, PAID_THOUGH_FALLEN);
  }
  return undefined;
}

export type Walk = { readonly model: Model; readonly history: History; readonly broken: Broken | undefined };

const ORIGIN_EVERY = 60;
/** No L1 block is older than a batch may look back to. */
export const START: Omit<History, "mayBeOutweighed"> = { finals: [], depositedWei: 0n };

/** `calls` calls from genesis on, or until something is wrong. */
export async function walk(world: World, random: Random, calls: number, tally: Tally): Promise<Walk> {
  let model = await modelAtGenesis(world);
  let history: History = { ...START, mayBeOutweighed: false };
  let origin = await world.origin();
  const end = tally.calls + calls;
  let mood = CALM;
  for (let turn = 0; tally.calls < end; turn++) {
    if (turn % ORIGIN_EVERY === 0) origin = await world.origin();
    if (turn % MOOD_TURNS === 0) mood = random.pick(MOODS);
    if (random.int(3) === 0) {
      await world.pass(someWait({ world, model, random, origin }, mood));
      model = { ...model, nowSec: world.nowSec() };
      count(tally.done, "time passes");
    }
    const scene: Scene = { world, model, random, origin };
    const attempt = someMove(scene, mood);
    if (attempt === undefined) continue;
    const verdict = await judge(scene, attempt, tally);
    if (typeof verdict === "object") return { model, history, broken: verdict };
    if (verdict === "refused") continue;
    const next = attempt.after(model);
    const seen = witnessed(history, model, next, model.nowSec, world);
    if ("invariant" in seen) return { model: next, history, broken: seen };
    [model, history] = [next, seen];
    tally.states++;
    const broken =
      brokenIn(await world.look(), model, history, world)[0] ?? (await trapped({ ...scene, model }, tally));
    if (broken !== undefined) return { model, history, broken };
  }
  return { model, history, broken: await sweep({ world, model, random, origin }, tally) };
}
