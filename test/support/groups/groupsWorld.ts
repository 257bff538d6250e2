/**
 * Three rollups in a folder, an L1 that the test dictates, and a sequencer over them that can be killed at any write
 * and started again. What was announced over all lives is kept here, as users and followers would remember it.
 */
import { join } from "node:path";
import type { Hex } from "viem";
import { createProducerKey, createSuperblockSigner } from "../../../services/adapters/keys.ts";
import { openStore } from "../../../services/adapters/store/lmdbStore.ts";
import { createEngine } from "../../../services/execution/ethereumjs/engine.ts";
import type { Genesis } from "../../../services/execution/genesis.ts";
import type {
  Clock,
  Engine,
  HeadChange,
  SignedSuperblock,
  SuperblockSigner,
} from "../../../services/ports.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../../services/sequencer/builderLimits.ts";
import { openFallen } from "../../../services/sequencer/fallen.ts";
import { Mempool } from "../../../services/sequencer/mempool.ts";
import { createSequencer } from "../../../services/sequencer/sequencerLoop.ts";
import { createFakeL1, type FakeL1 } from "../fakeL1.ts";
import { createTestGenesis, INBOX, L1_CHAIN_ID, producer, testAccount } from "../lockstepRollups.ts";
import { createFuse, mortalSigner, mortalStore } from "../reorg/mortal.ts";

const LEADER = testAccount(1);
const LIMITS = {
  slotMs: 1000,
  originDepth: 2n,
  miningTimeoutSec: 300n,
  maxUnminedSuperblocks: 2n ** 40n,
  maxLagSec: 60n,
};

/** Moves by itself when somebody sleeps, and a little with every look, so that slots have deadlines. */
export type WorkingClock = Clock & { msPerLook: number };

function workingClock(): WorkingClock {
  let now = 1_800_000_000_500;
  const clock: WorkingClock = {
    msPerLook: 0,
    now: () => {
      now += clock.msPerLook;
      return now;
    },
    sleep: async (ms) => {
      now += Math.max(0, ms);
    },
  };
  return clock;
}

/** A signature that left the signer, whether or not it was ever announced. */
export type Signed = { readonly term: Hex; readonly number: bigint; readonly signature: Hex };

export type GroupsWorld = {
  readonly folder: string;
  readonly genesis: Genesis;
  readonly chainIds: readonly bigint[];
  readonly l1: FakeL1;
  readonly clock: WorkingClock;
  /** in order, over all lives */
  readonly announced: SignedSuperblock[];
  readonly signed: Signed[];
};

export async function createGroupsWorld(folder: string): Promise<GroupsWorld> {
  const genesis = await createTestGenesis(3);
  return {
    folder,
    genesis,
    chainIds: genesis.rollups.map(({ chainId }) => chainId),
    l1: createFakeL1(genesis.signed, () => undefined),
    clock: workingClock(),
    announced: [],
    signed: [],
  };
}

export type GroupsLife = Awaited<ReturnType<typeof startLife>>;

/** A sequencer's process, from its folder. */
export async function startLife(world: GroupsWorld) {
  const { folder, genesis, chainIds, l1, clock } = world;
  const domain = { l1ChainId: L1_CHAIN_ID, inbox: INBOX };
  const real = openStore({ path: join(folder, "rollups"), chainIds });
  if (real.head() === undefined) real.append(genesis.signed, genesis.blocks, []);
  const engines: Engine[] = [];
  for (const chainId of chainIds)
    engines.push(await createEngine({ chainId, readNode: (key) => real.stateNode(chainId, key) }));
  const fuse = createFuse();
  const store = mortalStore(real, fuse);
  const engine = (chainId: bigint): Engine => engines.find((each) => each.chainId === chainId)!;
  const header = (chainId: bigint) => real.header(chainId, real.head()!.superblock.number)!;
  const log = createLogger("silent");
  const pool = new Mempool({
    clock,
    engines,
    producer: producer.address,
    senderState: (chainId, sender) => engine(chainId).account(header(chainId).stateRoot, sender),
  });
  const recordPath = join(folder, "signed.jsonl");
  const signer = createSuperblockSigner({ account: LEADER, domain, recordPath });
  const sequencer = createSequencer({
    engines,
    store,
    domain,
    fallen: openFallen(store),
    clock,
    log,
    l1,
    pool,
    signer: mortalSigner(noting(signer, world), fuse),
    builder: {
      key: createProducerKey(producer),
      l1ChainId: L1_CHAIN_ID,
      limits: DEFAULT_BUILDER_LIMITS,
      log,
    },
    limits: LIMITS,
    relays: async () => new Map(),
    announce: (change: HeadChange) => {
      if (change.kind !== "appended") throw new Error(`${change.kind} to ${change.to}`);
      world.announced.push(change.superblock);
    },
  });
  const stop = async (): Promise<void> => {
    signer.close();
    await real.close();
  };
  return { store: real, engines, engine, header, fuse, pool, sequencer, stop };
}

const noting = (signer: SuperblockSigner, world: GroupsWorld): SuperblockSigner => ({
  address: signer.address,
  sign: async (superblock) => {
    const outcome = await signer.sign(superblock);
    const { term, number } = superblock;
    if (outcome.ok) world.signed.push({ term, number, signature: outcome.signature });
    return outcome;
  },
});
