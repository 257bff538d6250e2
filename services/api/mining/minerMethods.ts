/** What pool operators ask for besides: why work was refused, what an account has done and is owed. */
import { type Address, isAddress } from "viem";
import type { CallDeps } from "./miningDeps.ts";
import { displayHash, hashFromDisplay, RpcError, type RpcMethod } from "./rpcMethod.ts";

export const lastAuxRejection: RpcMethod = {
  name: "lockstep_lastAuxRejection",
  summary: "why the last submission for a hash was not accepted; null if none was refused",
  params: ["hash"],
  required: 1,
  handle: ({ service }, [hash]) => {
    const rejection = service.submissions.lastRejection(hashFromDisplay(hash, "block hash"));
    if (rejection === undefined) return null;
    return { hash, reason: rejection.reason, time: seconds(rejection.atMs) };
  },
};

export const minerStats: RpcMethod = {
  name: "lockstep_getMinerStats",
  summary: "submissions of an account since the start, its checkpoints on L1 and on their way",
  params: ["address"],
  required: 1,
  handle: (deps, [address]) => stats(deps, accountFrom(address)),
};

export const subscribeWork: RpcMethod = {
  name: "lockstep_subscribeWork",
  summary:
    "over a WebSocket: new work for an address is sent as lockstep_work; the present work comes at once",
  params: ["address"],
  required: 1,
  handle: ({ caller }, [address]) => {
    const miner = accountFrom(address);
    if (caller.subscribe === undefined)
      throw new RpcError(-8, "only over a WebSocket; over HTTP use createauxblock with longpollid");
    if (!caller.subscribe(miner)) throw new RpcError(-8, "too many subscriptions on this connection");
    return true;
  },
};

const seconds = (ms: number): number => Math.floor(ms / 1000);

export function accountFrom(address: unknown): Address {
  if (typeof address !== "string" || !isAddress(address))
    throw new RpcError(-5, "Invalid coinbase payout address");
  return address;
}

function stats({ service, startedAtMs }: CallDeps, account: Address) {
  const { accepted, repeated, rejected, lastAcceptedAtMs, lastRejection } =
    service.submissions.ofAccount(account);
  const isOwn = ({ miner }: { readonly miner: string }) => miner.toLowerCase() === account.toLowerCase();
  const view = service.view();
  const chain = view?.chain.slice(1, view.recorded).filter(isOwn) ?? [];
  const waiting = service.waiting().filter(({ checkpoint }) => isOwn(checkpoint));
  return {
    address: account,
    since: seconds(startedAtMs),
    accepted,
    repeated,
    rejected,
    rejectedTotal: Object.values(rejected).reduce((sum, count) => sum + count, 0),
    lastAccepted: lastAcceptedAtMs === undefined ? null : seconds(lastAcceptedAtMs),
    lastRejection: lastRejection
      ? {
          hash: displayHash(lastRejection.id),
          reason: lastRejection.reason,
          time: seconds(lastRejection.atMs),
        }
      : null,
    /** of the leading chain on L1 */
    checkpoints: chain.map(({ id, height, acceptedAtSec, number }) => ({
      hash: displayHash(id),
      height,
      superblock: Number(number),
      time: Number(acceptedAtSec ?? 0n),
    })),
    waiting: waiting.map(({ id }) => displayHash(id)),
  };
}

export const MINER_METHODS: readonly RpcMethod[] = [lastAuxRejection, minerStats, subscribeWork];
