/**
 * A sequencer as the role wires it (mempool, builder, LMDB with flush, signer, RPC server), in a process of its own,
 * over an L1 that answers at once. Ends when its parent does.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hex, keccak256, parseEther, zeroHash } from "viem";
import { createSuperblockSigner } from "../../services/adapters/keys.ts";
import { openStore } from "../../services/adapters/store/lmdbStore.ts";
import { systemClock as clock } from "../../services/adapters/systemClock.ts";
import { createHeadFeed } from "../../services/api/headFeed.ts";
import { createRpcServer } from "../../services/api/rpcServer.ts";
import { MESSAGE_KIND } from "../../services/protocol/channels/channel.ts";
import { startEngineThreads } from "../../services/roles/engineThreads.ts";
import { createPool } from "../../services/roles/sequencerPool.ts";
import { createLifecycle } from "../../services/runtime/lifecycle.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../services/sequencer/builderLimits.ts";
import { openFallen } from "../../services/sequencer/fallen.ts";
import { createSequencer } from "../../services/sequencer/sequencerLoop.ts";
import { createFakeL1 } from "../../test/support/fakeL1.ts";
import {
  createLockstepRollups,
  L1_CHAIN_ID,
  producer,
  testAccount,
} from "../../test/support/lockstepRollups.ts";
import { funder } from "./load.ts";

const NEVER = 10n ** 12n;
/** A superblock of the devnet holds less, because it has to fit into one L1 transaction. */
const MAX_DATA_BYTES = 2_000_000;

const rollupCount = Number(process.argv[2]);
const inThreads = process.argv[3] === "threads";
const folder = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.once("disconnect", () => process.exit());

const log = createLogger("error");
const rollups = await createLockstepRollups(rollupCount, (chainIds) =>
  openStore({ path: join(folder, "rollups"), chainIds }),
);
const { store, engines, domain, chainIds } = rollups;
const l1 = createFakeL1(rollups.head(), () => undefined);
for (const chainId of chainIds) l1.post(deposit(chainId));
l1.grow(3);
const lifecycle = createLifecycle(log);
const building = inThreads
  ? await startEngineThreads({ path: join(folder, "rollups"), chainIds }, lifecycle)
  : engines;
const pool = createPool(rollups, producer.address, clock);
const heads = createHeadFeed();
const sequencer = createSequencer({
  engines: building,
  store,
  domain,
  fallen: openFallen(store),
  clock,
  log,
  l1,
  pool,
  signer: createSuperblockSigner({
    account: testAccount(1),
    domain,
    recordPath: join(folder, "signed.jsonl"),
  }),
  builder: {
    key: rollups.key,
    l1ChainId: L1_CHAIN_ID,
    limits: { ...DEFAULT_BUILDER_LIMITS, maxDataBytes: MAX_DATA_BYTES },
    log,
  },
  limits: {
    slotMs: 1000,
    roundMs: 100,
    originDepth: 1n,
    miningTimeoutSec: NEVER,
    maxUnminedSuperblocks: NEVER,
    maxLagSec: NEVER,
  },
  relays: async () => new Map(),
  announce: heads.announce,
});
const urls: string[] = [];
for (const engine of engines) {
  const server = createRpcServer({
    chainId: engine.chainId,
    engine,
    store,
    rankFeed: { subscribe: () => () => undefined },
    ranks: () => ({ soft: store.head()!.superblock.number, posted: 0n, mined: 0n, final: 0n }),
    heads,
    pool,
    clock,
    clientVersion: "Lockstep/bench",
    impediments: () => [],
    log,
  });
  urls.push(await server.listen({ host: "127.0.0.1", port: 0 }));
}
process.send!({ urls, chainIds: chainIds.map(Number) });
await sequencer.run(new AbortController().signal);

function deposit(dstChainId: bigint) {
  return {
    kind: MESSAGE_KIND.call,
    srcChainId: L1_CHAIN_ID,
    dstChainId,
    nonce: 0n,
    sender: funder.address,
    target: funder.address,
    value: parseEther("100000"),
    gasLimit: 100_000n,
    deadline: 1_900_000_000n,
    refundTo: funder.address,
    dataHash: keccak256("0x" as Hex),
    resultHash: zeroHash,
  };
}
