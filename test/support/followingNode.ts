/** A node over a live pair's L1 that follows what the test says on the feed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { signedBody } from "../../services/api/feed/feedFrames.ts";
import { createHeadFeed } from "../../services/api/headFeed.ts";
import { createDerivation, type DerivationDeps } from "../../services/node/derivation.ts";
import { rememberSigned } from "../../services/node/signedMemory.ts";
import type { FeedSource, HeadChange, L1Reader, Store } from "../../services/ports.ts";
import type { Deployment } from "../../services/protocol/deployment.ts";
import type { FeedMessage, FeedPosition, FeedSuperblock } from "../../services/protocol/feed/feedMessage.ts";
import {
  SUPERBLOCK_TYPES,
  type Superblock,
  typedDomain,
} from "../../services/protocol/superblock/superblock.ts";
import { openFeedFollowing } from "../../services/roles/feedFollowing.ts";
import type { Logger } from "../../services/runtime/logger.ts";
import { type LivePair, openRollups, person, quiet } from "./livePair.ts";

type Unnumbered<M> = M extends FeedMessage ? Omit<M, "sequence"> : never;
export type Said = Unnumbered<FeedMessage>;

export const domainOf = ({ l1ChainId, addresses }: Deployment) => ({ l1ChainId, inbox: addresses.inbox });

/** A feed on which a test says what it likes; every connection hears it from its beginning. */
export function createSpokenFeed(deployment: Deployment, url = "ws://spoken") {
  let script: readonly Said[] = [];
  const asked: FeedPosition[] = [];
  const source: FeedSource = {
    url,
    follow: async function* (from, signal) {
      asked.push(from);
      const hello: Said = {
        type: "hello",
        version: 1,
        ...domainOf(deployment),
        rollups: deployment.rollups.map(({ chainId }) => chainId),
        heartbeatMs: 1000,
        head: from,
      };
      let sequence = 0n;
      for (const said of [hello, ...script]) {
        if (signal.aborted) return;
        yield { ...said, sequence: sequence++ } as FeedMessage;
      }
      throw new Error("the line is cut");
    },
  };
  return {
    source,
    /** positions from which it was followed */
    asked,
    say: (...said: readonly Said[]) => {
      script = said;
    },
  };
}

/** A superblock of the pair as its feed tells it. */
export const told = (store: Store, number: bigint): Omit<FeedSuperblock, "sequence"> =>
  signedBody(store, number)!;

/** The same with something else in the superblock, signed by the leader all the same. */
export async function resigned(
  deployment: Deployment,
  message: Omit<FeedSuperblock, "sequence">,
  change: Partial<Superblock>,
  signer = person(1),
): Promise<Omit<FeedSuperblock, "sequence">> {
  const superblock = { ...message.superblock, ...change };
  const signature = await signer.signTypedData({
    domain: typedDomain(domainOf(deployment)),
    types: SUPERBLOCK_TYPES,
    primaryType: "Superblock",
    message: superblock,
  });
  return { ...message, superblock, signature };
}

export async function startFollowingNode(
  pair: LivePair,
  sources: readonly FeedSource[],
  options: {
    readonly l1?: L1Reader;
    readonly evidenceDir?: string;
    readonly log?: Logger;
    /** what becomes of a false batch, given what the node has to prove it with */
    readonly onFalse?: (source: Awaited<ReturnType<typeof openRollups>>) => DerivationDeps["onFalse"];
  } = {},
) {
  const { deployment } = pair;
  const l1 = options.l1 ?? pair.l1;
  const rollups = await openRollups(deployment);
  const store = rememberSigned(rollups.store);
  const heads = createHeadFeed();
  const changes: HeadChange[] = [];
  heads.subscribe((change) => changes.push(change));
  const temporary = mkdtempSync(join(tmpdir(), "lockstep-evidence-"));
  let opened = 0;
  const engines = rollups.engines.map((engine) => ({
    ...engine,
    open: (...args: Parameters<typeof engine.open>) => {
      opened++;
      return engine.open(...args);
    },
  }));
  const onFalse = options.onFalse?.({ store, engines });
  const log = options.log ?? quiet;
  const parts = { store, engines, l1, deployment, log, announce: heads.announce };
  const following = openFeedFollowing({
    ...parts,
    domain: domainOf(deployment),
    derivation: createDerivation({ ...parts, ...(onFalse && { onFalse }) }),
    feeds: [],
    sources,
    evidenceDir: options.evidenceDir ?? temporary,
    clock: systemClock,
    l1PatienceMs: 0,
  });
  const stop = new AbortController();
  return {
    store,
    engines,
    l1,
    heads,
    deployment,
    following,
    changes,
    /** blocks that the engines have opened so far */
    opened: () => opened,
    head: () => store.head()!,
    derive: () => following.derivation.step(stop.signal),
    /** Each feed once, to its end. */
    listen: () => following.listen(stop.signal),
    run: () => following.run(stop.signal),
    stop: () => {
      stop.abort();
      rmSync(temporary, { recursive: true });
    },
  };
}
