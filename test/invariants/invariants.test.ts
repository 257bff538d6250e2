import { expect } from "chai";

import { createRandom } from "../support/random.ts";
import type { Attempt, Scene } from "./attempt.ts";
import { BUGS, FALLBACK_BUGS, NO_BUG, putIn, word } from "./bugs.ts";
import { type Broken, INVARIANTS } from "./checks.ts";
import { lieClaim } from "./claimMoves.ts";
import { HONEST, rootOf } from "./drafts.ts";
import { honestJoining, openAttempt } from "./fallbackMoves.ts";
import { isFull } from "./finalityMoves.ts";
import { modelAtGenesis } from "./genesis.ts";
import { honestMining } from "./miningMoves.ts";
import { headOf } from "./model.ts";
import { allSent, postAttempt } from "./postings.ts";
import { newTally, type Tally } from "./tally.ts";
import { trapped } from "./trap.ts";
import { judge, PAID_THOUGH_FALLEN, walk } from "./walk.ts";
import { walks } from "./walks.ts";
import { payAttempt } from "./withdrawals.ts";
import { openWorld, type World } from "./world.ts";

const SEED = 20260501;
const CALLS = 2_000;
/** A bug is met in one of so many walks. */
const BUG_CALLS = 800;
const BUG_WALKS = 10;
const OFTEN = [
  "post",
  "mine",
  "finalize",
  "withdraw",
  "deposit",
  "claimEquivocation",
  "stake",
  "time passes",
];
const NOW_AND_THEN = [
  "claimHeader",
  "claimChannel",
  "revertUnmined",
  "abandonTerm",
  "mine again",
  "open without a leader",
  "open for silence",
  "postFallback",
  "postFallback aside",
  "postFallback that overtakes",
  "return of the leader",
];

const times = (counts: ReadonlyMap<string, number>, name: string): number => counts.get(name) ?? 0;

/** A run that met nothing has shown nothing. */
function requireVariety({ done, refused, exits, states }: Tally): void {
  expect(
    OFTEN.filter((name) => times(done, name) < 10),
    `${[...done]}`,
  ).deep.equal([]);
  expect(
    NOW_AND_THEN.filter((name) => times(done, name) < 1),
    `${[...done]}`,
  ).deep.equal([]);
  expect(refused.size, "kinds of refusals").greaterThan(35);
  expect(times(refused, PAID_THOUGH_FALLEN)).greaterThan(5);
  expect(
    [...exits.values()].reduce((sum, n) => sum + n, 0),
    "states with an exit",
  ).equal(states);
}

async function firstBroken(world: World): Promise<Broken | undefined> {
  const tally = newTally();
  let mark = await world.mark();
  for (let i = 0; i < BUG_WALKS; i++) {
    const { broken } = await walk(world, createRandom(SEED + i), BUG_CALLS, tally);
    if (broken !== undefined) return broken;
    await world.back(mark);
    mark = await world.mark();
  }
  return undefined;
}

const sceneAt = async (world: World): Promise<Scene> => ({
  world,
  model: await modelAtGenesis(world),
  random: createRandom(SEED),
  origin: await world.origin(),
});

async function act(scene: Scene, attempt: Attempt): Promise<Scene> {
  expect(await judge(scene, attempt, newTally())).equal("done");
  return { ...scene, model: attempt.after(scene.model) };
}

const honestly = (scene: Scene) => ({ ...HONEST, consumed: allSent(scene.model) });

describe(`invariants of the contracts on L1 (seed ${SEED})`, function () {
  this.timeout(240_000);

  it(`hold in ${CALLS} random calls`, async () => {
    const tally = newTally();
    expect(await walks({ seed: SEED, calls: CALLS, tally })).equal(undefined);
    expect(INVARIANTS.length).equal(18);
    requireVariety(tally);
  });

  it("do not see bugs where there are none", async () => {
    const world = await openWorld();
    await putIn(world, NO_BUG);
    const tally = newTally();
    expect((await walk(world, createRandom(SEED), BUG_CALLS, tally)).broken).equal(undefined);
    expect(tally.states).greaterThan(100);
  });

  for (const bug of [...BUGS, ...FALLBACK_BUGS])
    it(`bite: ${bug.title}`, async () => {
      const world = await openWorld();
      await putIn(world, bug);
      const broken = await firstBroken(world);
      expect(broken && `${broken.invariant}: ${broken.detail}`).match(bug.breaks);
    });

  it("bite: an outbox that is not final pays what a batch has sent that fell", async () => {
    const world = await openWorld();
    const start = await sceneAt(world);
    const scene = await act(
      start,
      postAttempt(start, { ...honestly(start), withdraws: true, lie: "header" }),
    );
    const fallen = scene.model.chain[1]!;
    const after = await act(scene, lieClaim(scene)!);
    expect(await judge(after, payAttempt(after, fallen, 0), newTally())).equal("refused");
    const answer = [word(1n), rootOf(fallen.outboxTree)];
    await putIn(world, { title: "not final", in: "settlement", functionName: "finalOutbox", answer });
    await world.fixture.chain.test.setBalance({
      address: world.fixture.contracts.portal.address,
      value: 10n ** 18n,
    });
    expect(await judge(after, payAttempt(after, fallen, 0), newTally()))
      .property("invariant")
      .match(/withdraw/);
  });

  for (const mode of ["the leader", "miners"] as const)
    it(`no room, all mined and the work stale, where ${mode} build: something can be final all the same`, async () => {
      const world = await openWorld((p) => ({ ...p, inbox: { ...p.inbox, batchesKept: 3n } }));
      let scene = await sceneAt(world);
      const later = async (seconds: bigint): Promise<void> => {
        await world.pass(seconds);
        scene = { ...scene, model: { ...scene.model, nowSec: world.nowSec() } };
      };
      const { minSpacingSec } = world.parameters.mining;
      if (mode === "miners") {
        await later(world.parameters.limits.sequencerTimeoutSec + 1n);
        scene = await act(scene, openAttempt(scene, headOf(scene.model), headOf(scene.model)));
      }
      for (let i = 0; i < 2; i++) {
        await later(minSpacingSec);
        if (mode === "miners") scene = await act(scene, honestJoining(scene));
        else {
          scene = await act(scene, postAttempt(scene, honestly(scene)));
          scene = await act(scene, honestMining(scene));
        }
      }
      await later(world.parameters.limits.miningTimeoutSec + 1n);
      expect(isFull(scene)).equal(true);
      const tally = newTally();
      expect(await trapped(scene, tally)).equal(undefined);
      expect([...tally.exits]).deep.equal([["finalize", 1]]);
      await putIn(world, {
        title: "refuses",
        answer: undefined,
        in: "settlement",
        functionName: "finalize",
      });
      await later(0n);
      expect(await trapped(scene, tally)).property("invariant", "no state without an exit");
    });

  it("bite: a state that nobody can leave, no work being possible and nothing taken back", async () => {
    const world = await openWorld();
    const start = await sceneAt(world);
    const posted = await act(start, postAttempt(start, honestly(start)));
    await world.pass(world.parameters.limits.revertDelaySec + 1n);
    const scene = { ...posted, model: { ...posted.model, nowSec: world.nowSec() } };
    const tally = newTally();
    expect(await trapped(scene, tally)).equal(undefined);
    expect([...tally.exits]).deep.equal([["mine", 1]]);
    const refuses = { title: "refuses", answer: undefined } as const;
    await putIn(world, { ...refuses, in: "ledger", functionName: "submitCheckpoint" });
    const later = { ...scene, model: { ...scene.model, nowSec: world.nowSec() } };
    expect(await trapped(later, tally)).equal(undefined);
    expect([...tally.exits.keys()]).deep.equal(["mine", "revertUnmined"]);
    await putIn(world, { ...refuses, in: "settlement", functionName: "revertUnmined" });
    expect(await trapped(later, tally))
      .property("invariant")
      .equal("no state without an exit");
  });
});
