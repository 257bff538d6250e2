/** The rollups' database and engines of one role, checked to belong to the deployment. */
import { openStore } from "../adapters/store/lmdbStore.ts";
import { createEngine } from "../execution/ethereumjs/engine.ts";
import { genesisOf } from "../execution/genesis.ts";
import type { Engine, Store } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { hashSuperblock, type SuperblockDomain } from "../protocol/superblock/superblock.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { UsageError } from "../runtime/serviceError.ts";

export type RollupState = {
  readonly store: Store;
  /** ascending by chain id */
  readonly engines: readonly Engine[];
  readonly domain: SuperblockDomain;
};

/** What stops the database, and is told when an earlier version's folder takes its time to be rewritten. */
export type RollupStateHost = Pick<Lifecycle, "onStop"> & { readonly log?: Pick<Logger, "info"> };

/** Opens the folder, writes genesis into an empty one, refuses another deployment's. */
export async function openRollupState(
  deployment: Deployment,
  path: string,
  { onStop, log }: RollupStateHost,
): Promise<RollupState> {
  const chainIds = deployment.rollups.map(({ chainId }) => chainId);
  const domain = { l1ChainId: deployment.l1ChainId, inbox: deployment.addresses.inbox };
  const onUpgrade = (done: number, of: number): void => log?.info({ done, of }, "state folder is upgraded");
  const store = openStore({ path, chainIds, onUpgrade });
  onStop("store", () => store.close());
  const genesis = store.superblock(0n);
  if (genesis === undefined) {
    const built = await genesisOf(deployment);
    store.append(built.signed, built.blocks, []);
    await store.flushed();
  } else if (genesis.hash !== hashSuperblock(deployment.genesisSuperblock, domain)) {
    throw new UsageError(
      `${path} holds the rollups of another deployment: give the --state folder or the --deployment file that belong together; a new deployment begins in an empty folder`,
    );
  }
  const engines: Engine[] = [];
  for (const chainId of chainIds)
    engines.push(await createEngine({ chainId, readNode: (key) => store.stateNode(chainId, key) }));
  return { store, engines, domain };
}
