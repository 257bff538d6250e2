/** A miner that builds in fallback: a node with a mempool, drafts of its own, and searchers that mine them. */
import { type LocalAccount, parseGwei } from "viem";
import { createL1Sender } from "../adapters/l1/l1Sender.ts";
import { openSendJournal } from "../adapters/l1/sending/sendJournal.ts";
import { createEngine } from "../execution/ethereumjs/engine.ts";
import { followHistory } from "../execution/history.ts";
import { followDesk } from "../mining/deskSource.ts";
import { startMiner } from "../mining/miner.ts";
import { endpointOf } from "../mining/rpcCaller.ts";
import { createOwnChain } from "../node/ownChain.ts";
import type { Clock, Engine, L1Sender, Store } from "../ports.ts";
import type { NodeConfig } from "../runtime/config.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import type { ProduceConfig } from "../runtime/produceConfig.ts";
import { runLoop } from "../runtime/runLoop.ts";
import { removeIncluded, returningTo } from "../sequencer/followedPool.ts";
import { createFallbackOpener } from "../settlement/fallbackOpener.ts";
import { createFallbackPoster } from "../settlement/fallbackPosting.ts";
import { openDrafts } from "./drafting.ts";
import { createFallbackProduction, type FallbackProduction } from "./fallbackProduction.ts";
import { type NodeBase, type NodeExtension, runNodeRole } from "./nodeRole.ts";
import type { Operations } from "./operations.ts";
import { readBalances, registerProducer } from "./producerMetrics.ts";
import { createPool } from "./sequencerPool.ts";
import { createSequencerSimulator } from "./sequencerSimulator.ts";

export type ProduceRoleOptions = {
  readonly config: ProduceConfig;
  /** of the node inside */
  readonly node: NodeConfig;
  /** builds on the rollups, posts on L1, and is credited for the work */
  readonly account: LocalAccount;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly progress: (line: string) => void;
};

const LOOK_MS = 500;
/** A step waits until L1 has taken a transaction, raising its fees on the way. */
const STEP_LIMIT_MS = 900_000;
const BALANCE_EVERY_MS = 30_000;

export async function runProduceRole(options: ProduceRoleOptions): Promise<void> {
  const { node, lifecycle, clock, log } = options;
  await runNodeRole({
    config: node,
    clock,
    log,
    lifecycle,
    print: () => undefined,
    progress: options.progress,
    extend: (base) => extend(options, base),
  });
}

/** Longer than a function should be: it only ties the parts together. */
async function extend(options: ProduceRoleOptions, base: NodeBase): Promise<NodeExtension> {
  const { account, clock, lifecycle, config } = options;
  const log = options.log.child({ module: "producer" });
  const { deployment } = base;
  const chain = createOwnChain(base.l1, { records: base.store.records, rules: deployment.mining });
  const pool = createPool(base, account.address, clock);
  const store = returningTo(pool, base.store, log);
  base.heads.subscribe((change) => removeIncluded(pool, change, store));
  const sender = senderOf(options, store);
  const engines = await ownEngines(base);
  const drafts = openDrafts(
    { ...base, engines, store, l1: chain.l1 },
    { account, pool, clock, log, stableMs: config.templateStableSec * 1000 },
  );
  const production = createFallbackProduction({
    chain,
    store,
    history: followHistory(store),
    drafts,
    post: createFallbackPoster({
      l1: chain.l1,
      ledger: base.l1,
      sender,
      draftOf: drafts.find,
      deployment,
    }),
    ...(config.open && {
      opener: createFallbackOpener({ l1: base.l1, sender, deployment, clock, log }),
    }),
    deployment,
    templateStableMs: config.templateStableSec * 1000,
    clock,
    log,
  });
  const startMining = () => mine(options, production);
  const simulator = await createSequencerSimulator(base, account, clock);
  return {
    role: "producer",
    l1: chain.l1,
    store,
    pool,
    simulator,
    onRefused: chain.refuse,
    facts: () => ({
      ...(production.refusal && { postingRefusal: { error: production.refusal, detail: "work waits" } }),
    }),
    register: (operations) => {
      run(options, { ...base, store }, production, operations);
      lifecycle.run("miner", startMining());
    },
  };
}

/** Drafts are built while the node derives, which may have a block open at any time. */
async function ownEngines({ engines, store }: NodeBase): Promise<readonly Engine[]> {
  const own: Engine[] = [];
  for (const { chainId } of engines)
    own.push(await createEngine({ chainId, readNode: (key) => store.stateNode(chainId, key) }));
  return own;
}

/** The loop, and what an operator sees of it. */
function run(
  { account, clock, log, lifecycle }: ProduceRoleOptions,
  base: NodeBase,
  production: FallbackProduction,
  { metrics, heartbeats }: Operations,
): void {
  let balances: ReadonlyMap<bigint, bigint> = new Map();
  registerProducer(metrics, { production, balances: () => balances });
  const { signal } = lifecycle;
  const loop = { clock, log, signal };
  const onStep = heartbeats.watch("producer", STEP_LIMIT_MS);
  const step = () => production.step(signal);
  lifecycle.run("producer", runLoop("producer", step, { ...loop, everyMs: LOOK_MS, onStep }));
  const look = async (): Promise<void> => {
    balances = await readBalances(base, account.address);
    const empty = [...balances].filter(([, wei]) => wei === 0n).map(([chainId]) => chainId);
    if (production.phase === "mining" && empty.length > 0)
      log.warn({ producer: account.address, chains: empty }, "producer has no ETH for gas on a rollup");
  };
  lifecycle.run("balances", runLoop("balances", look, { ...loop, everyMs: BALANCE_EVERY_MS }));
}

const senderOf = ({ config, account, clock, log }: ProduceRoleOptions, store: Store): L1Sender =>
  createL1Sender({
    url: config.l1Url,
    account,
    clock,
    log: log.child({ module: "l1" }),
    journal: openSendJournal(account.address, store),
    caps: { ...(config.maxFeeGwei !== undefined && { maxFeePerGas: parseGwei(String(config.maxFeeGwei)) }) },
  });

/** Searchers that take their work from the desk in this process; a Bitcoin node gets the same hashes. */
function mine(
  { config, account, clock, log, lifecycle }: ProduceRoleOptions,
  { desk }: Pick<FallbackProduction, "desk">,
): Promise<void> {
  const { bitcoin, payout, threads, form } = config;
  const { address } = account;
  const { signal } = lifecycle;
  const nobody = { user: "", password: "" };
  return startMiner({
    ...{ url: "this process", ...nobody, address, threads, form, clock, log, signal },
    follow: ({ onWork }) => followDesk({ desk, address, signal, onWork }),
    ...(bitcoin && payout ? { bitcoin: { ...endpointOf(bitcoin, nobody), payout } } : {}),
  }).done;
}
