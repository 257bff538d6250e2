import { expect } from "chai";
import { createLifecycle } from "../../../services/runtime/lifecycle.ts";
import { createLoggedLines, LEVEL } from "../../support/loggedLines.ts";

const never = new Promise<never>(() => undefined);

describe("life cycle", () => {
  const arrange = (deadlineMs?: number) => {
    const { log, lines } = createLoggedLines();
    return { lifecycle: createLifecycle(log, deadlineMs), lines };
  };

  it("stops parts in reverse order, one after the other", async () => {
    const { lifecycle } = arrange();
    const events: string[] = [];
    for (const name of ["store", "engine", "rpc"])
      lifecycle.onStop(name, async () => {
        events.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        events.push(`${name} ends`);
      });
    await lifecycle.stop();
    expect(events).to.deep.equal(
      ["rpc", "engine", "store"].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it("aborts its signal before the first part is stopped", async () => {
    const { lifecycle } = arrange();
    expect(lifecycle.signal.aborted).to.equal(false);
    let aborted: boolean | undefined;
    lifecycle.onStop("part", async () => {
      aborted = lifecycle.signal.aborted;
    });
    await lifecycle.stop();
    expect(aborted).to.equal(true);
  });

  it("stops once, however often it is asked", async () => {
    const { lifecycle } = arrange();
    let stops = 0;
    lifecycle.onStop("part", async () => void stops++);
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    await lifecycle.stop(new Error("late"));
    expect(stops).to.equal(1);
    expect(await lifecycle.stopping).to.equal(undefined);
  });

  it("passes over a part that does not stop in time, and says so", async () => {
    const { lifecycle, lines } = arrange(10);
    let isStopped = false;
    lifecycle.onStop("first", async () => {
      isStopped = true;
    });
    lifecycle.onStop("hanging", () => never);
    await lifecycle.stop();
    expect(isStopped).to.equal(true);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ level: LEVEL.error, part: "hanging", deadlineMs: 10 });
  });

  for (const [how, stop] of [
    ["is rejected", () => Promise.reject(new Error("stuck"))],
    [
      "throws at once",
      () => {
        throw new Error("stuck");
      },
    ],
  ] as const)
    it(`goes on to the next when stopping a part ${how}, and says so once`, async () => {
      const { lifecycle, lines } = arrange();
      let isStopped = false;
      lifecycle.onStop("first", async () => {
        isStopped = true;
      });
      lifecycle.onStop("broken", stop);
      await lifecycle.stop();
      expect(isStopped).to.equal(true);
      expect(lines.map(({ level, part }) => [level, part])).to.deep.equal([[LEVEL.error, "broken"]]);
    });

  it("asks to stop with the error of a background part that fails", async () => {
    const { lifecycle, lines } = arrange();
    const failure = new Error("disk full");
    lifecycle.run("store", Promise.reject(failure));
    expect(await lifecycle.stopping).to.equal(failure);
    expect(lines.map(({ level, part }) => [level, part])).to.deep.equal([[LEVEL.error, "store"]]);
    await lifecycle.stop();
  });

  it("waits for a background part to end when it stops", async () => {
    const { lifecycle } = arrange();
    let isOver = false;
    lifecycle.run(
      "loop",
      new Promise((resolve) =>
        lifecycle.signal.addEventListener("abort", () =>
          setImmediate(() => {
            isOver = true;
            resolve();
          }),
        ),
      ),
    );
    await lifecycle.stop();
    expect(isOver).to.equal(true);
  });

  it("does not wait for a part that is only watched, but hears of its failure", async () => {
    const { lifecycle } = arrange();
    lifecycle.watch("L1", never);
    await lifecycle.stop();
    const other = arrange().lifecycle;
    other.watch("L1", Promise.reject(new Error("gone")));
    expect((await other.stopping)?.message).to.equal("gone");
  });

  it("takes no notice of failures once it is stopping", async () => {
    const { lifecycle, lines } = arrange();
    let fail: (err: Error) => void = () => undefined;
    lifecycle.run("loop", new Promise((_, reject) => (fail = reject)));
    const stopped = lifecycle.stop();
    fail(new Error("aborted"));
    await stopped;
    expect(await lifecycle.stopping).to.equal(undefined);
    expect(lines).to.deep.equal([]);
  });
});
