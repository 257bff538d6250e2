import { expect } from "chai";
import { bob } from "../support/l1/l1Fixture.ts";
import { createRandom } from "../support/random.ts";
import type { Attempt, Scene } from "./attempt.ts";
import { putIn, word } from "./bugs.ts";
import { honestJoining, openAttempt } from "./fallbackMoves.ts";
import { finalizeAttempt } from "./finalityMoves.ts";
import { modelAtGenesis } from "./genesis.ts";
import { headOf } from "./model.ts";
import { newTally } from "./tally.ts";
import { judge } from "./walk.ts";
import { openWorld } from "./world.ts";

async function later(scene: Scene, seconds: bigint): Promise<Scene> {
  await scene.world.pass(seconds);
  return { ...scene, model: { ...scene.model, nowSec: scene.world.nowSec() } };
}

async function act(scene: Scene, attempt: Attempt): Promise<Scene> {
  expect(await judge(scene, attempt, newTally())).equal("done");
  return { ...scene, model: attempt.after(scene.model) };
}

/** In fallback a branch of two has taken over whose first work is older than the challenge window. */
async function switched(): Promise<Scene> {
  const world = await openWorld();
  const { sequencerTimeoutSec, challengeWindowSec } = world.parameters.limits;
  const { minSpacingSec } = world.parameters.mining;
  const model = await modelAtGenesis(world);
  let scene: Scene = { world, model, random: createRandom(1), origin: await world.origin() };
  const base = headOf(model);
  scene = await later(scene, sequencerTimeoutSec + 1n);
  scene = await act(scene, openAttempt(scene, base, base));
  scene = await later(scene, minSpacingSec);
  scene = await act(scene, honestJoining(scene));
  const aside = { parent: base, account: bob, producer: bob, from: bob };
  scene = await act(scene, honestJoining(scene, aside));
  scene = await later(scene, challengeWindowSec);
  const parent = scene.model.aside[0]!;
  return await act(scene, honestJoining(scene, { parent }));
}

describe("invariants after a switch in fallback", () => {
  it("bite: a branch's window runs while nobody can accuse it", async () => {
    const scene = await switched();
    const { lead } = scene.model;
    const ripen = () => judge(scene, finalizeAttempt(scene, lead.parent!), newTally());
    expect(headOf(scene.model)).equal(lead.over);
    expect(await ripen()).equal("refused");
    await putIn(scene.world, {
      title: "no standing since",
      in: "fallback",
      functionName: "standsSinceSec",
      answer: [word(0n)],
    });
    expect(await ripen()).property("invariant", "finalize must be refused");
  });
});
