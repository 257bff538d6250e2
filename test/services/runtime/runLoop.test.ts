import { expect } from "chai";
import type { Clock } from "../../../services/ports.ts";
import { runLoop } from "../../../services/runtime/runLoop.ts";
import { fakeClock } from "../../support/fakeClock.ts";
import { createLoggedLines, LEVEL } from "../../support/loggedLines.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("run loop", () => {
  /** A loop whose steps the test writes; `pauses` is how long it slept, in order. */
  function arrange(
    step: (n: number, signal: AbortSignal) => Promise<void>,
    limits: { everyMs: number; maxBackoffMs?: number },
  ) {
    const fake = fakeClock(0);
    const pauses: number[] = [];
    const clock: Clock = {
      now: fake.now,
      sleep: (ms, signal) => {
        pauses.push(ms);
        return fake.sleep(ms, signal);
      },
    };
    const controller = new AbortController();
    const { log, lines } = createLoggedLines();
    let steps = 0;
    const options = { clock, log, signal: controller.signal, ...limits };
    const ended = runLoop("poster", () => step(++steps, controller.signal), options);
    const pass = async (): Promise<void> => {
      await nextTurn();
      await fake.advance(pauses.at(-1) ?? 0);
    };
    return { ended, pauses, lines, pass, controller, advance: fake.advance, steps: () => steps };
  }

  it("tells of every step before it runs, of one that fails too", async () => {
    const clock = fakeClock(0);
    const controller = new AbortController();
    const told: string[] = [];
    const step = async (): Promise<void> => {
      told.push("step");
      throw new Error("broken");
    };
    const options = { clock, log: createLoggedLines().log, signal: controller.signal, everyMs: 500 };
    const ended = runLoop("poster", step, { ...options, onStep: () => told.push("told") });
    await nextTurn();
    await clock.advance(500);
    await nextTurn();
    expect(told).to.deep.equal(["told", "step", "told", "step"]);
    controller.abort();
    await ended;
  });

  it("runs a step at once and then one after each pause", async () => {
    const loop = arrange(async () => undefined, { everyMs: 500 });
    await nextTurn();
    expect(loop.steps()).to.equal(1);
    await loop.advance(499);
    expect(loop.steps()).to.equal(1);
    await loop.advance(1);
    expect(loop.steps()).to.equal(2);
    loop.controller.abort();
    await loop.ended;
  });

  it("never overlaps itself, however long a step takes", async () => {
    let release: () => void = () => undefined;
    const loop = arrange(() => new Promise((resolve) => (release = resolve)), { everyMs: 10 });
    for (let i = 0; i < 20; i++) await loop.advance(10);
    expect(loop.steps()).to.equal(1);
    release();
    await nextTurn();
    await loop.advance(10);
    expect(loop.steps()).to.equal(2);
    loop.controller.abort();
    release();
    await loop.ended;
  });

  it("doubles its pause with every failure up to the longest, and begins anew after a success", async () => {
    const loop = arrange(
      async (n) => {
        if (n !== 6) throw new Error("no answer");
      },
      { everyMs: 400, maxBackoffMs: 3000 },
    );
    for (let i = 0; i < 8; i++) await loop.pass();
    expect(loop.pauses.slice(0, 8)).to.deep.equal([400, 800, 1600, 3000, 3000, 400, 400, 800]);
    expect(
      loop.lines.slice(0, 2).map(({ level, loop: name, failures }) => [level, name, failures]),
    ).to.deep.equal([
      [LEVEL.warn, "poster", 1],
      [LEVEL.warn, "poster", 2],
    ]);
    loop.controller.abort();
    await loop.ended;
  });

  it("does not hammer after a failure, even with hardly a pause between steps", async () => {
    const loop = arrange(
      async () => {
        throw new Error("no answer");
      },
      { everyMs: 1 },
    );
    await nextTurn();
    expect(loop.pauses).to.deep.equal([250]);
    loop.controller.abort();
    await loop.ended;
  });

  it("ends in the middle of a pause when aborted", async () => {
    const loop = arrange(async () => undefined, { everyMs: 60_000 });
    await nextTurn();
    loop.controller.abort();
    await loop.ended;
    expect(loop.steps()).to.equal(1);
  });

  it("ends without a word when the abort makes a step fail", async () => {
    const loop = arrange(
      (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new Error("aborted"))),
        ),
      { everyMs: 10 },
    );
    await nextTurn();
    loop.controller.abort();
    await loop.ended;
    expect(loop.lines).to.deep.equal([]);
  });

  it("does nothing when it is aborted before it begins", async () => {
    const { log } = createLoggedLines();
    let steps = 0;
    const step = async (): Promise<void> => void steps++;
    await runLoop("late", step, { clock: fakeClock(), log, signal: AbortSignal.abort(), everyMs: 1 });
    expect(steps).to.equal(0);
  });
});
