/** A node: derives from L1 alone, prints or serves what it derived. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createL1Reader } from "../adapters/l1/l1Reader.ts";
import { createHeadFeed } from "../api/headFeed.ts";
import { createDerivation, type DerivationDeps } from "../node/derivation.ts";
import { deriveAll } from "../node/deriveAll.ts";
import { rememberSigned } from "../node/signedMemory.ts";
import type { Clock, HeadFeed, L1Reader, Store } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { NodeConfig } from "../runtime/config.ts";
import { readDeployment } from "../runtime/deploymentFile.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { openBlobParts } from "./blobParts.ts";
import { type FeedFollowing, openFeedFollowing } from "./feedFollowing.ts";
import { openNodeClaims } from "./nodeClaims.ts";
import { type NodeServiceOptions, serveNode } from "./nodeService.ts";
import { openRollupState, type RollupState } from "./rollupState.ts";
import { claimStateFolder } from "./stateFolder.ts";

export type NodeRoleOptions = {
  readonly config: NodeConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  /** one JSON line per derived block with `--once` */
  readonly print: (line: string) => void;
  /** a line about the progress, for a person */
  readonly progress: (line: string) => void;
  /** told once the parts stand, before the first look at L1 */
  readonly onRunning?: (node: RunningNode) => void;
  /** what a role that is more than a node adds; asked before anything is derived */
  readonly extend?: (parts: NodeBase) => Promise<NodeExtension>;
};

/** A node, for a program that runs one inside. */
export type RunningNode = Pick<FeedFollowing, "posted" | "misconduct" | "derivation"> & {
  readonly store: Store;
  readonly l1: L1Reader;
  readonly heads: HeadFeed;
  readonly deployment: Deployment;
};

/** What a node stands on. */
export type NodeBase = RollupState & {
  readonly l1: L1Reader;
  readonly heads: HeadFeed;
  readonly deployment: Deployment;
};

export type NodeExtension = Pick<NodeBase, "l1" | "store"> &
  Pick<DerivationDeps, "onRefused"> &
  Pick<NodeServiceOptions, "role" | "pool" | "simulator" | "facts" | "register">;

/** Derives; with `once` prints every block hash and returns, else follows L1 until the signal aborts. */
export async function runNodeRole(options: NodeRoleOptions): Promise<void> {
  const { config, clock, log, lifecycle } = options;
  const deployment = readDeployment(config.deployment);
  const opened = await openRollupState(deployment, nodeFolder(config, lifecycle), { ...lifecycle, log });
  const { reader: blobs } = openBlobParts({ ...config, deployment, lifecycle });
  const heads = createHeadFeed();
  const base: NodeBase = {
    ...opened,
    store: rememberSigned(opened.store),
    l1: createL1Reader({ url: config.l1Url, deployment, blobs }),
    heads,
    deployment,
  };
  const extension = await options.extend?.(base);
  const { l1, store } = extension ?? base;
  const state = { ...opened, store };
  let beat = (): void => undefined;
  const claims = openNodeClaims({ ...options, ...state, deployment, l1 });
  const derivation = createDerivation({
    ...state,
    l1,
    deployment,
    log,
    onProgress: ({ number, batchIndex, lastBatchIndex }) => {
      beat();
      options.progress(`batch ${batchIndex} of ${lastBatchIndex}, superblock ${number}`);
    },
    announce: heads.announce,
    ...(claims && { onFalse: claims.onFalse }),
    ...(extension?.onRefused && { onRefused: extension.onRefused }),
  });
  const following = openFeedFollowing({
    ...options,
    ...state,
    deployment,
    l1,
    derivation,
    announce: heads.announce,
    feeds: config.feed ?? [],
    evidenceDir: join(config.stateDir ?? join(tmpdir(), "lockstep-evidence"), "evidence"),
  });
  const parts = { ...state, deployment, l1, heads, following };
  if (!config.once) beat = await serveNode({ ...options, ...extension, ...parts });
  options.onRunning?.({ ...parts, ...following });
  if (!config.once) lifecycle.run("feeds", following.run(lifecycle.signal));
  if (!config.once) claims?.watch(following.equivocations);
  const outcome = await deriveAll(following.derivation, {
    once: config.once,
    clock,
    log,
    everyMs: 1000,
    signal: lifecycle.signal,
    onStep: () => beat(),
  });
  if (config.once && outcome.ok && outcome.withheld !== undefined)
    throw new ServiceError("data-withheld", outcome.withheld.detail);
  if (config.once && !outcome.ok)
    throw new ServiceError(
      "derivation-mismatch",
      `batch ${outcome.batchIndex} on L1 does not derive to its tip: ${describe(outcome.mismatch)}`,
    );
  if (config.once) printBlocks(state.store, deployment.rollups, options.print);
}

function nodeFolder({ stateDir }: NodeConfig, lifecycle: Lifecycle): string {
  if (stateDir !== undefined) {
    claimStateFolder(stateDir, false, lifecycle);
    return join(stateDir, "rollups");
  }
  const temporary = mkdtempSync(join(tmpdir(), "lockstep-node-"));
  lifecycle.onStop("temporary state", async () => rmSync(temporary, { recursive: true, force: true }));
  return temporary;
}

function printBlocks(
  store: Store,
  rollups: readonly { readonly chainId: bigint }[],
  print: (line: string) => void,
): void {
  const head = store.head()?.superblock.number ?? 0n;
  for (let number = 0n; number <= head; number++) {
    for (const { chainId } of rollups) {
      const hash = store.header(chainId, number)?.hash;
      const superblock = store.superblock(number)?.hash;
      print(JSON.stringify({ chainId: Number(chainId), number: Number(number), hash, superblock }));
    }
  }
}

const describe = (mismatch: unknown): string =>
  JSON.stringify(mismatch, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
