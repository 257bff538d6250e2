import type { Address } from "viem";
import type { MiningService } from "../../mining/miningService.ts";
import type { Clock } from "../../ports.ts";

/** What the methods of the mining RPC use. */
export type MiningDeps = {
  readonly service: MiningService;
  readonly clock: Pick<Clock, "now">;
  /** Unix milliseconds at which the server came up */
  readonly startedAtMs: number;
  /** the account that `getauxblock` credits; without one it is refused */
  readonly defaultAddress?: Address;
  /** told of every call: a method we have or "unknown", and "ok" or the code of the error */
  readonly onCall?: (method: string, outcome: string) => void;
};
