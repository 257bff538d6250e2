/** Sequencer, poster, finaliser and term keeper over one state folder, stepped by the test, killed and started again. */
import { join } from "node:path";
import { createProducerKey, createSuperblockSigner } from "../../../services/adapters/keys.ts";
import { createL1Reader } from "../../../services/adapters/l1/l1Reader.ts";
import { createMiningRelay } from "../../../services/mining/miningRelay.ts";
import { oracleCalls } from "../../../services/roles/oracleCalls.ts";
import { requireCurrentState } from "../../../services/roles/requireCurrentState.ts";
import { openRollupState } from "../../../services/roles/rollupState.ts";
import { createPool } from "../../../services/roles/sequencerPool.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../../services/sequencer/builderLimits.ts";
import { openFallen } from "../../../services/sequencer/fallen.ts";
import type { RolledBackReport } from "../../../services/sequencer/realign.ts";
import { createSequencer } from "../../../services/sequencer/sequencerLoop.ts";
import { createTermKeeper } from "../../../services/sequencer/termKeeper.ts";
import { createSettlement } from "../../../services/settlement/settlementLoop.ts";
import { person, quiet } from "../livePair.ts";
import { createFuse, mortalSender, mortalSigner, mortalStore } from "./mortal.ts";
import type { ReorgingL1 } from "./reorgingL1.ts";

const LEADER = 1;
const PRODUCER = 2;
/** superblocks until a batch is due, in seconds */
const BATCH_EVERY_SEC = 5n;
const SETTLE_BLOCKS = 3n;

export type MortalSequencer = Awaited<ReturnType<typeof startMortalSequencer>>;

/**
 * Longer than a function should be: it is `startSequencerRole` without its servers, and as flat as that.
 */
export async function startMortalSequencer(
  network: ReorgingL1,
  stateDir: string,
  onRolledBack: (report: RolledBackReport) => void,
) {
  const { deployment, clock } = network;
  const fuse = createFuse();
  const stops: (() => Promise<void>)[] = [];
  const real = await openRollupState(deployment, join(stateDir, "rollups"), {
    onStop: (_, stop) => stops.push(stop),
  });
  const store = mortalStore(real.store, fuse);
  const state = { ...real, store };
  const l1 = createL1Reader({ url: network.url, deployment });
  const sender = mortalSender(network.senderOf(LEADER), fuse);
  const pool = createPool(state, deployment.producer, clock);
  const fallen = openFallen(store);
  const signer = createSuperblockSigner({
    account: person(LEADER),
    domain: state.domain,
    recordPath: join(stateDir, "signed.jsonl"),
  });
  const stop = async (): Promise<void> => {
    signer.close();
    for (const each of stops) await each();
  };
  await requireCurrentState({ stateDir, store, fallen, l1, signed: signer.last });
  const mining = createMiningRelay({
    clock,
    store,
    l1Reader: l1,
    l1Sender: sender,
    deployment,
    log: quiet,
  });
  const sequencer = createSequencer({
    ...state,
    clock,
    log: quiet,
    l1,
    pool,
    fallen,
    signer: mortalSigner(signer, fuse),
    builder: {
      key: createProducerKey(person(PRODUCER)),
      l1ChainId: deployment.l1ChainId,
      limits: DEFAULT_BUILDER_LIMITS,
      log: quiet,
    },
    limits: { slotMs: 1000, ...deployment.limits },
    relays: (head) => oracleCalls(state, { mining, funding: async () => 0n }, head),
    announce: () => undefined,
    onRolledBack,
  });
  const settlement = createSettlement({
    ...state,
    l1,
    sender,
    clock,
    log: quiet,
    deployment,
    limits: {
      maxSuperblocks: 120n,
      everySec: BATCH_EVERY_SEC,
      maxLagSec: deployment.limits.maxLagSec,
      maxDataBytes: 120_000,
    },
    everyMs: 500,
  });
  const keeper = createTermKeeper({
    l1,
    sender,
    store,
    deployment,
    halt: () => sequencer.halt,
    log: quiet,
    settleBlocks: SETTLE_BLOCKS,
  });
  return {
    fuse,
    store: real.store,
    engines: real.engines,
    pool,
    fallen,
    mining,
    sequencer,
    settlement,
    keeper,
    stop,
  };
}
