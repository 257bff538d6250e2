/** The sequencer's own loop with its keys, checks and limits, and the keeper of its terms. */
import { join } from "node:path";
import type { LocalAccount } from "viem/accounts";
import { createProducerKey, createSuperblockSigner } from "../adapters/keys.ts";
import type { MiningRelay } from "../mining/miningRelay.ts";
import type { Clock, L1Reader, L1Sender } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { DEFAULT_BUILDER_LIMITS } from "../sequencer/builderLimits.ts";
import { findDraft } from "../sequencer/draftKeeper.ts";
import { createSequencer, type Sequencer, type SequencerDeps } from "../sequencer/sequencerLoop.ts";
import { createTermKeeper } from "../sequencer/termKeeper.ts";
import type { Funding } from "./minerCredit.ts";
import { oracleCalls } from "./oracleCalls.ts";
import { requireCurrentState } from "./requireCurrentState.ts";
import type { RollupState } from "./rollupState.ts";
import type { SequencerOperations } from "./sequencerOperations.ts";

export type ConfiguredSequencerOptions = {
  readonly deployment: Deployment;
  readonly stateDir: string;
  readonly leader: LocalAccount;
  readonly producer: LocalAccount;
  readonly slotMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
};

export type LeaderSigner = ReturnType<typeof openLeaderSigner>;

/** The leader's key with the record of what it has signed. */
export function openLeaderSigner(
  { leader, stateDir, lifecycle }: Pick<ConfiguredSequencerOptions, "leader" | "stateDir" | "lifecycle">,
  domain: RollupState["domain"],
) {
  const recordPath = join(stateDir, "signed.jsonl");
  const signer = createSuperblockSigner({ account: leader, domain, recordPath });
  lifecycle.onStop("signer", async () => signer.close());
  return signer;
}

export async function createConfiguredSequencer(
  options: ConfiguredSequencerOptions,
  state: RollupState,
  parts: Required<
    Pick<
      SequencerDeps,
      "engines" | "l1" | "pool" | "fallen" | "fallback" | "announce" | "onSlot" | "onRolledBack"
    >
  > & {
    readonly signer: LeaderSigner;
    readonly mining: Pick<MiningRelay, "provenChain">;
    readonly funding: Funding;
  },
) {
  const { deployment, clock, log } = options;
  const { stateDir } = options;
  const { mining, funding, ...given } = parts;
  await requireCurrentState({
    ...{ stateDir, store: state.store, ...given },
    signed: given.signer.last,
    isDraft: (hash) => findDraft(state.store, hash) !== undefined,
  });
  const module = log.child({ module: "sequencer" });
  return createSequencer({
    ...state,
    ...given,
    clock,
    log: module,
    builder: {
      key: createProducerKey(options.producer),
      l1ChainId: deployment.l1ChainId,
      limits: DEFAULT_BUILDER_LIMITS,
      log: module,
    },
    limits: { slotMs: options.slotMs, roundMs: ROUND_MS, ...deployment.limits },
    relays: (at) => oracleCalls(state, { mining, funding }, at),
  });
}

/** Long enough for fees to decide who goes first, short enough that the last round does not delay a receipt. */
const ROUND_MS = 100;

/** L1 blocks after the loss of an origin before its term is given up. */
const SETTLE_BLOCKS = 3n;

/** Looks once a second whether the term in force can still be posted. */
export function runTermKeeper(
  { deployment, clock, log, lifecycle }: ConfiguredSequencerOptions,
  { observers, heartbeats }: Pick<SequencerOperations, "observers" | "heartbeats">,
  parts: Pick<RollupState, "store"> & {
    readonly l1: L1Reader;
    readonly sender: L1Sender;
    readonly sequencer: Pick<Sequencer, "halt">;
  },
): void {
  const module = log.child({ module: "sequencer" });
  const keeper = createTermKeeper({
    ...parts,
    deployment,
    halt: () => parts.sequencer.halt,
    log: module,
    settleBlocks: SETTLE_BLOCKS,
    onAbandoned: observers.onAbandoned,
  });
  // A step may wait until L1 has taken a transaction.
  const onStep = heartbeats.watch("terms", 900_000);
  const { signal } = lifecycle;
  lifecycle.run(
    "terms",
    runLoop("terms", () => keeper.step(signal), { clock, log: module, everyMs: 1000, signal, onStep }),
  );
}
