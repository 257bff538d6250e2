import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS, type Devnet, startDevnet } from "../../services/devnet.ts";
import { runLockstep } from "../../services/roles/childProcess.ts";
import { devnetSchema } from "../../services/runtime/config.ts";
import { createLifecycle, type Lifecycle } from "../../services/runtime/lifecycle.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { createStoryContext, type StoryContext } from "../../services/story/context.ts";
import { STORY_STEPS, type StoryMemory } from "../../services/story/story.ts";

describe("the story", function () {
  this.timeout(180_000);
  // A later step stands on the earlier ones.
  this.bail(true);
  const log = createLogger("silent");
  let folder: string;
  let lifecycle: Lifecycle;
  let net: Devnet;
  let context: StoryContext;
  const memory: StoryMemory = { reached: 0n };

  const start = async (): Promise<void> => {
    lifecycle = createLifecycle(log);
    const config = devnetSchema.parse({
      stateDir: join(folder, "state"),
      l1Port: 0,
      rpcPort: 0,
      miningPort: 0,
      opsPort: 0,
      feedPort: 0,
    });
    net = await startDevnet({ config, clock: systemClock, log, lifecycle, progress: () => undefined });
    context = createStoryContext({
      ...net,
      people: { alice: DEVELOPMENT_ACCOUNTS.alice, bob: DEVELOPMENT_ACCOUNTS.bob },
      clock: systemClock,
      signal: lifecycle.signal,
      progress: () => undefined,
      runNode: (args) => runLockstep(["node", ...args]),
    });
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "story-"));
  });
  after(async () => {
    await lifecycle?.stop();
    rmSync(folder, { recursive: true });
  });

  it("1. contracts on L1, rollups from genesis", async () => {
    await start();
    expect(net.isNew).to.equal(true);
    expect(await context.a.reader.getChainId()).to.equal(42101);
    expect(await context.b.reader.getChainId()).to.equal(42102);
  });

  for (const { number, title, run } of STORY_STEPS) {
    it(`${number}. ${title}`, async () => {
      const { facts } = await run(context, memory);
      expect(facts.length).to.be.greaterThan(0);
    });
  }

  it("goes on after a restart where it stopped", async () => {
    const before = await context.a.reader.getBlock();
    await lifecycle.stop();
    await start();
    expect(net.isNew).to.equal(false);
    const same = await context.a.reader.getBlock({ blockNumber: before.number });
    expect(same.hash).to.equal(before.hash);
    const [step] = STORY_STEPS;
    await step!.run(context, memory);
    expect(memory.reached > before.number).to.equal(true);
  });
});
