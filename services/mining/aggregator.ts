/** Asks several deployments for work, hands it out as one, and takes what was found to each. */
import type { Clock } from "../ports.ts";
import type { Logger } from "../runtime/logger.ts";
import { type Aggregate, aggregate, memberProofs } from "./aggregation.ts";
import { type AuxWork, createAuxClient } from "./auxClient.ts";
import { deliver } from "./delivery.ts";
import { type RpcEndpoint, RpcRefusal } from "./rpcCaller.ts";

export type AggregatorDeps = {
  /** mining RPCs; of two with one chain id the first is taken */
  readonly members: readonly RpcEndpoint[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
};

export type SubmissionReport =
  | {
      readonly ok: true;
      /** URLs of the deployments that took it */
      readonly accepted: readonly string[];
      readonly refused: readonly { readonly url: string; readonly reason: string }[];
    }
  | { readonly ok: false; readonly kind: "unknown-tree" }
  | { readonly ok: false; readonly kind: "undecodable" | "invalid"; readonly reason: string };

export interface Aggregator {
  readonly urls: readonly string[];
  /** The present work of all deployments for an account; undefined when none has any. */
  work(account: string): Promise<Aggregate | undefined>;
  submit(root: string, proofHex: string): Promise<SubmissionReport>;
}

/** A deployment that does not answer in this time is left out: the others must not wait for it. */
const MEMBER_TIMEOUT_MS = 2_000;
/** The least recently handed out are forgotten above this. */
const MAX_KEPT = 10_000;

export function createAggregator({ members, clock, log, signal }: AggregatorDeps): Aggregator {
  const clients = members.map(createAuxClient);
  const kept = new Map<string, Aggregate>();
  const silent = new Set<number>();

  const ask = async (chain: number, account: string): Promise<AuxWork | undefined> => {
    const { url } = members[chain]!;
    const until = AbortSignal.any([signal, AbortSignal.timeout(MEMBER_TIMEOUT_MS)]);
    try {
      const answer = await clients[chain]!.createAuxBlock(account, until);
      if (silent.delete(chain)) log.info({ url }, "deployment answers again");
      return answer.ok ? answer.work : undefined;
    } catch (err) {
      if (!silent.has(chain)) log.warn({ err, url }, "deployment does not answer: left out");
      silent.add(chain);
      return undefined;
    }
  };
  const hand = async (find: { chain: number; hash: string; auxPow: string }) => {
    const { chain, hash, auxPow } = find;
    const { url } = members[chain]!;
    try {
      const isAccepted = await clients[chain]!.submitAuxBlock(hash, auxPow, signal);
      log.info({ url, hash, accepted: isAccepted }, isAccepted ? "work accepted" : "work not accepted");
      return { url, reason: isAccepted ? undefined : "not accepted" };
    } catch (err) {
      if (err instanceof RpcRefusal) return { url, reason: err.message };
      const chains = clients.map(({ submitAuxBlock }) => ({
        submit: (id: string, proof: string) => submitAuxBlock(id, proof, signal),
      }));
      void deliver({ kind: "aux", ...find }, { chains, parent: undefined, clock, log, signal });
      return { url, reason: "does not answer, will be tried again" };
    }
  };

  return {
    urls: members.map(({ url }) => url),
    work: async (account) => {
      const answers = await Promise.all(members.map((_, chain) => ask(chain, account)));
      const offered = answers.flatMap((work, chain) => (work ? [[chain, work] as const] : []));
      const aggregated = aggregate(new Map(offered));
      if (aggregated === undefined) return undefined;
      kept.delete(aggregated.root);
      kept.set(aggregated.root, aggregated);
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
      return aggregated;
    },
    submit: async (root, proofHex) => {
      const aggregated = kept.get(root);
      if (aggregated === undefined) return { ok: false, kind: "unknown-tree" };
      const found = memberProofs(aggregated, proofHex);
      if (!found.ok)
        return { ok: false, kind: found.isUndecodable ? "undecodable" : "invalid", reason: found.reason };
      const answers = await Promise.all(found.proofs.map(hand));
      const accepted = answers.filter(({ reason }) => reason === undefined).map(({ url }) => url);
      const refused = answers.flatMap(({ url, reason }) => (reason === undefined ? [] : [{ url, reason }]));
      return { ok: true, accepted, refused };
    },
  };
}
