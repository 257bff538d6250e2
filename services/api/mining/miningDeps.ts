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
};
