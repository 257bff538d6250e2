import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createSuperblockSigner } from "../../../services/adapters/keys.ts";
import type { Deployment } from "../../../services/protocol/deployment.ts";
import { createSequencerFallback } from "../../../services/roles/sequencerFallback.ts";
import { createPool } from "../../../services/roles/sequencerPool.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import { fakeClock } from "../../support/fakeClock.ts";
import { createFakeL1 } from "../../support/fakeL1.ts";
import { createLockstepRollups, L1_CHAIN_ID, testAccount } from "../../support/lockstepRollups.ts";

const LEADER = testAccount(1);
const log = createLogger("silent");

describe("a sequencer's way back from fallback", () => {
  const open: (() => void)[] = [];
  afterEach(() => {
    for (const close of open.splice(0)) close();
  });

  async function arrange() {
    const rollups = await createLockstepRollups(2);
    const clock = fakeClock();
    const l1 = createFakeL1(rollups.head(), () => undefined);
    const folder = mkdtempSync(join(tmpdir(), "fallback-"));
    const recordPath = join(folder, "signed.jsonl");
    const signer = createSuperblockSigner({ account: LEADER, domain: rollups.domain, recordPath });
    open.push(() => {
      signer.close();
      rmSync(folder, { recursive: true });
    });
    const deployment = {
      l1ChainId: L1_CHAIN_ID,
      strict: false,
      limits: { originDepth: 1n, maxLagSec: 60n },
      mining: { auxChainId: 1 },
      addresses: {},
    } as unknown as Deployment;
    const works: never[] = [];
    const fallback = createSequencerFallback({
      ...{ ...rollups, deployment, l1, clock, signer, log },
      pool: createPool(rollups, testAccount(2).address, clock),
      producer: testAccount(2),
      sender: { address: LEADER.address, send: () => Promise.reject(new Error("nothing is sent")) },
      mining: () => ({ facts: () => ({ works, checkpoints: [] }) as never }),
      templateStableMs: 1000,
      announce: () => undefined,
    });
    l1.grow(5);
    l1.openFallback("fallback", rollups.head());
    return { rollups, l1, signer, fallback };
  }

  it("drafts nothing while the policy names another, or nobody", async () => {
    const { l1, fallback } = await arrange();
    await fallback.conduct.step();
    l1.leaderNow = testAccount(7).address;
    await fallback.conduct.step();
    expect(fallback.draftTip()).to.equal(undefined);
  });

  it("has a superblock mined on what stands once it leads, unsigned, and none when fallback is over", async () => {
    const { rollups, l1, signer, fallback } = await arrange();
    l1.leaderNow = LEADER.address;
    await fallback.conduct.step();
    expect(fallback.draftTip()?.number).to.equal(1n);
    expect(signer.last).to.equal(undefined);
    expect(rollups.store.head()!.superblock.number, "it is no part of the store").to.equal(0n);
    fallback.conduct.rest();
    expect(fallback.draftTip()).to.equal(undefined);
  });

  it("never offers a number again that it has signed in the term", async () => {
    const { rollups, l1, signer, fallback } = await arrange();
    l1.leaderNow = LEADER.address;
    const head = rollups.head().superblock;
    const { term } = l1.currentTerm;
    expect((await signer.sign({ ...head, term, number: 1n })).ok).to.equal(true);
    await fallback.conduct.step();
    expect(fallback.draftTip()).to.equal(undefined);
    l1.openFallback("another", rollups.head());
    await fallback.conduct.step();
    expect(fallback.draftTip()?.number).to.equal(1n);
  });
});
