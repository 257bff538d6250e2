/** What the sequencer and the thread of its mining RPC tell each other. */
import type { Address, Hex } from "viem";
import type { AcceptedWork } from "../mining/acceptedWork.ts";
import type { FactsPatch } from "../mining/miningFacts.ts";
import type { MiningRules } from "../protocol/deployment.ts";
import type { LogLevel } from "../runtime/logger.ts";

/** Given at the start. Secrets do not survive the way between threads, so passwords go as they are. */
export type MiningRpcSetup = {
  readonly port: number;
  readonly journalPath: string;
  readonly user: string;
  readonly password: string;
  readonly workers: readonly {
    readonly name: string;
    readonly password: string;
    readonly account?: Address;
  }[];
  readonly defaultAddress?: Address;
  readonly stableMs?: number;
  readonly rules: MiningRules;
  readonly genesisSuperblock: Hex;
  readonly logLevel: LogLevel;
};

export type MiningRpcOrder =
  | { readonly type: "facts"; readonly patch: FactsPatch; readonly creditWei: bigint }
  /** the work is in the database */
  | { readonly type: "kept"; readonly id: Hex }
  | { readonly type: "stop" };

/** What was counted since the last time. */
export type Tally = {
  readonly calls: readonly { readonly method: string; readonly outcome: string; readonly count: number }[];
  readonly rejected: readonly { readonly reason: string; readonly count: number }[];
  /** Unix milliseconds at which somebody last asked for work */
  readonly workAtMs: number;
};

export type MiningRpcReport =
  | { readonly type: "serving"; readonly url: string }
  /** the port cannot be opened; one sentence for a person */
  | { readonly type: "usage"; readonly message: string }
  /** on disk in the thread's journal */
  | { readonly type: "accepted"; readonly work: AcceptedWork }
  /** at least once a second */
  | { readonly type: "tally"; readonly tally: Tally }
  /** a line of the logger */
  | { readonly type: "log"; readonly line: string };
