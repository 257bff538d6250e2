import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openJsonJournal } from "../../../services/adapters/jsonJournal.ts";
import { systemClock } from "../../../services/adapters/systemClock.ts";
import type { AcceptedWork } from "../../../services/mining/acceptedWork.ts";
import type { Deployment } from "../../../services/protocol/deployment.ts";
import { createMiningSide } from "../../../services/roles/sequencerMining.ts";
import { createLifecycle } from "../../../services/runtime/lifecycle.ts";
import { createLogger, Secret } from "../../../services/runtime/logger.ts";
import { createMemoryStore } from "../../support/memoryStore.ts";
import { MINER_A, miningDeployment, word } from "../../support/miningFixture.ts";

const log = createLogger("silent");

describe("the mining side of a sequencer", function () {
  this.timeout(60_000);

  it("takes over what the thread had accepted when the process was killed", async () => {
    const stateDir = await mkdtemp(join(tmpdir(), "lockstep-mining-side-"));
    const lifecycle = createLifecycle(log);
    const work: AcceptedWork = {
      id: word(5),
      checkpoint: {
        auxChainId: 7251,
        nBits: 1,
        parentCheckpoint: word(0),
        superblock: word(9),
        miner: MINER_A,
      },
      tip: { superblock: word(9), number: 1n, timestamp: 1n },
      auxPow: word(1),
      foundAtMs: systemClock.now(),
    };
    mkdirSync(join(stateDir, "mining"));
    const journal = await openJsonJournal<AcceptedWork>(join(stateDir, "mining", "accepted.jsonl"));
    await journal.append(work);
    await journal.close();

    const store = createMemoryStore([]);
    const silent = () => Promise.reject(new Error("L1 does not answer"));
    const side = createMiningSide(
      {
        stateDir,
        miningPort: 0,
        miningUser: "pool",
        miningPassword: new Secret("secret"),
        deployment: { ...miningDeployment(), producer: MINER_A } as unknown as Deployment,
        clock: systemClock,
        log,
        lifecycle,
      },
      {
        store,
        engines: [],
        l1: { head: silent } as never,
        sender: { address: MINER_A, send: silent },
        settlement: { posting: { phase: "watching" } },
        plannerLimits: { maxSuperblocks: 1n, everySec: 1n, maxLagSec: 60n },
        observers: { onMiningTally: () => undefined },
        wakePoster: () => undefined,
      },
    );
    try {
      expect(side.waiting()).to.deep.equal([]);
      await side.start({ watch: () => () => undefined }, () => undefined);
      expect(side.waiting()).to.deep.equal([work]);
      expect(store.records.list("mining/work/").map(({ value }) => value)).to.deep.equal([work]);
    } finally {
      await lifecycle.stop();
      await rm(stateDir, { recursive: true });
    }
  });
});
