import type { Address } from "viem";
import type { MiningDesk } from "../../mining/miningDesk.ts";
import type { Clock } from "../../ports.ts";
import type { LongPolls } from "./longPoll.ts";

/** What the methods of the mining RPC use. */
export type MiningDeps = {
  readonly service: MiningDesk;
  readonly clock: Clock;
  /** Unix milliseconds at which the server came up */
  readonly startedAtMs: number;
  /** the account that `getauxblock` credits when the worker has none; without one it is refused */
  readonly defaultAddress?: Address;
  /** what the next checkpoint will be credited on all rollups together; nothing when absent */
  readonly nextCreditWei?: () => bigint;
  /** told of every call: a method we have or "unknown", and "ok" or the code of the error */
  readonly onCall?: (method: string, outcome: string) => void;
};

/** Who calls. */
export type Caller = {
  readonly worker: string;
  /** credited by `getauxblock` */
  readonly account?: Address;
  /** aborts when the client has gone away */
  readonly gone: AbortSignal;
  /** present over a WebSocket: tells of new work for an account. @returns false above the bound */
  readonly subscribe?: (miner: Address) => boolean;
};

export type CallDeps = MiningDeps & { readonly caller: Caller; readonly longPolls: LongPolls };
