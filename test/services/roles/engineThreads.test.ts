import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openStore } from "../../../services/adapters/store/lmdbStore.ts";
import type { Engine } from "../../../services/ports.ts";
import { startThread } from "../../../services/roles/engineThreads.ts";
import { account, CHAIN_A, CHAINS, createTestChain, signed } from "../../support/rollupChain.ts";

describe("engine threads", function () {
  this.timeout(60_000);
  const path = mkdtempSync(join(tmpdir(), "engine-threads-"));
  const store = openStore({ path, chainIds: CHAINS });
  after(async () => {
    await store.close();
    rmSync(path, { recursive: true });
  });
  const BOB = account(9).address;

  it("build on what this thread has stored, stop when told, and say it when they die", async () => {
    const chain = await createTestChain({ store });
    const here = chain.engine(CHAIN_A);
    const threads = CHAINS.map((chainId) => startThread({ path, chainIds: CHAINS, chainId }));
    const engines = await Promise.all(threads.map(({ ready }) => ready));
    for (const engine of engines) (chain.engines as Map<bigint, Engine>).set(engine.chainId, engine);
    for (let nonce = 0; nonce < 3; nonce++)
      await chain.include(new Map([[CHAIN_A, [await signed({ nonce, to: BOB, value: 5n })]]]));
    const { stateRoot } = chain.header(CHAIN_A);
    expect((await here.account(stateRoot, BOB)).balance, "read here, written there").to.equal(15n);

    const open = await chain.open();
    await open.get(CHAIN_A)!.drop();
    await threads[0]!.stop();
    await threads[0]!.done;
    const [, killed] = threads;
    await killed!.kill();
    expect(await killed!.done.catch((error: { code: string }) => error.code)).to.equal("engine-thread");
    expect(
      await open
        .get(CHAINS[1])!
        .seal()
        .catch((error: { code: string }) => error.code),
    ).to.equal("engine-thread");
  });

  it("fail at their start with a name, when the folder holds other rollups: engine-thread", async () => {
    const folder = join(path, "others");
    await openStore({ path: folder, chainIds: [7n] }).close();
    const thread = startThread({ path: folder, chainIds: CHAINS, chainId: CHAIN_A });
    const failure = await thread.ready.catch((error: Error & { code: string }) => error);
    expect(failure).to.include({ code: "engine-thread" });
    expect((failure as Error).message).to.match(/thread of rollup 42101 failed: .*--deployment/);
  });
});
