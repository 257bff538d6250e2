/** Who notices a lie: a node with a claim key, and a miner that commits to nothing its node has not executed. */
import { createL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createWorkVerifier } from "../../services/mining/verifyWork.ts";
import type { FeedSource, L1Reader } from "../../services/ports.ts";
import { objectionOf } from "../../services/roles/verifyingMiner.ts";
import { type ClaimResult, createClaimer } from "../../services/settlement/claims/claimer.ts";
import { startFollowingNode } from "./followingNode.ts";
import { type LivePair, person, quiet } from "./livePair.ts";
import { createLoggedLines, LEVEL } from "./loggedLines.ts";
import { startMiningSide } from "./miningPair.ts";

/** Sends claims and is paid for them. */
export const PROVER = person(9);
const MINER = person(8).address;
const noSignal = new AbortController().signal;

export const proverSender = (pair: LivePair) =>
  createL1Sender({ url: pair.url, account: PROVER, clock: systemClock, log: quiet });

export async function startWitness(
  pair: LivePair,
  options: {
    readonly sources?: readonly FeedSource[];
    /** with other places to look for blobs */
    readonly l1?: L1Reader;
    readonly evidenceDir?: string;
  } = {},
) {
  const { deployment } = pair;
  const { sources = [], ...rest } = options;
  const { log, lines } = createLoggedLines();
  const claims: ClaimResult[] = [];
  const node = await startFollowingNode(pair, sources, {
    ...rest,
    log,
    onFalse: (source) => {
      const claimer = createClaimer({ ...source, sender: proverSender(pair), deployment, log });
      return async (batch, signal) => claims.push(await claimer.claim(batch, signal));
    },
  });
  const side = await startMiningSide(pair);
  const verify = createWorkVerifier({
    node: { store: node.store, l1: node.l1, objection: () => objectionOf(node.following) },
    checkpointOf: side.checkpointOf,
    auxChainId: deployment.mining.auxChainId,
    miner: MINER,
    clock: systemClock,
    patienceMs: 0,
  });
  return {
    ...node,
    /** what came of every false batch, look by look */
    claims,
    /** what an operator reads: warnings and errors */
    warnings: () => lines.filter(({ level }) => level >= LEVEL.warn).map(({ msg }) => msg),
    /** What the miner says of the work that it is offered now. */
    minerSays: async (): Promise<string> => {
      await side.service.refresh();
      const verdict = await verify(await side.fetch(MINER), noSignal);
      return verdict.ok ? "taken up" : verdict.reason;
    },
    stop: async () => {
      node.stop();
      await side.stop();
      side.remove();
    },
  };
}
