/**
 * A sequencer, its poster and a node over an L1 that goes back at random, each killed at random writes: who ends
 * where, and what must be equal then. The seed decides everything but the contracts' addresses and L1's first time.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { minedBlockOracleAbi } from "../../../services/abi/index.ts";
import { createL1Reader } from "../../../services/adapters/l1/l1Reader.ts";
import { createDerivation, type DerivationOutcome } from "../../../services/node/derivation.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { openRollupState } from "../../../services/roles/rollupState.ts";
import { importChains } from "../chainImport.ts";
import { openRollups, person, quiet } from "../livePair.ts";
import { createRandom, type Random } from "../random.ts";
import { signedTransfer } from "./load.ts";
import { createFuse, Killed, mortalStore } from "./mortal.ts";
import { type MortalSequencer, startMortalSequencer } from "./mortalSequencer.ts";
import { type ReorgingL1, startReorgingL1 } from "./reorgingL1.ts";

export type ReorgRunOptions = {
  readonly seed: number;
  /** ends after so many batches were posted, those that fell again included */
  readonly batches: number;
  /** deepest reorganisation, L1 blocks */
  readonly maxDepth: number;
  readonly stateDir: string;
  /** one line for a person */
  readonly say?: (line: string) => void;
};

export type ReorgReport = {
  readonly slots: number;
  readonly posted: number;
  readonly standing: number;
  readonly reorganisations: number;
  readonly deepest: number;
  readonly inboxRollbacks: number;
  readonly terms: number;
  readonly kills: number;
  readonly rolledBack: number;
  readonly restored: number;
  readonly transactions: number;
  /** superblock that the oracles of all rollups know to be mined */
  readonly relayed: number;
  /** blocks that the second implementation took */
  readonly imported: number;
};

type Counts = { -readonly [K in keyof ReorgReport]: ReorgReport[K] };

const USERS = [4, 5, 6] as const;
const noSignal = new AbortController().signal;

/** Percent of the slots in which each happens. */
const CHANCES = {
  reorganisation: 6,
  inboxRollback: 2,
  kill: 8,
  work: 12,
  transfer: 60,
  deposit: 8,
  node: 25,
};

export async function runReorgs(options: ReorgRunOptions): Promise<ReorgReport> {
  const random = createRandom(options.seed);
  mkdirSync(options.stateDir, { recursive: true });
  const network = await startReorgingL1(join(options.stateDir, "deployment"));
  try {
    const run = new ReorgRun(options, network, random);
    await run.start();
    await run.untilPosted();
    await run.calm();
    const report = await run.compare();
    await run.stop();
    return report;
  } finally {
    await network.stop();
  }
}

class ReorgRun {
  readonly #options: ReorgRunOptions;
  readonly #network: ReorgingL1;
  readonly #random: Random;
  readonly #counts: Counts = {
    slots: 0,
    posted: 0,
    standing: 0,
    reorganisations: 0,
    deepest: 0,
    inboxRollbacks: 0,
    terms: 0,
    kills: 0,
    rolledBack: 0,
    restored: 0,
    transactions: 0,
    relayed: 0,
    imported: 0,
  };
  readonly #batches = new Set<Hex>();
  readonly #terms = new Set<Hex>();
  #sequencer!: MortalSequencer;
  #node!: Awaited<ReturnType<typeof startNode>>;

  constructor(options: ReorgRunOptions, network: ReorgingL1, random: Random) {
    this.#options = options;
    this.#network = network;
    this.#random = random;
  }

  async start(): Promise<void> {
    this.#sequencer = await this.#startSequencer();
    this.#node = await startNode(this.#network, this.#options.stateDir);
  }

  async stop(): Promise<void> {
    await this.#sequencer.stop();
    await this.#node.stop();
  }

  async untilPosted(): Promise<void> {
    while (this.#batches.size < this.#options.batches) {
      await this.#slot();
      await this.#disturb();
      if (this.#counts.slots > 60 * this.#options.batches)
        throw new Error(`no progress: ${JSON.stringify({ ...this.#counts, state: this.#state() }, String)}`);
    }
  }

  /** No more disturbance until all that is signed is posted, and the node has it. */
  async calm(): Promise<void> {
    this.#sequencer.fuse.left = Number.POSITIVE_INFINITY;
    this.#node.fuse.left = Number.POSITIVE_INFINITY;
    for (let slots = 0; slots < 60; slots++) {
      await this.#slot();
      await this.#network.findWork();
    }
    for (let steps = 0; steps < 20; steps++) {
      await this.#alive(() => this.#sequencer.settlement.step(noSignal));
      await this.#network.mine();
      this.#network.clock.advance(1000);
    }
    await this.#node.derivation.step(noSignal);
  }

  /** Everybody has the same superblocks, and nothing was signed twice. */
  async compare(): Promise<ReorgReport> {
    const { store } = this.#sequencer;
    const batches = await this.#network.l1.batches(0n);
    const tip = batches.at(-1)!.batch;
    same("the sequencer's posted head", store.head()!.superblock.number, tip.number);
    for (const { batch } of batches)
      same(`superblock ${batch.number}`, store.superblock(batch.number)?.hash, batch.superblock);
    const fresh = await freshNode(this.#network);
    for (let number = 0n; number <= tip.number; number++) {
      const { hash } = store.superblock(number)!;
      same(`superblock ${number} of a fresh node`, fresh.store.superblock(number)?.hash, hash);
      same(`superblock ${number} of the node`, this.#node.store.superblock(number)?.hash, hash);
    }
    this.#counts.imported = await importChains(fresh.store, this.#network.deployment);
    this.#counts.relayed = await relayedTo(this.#sequencer);
    checkRecord(join(this.#options.stateDir, "signed.jsonl"));
    return { ...this.#counts, standing: batches.length, posted: this.#batches.size };
  }

  async #slot(): Promise<void> {
    const { clock, mine, l1 } = this.#network;
    this.#counts.slots++;
    await this.#alive(() => this.#send());
    await this.#alive(() => this.#sequencer.mining.refresh());
    await this.#alive(async () => void (await this.#sequencer.sequencer.slot(noSignal)));
    await this.#alive(() => this.#sequencer.settlement.step(noSignal));
    await this.#alive(() => this.#sequencer.keeper.step(noSignal));
    await mine();
    clock.advance(1000);
    const { batches, term } = await l1.standing();
    for (const { hash } of batches) this.#batches.add(hash);
    this.#terms.add(term.term);
    this.#counts.terms = this.#terms.size;
  }

  async #send(): Promise<void> {
    if (!this.#happens("transfer")) return;
    const { engines, store, pool } = this.#sequencer;
    const engine = this.#random.pick(engines);
    const sender = this.#random.pick(USERS);
    const raw = await signedTransfer({ engine, store, pool, sender, random: this.#random });
    if ((await pool.submit(engine.chainId, raw)).ok) this.#counts.transactions++;
  }

  async #disturb(): Promise<void> {
    const { clock, deposit, findWork, rollBack, deployment } = this.#network;
    if (this.#happens("kill")) this.#sequencer.fuse.left = this.#random.int(12);
    if (this.#happens("work")) await findWork();
    if (this.#happens("deposit")) {
      const { chainId } = this.#random.pick(deployment.rollups);
      await deposit(
        chainId,
        person(this.#random.pick(USERS)).address,
        BigInt(Math.floor(clock.now() / 1000)),
      );
    }
    if (this.#happens("inboxRollback")) {
      const final = await this.#network.l1.finalBatchIndex();
      const candidates = (await this.#network.l1.batches(0n))
        .filter(({ batch }) => batch.index > final)
        .slice(-5);
      if (candidates.length > 0) {
        await rollBack(this.#random.pick(candidates));
        this.#counts.inboxRollbacks++;
      }
    }
    if (this.#happens("reorganisation")) await this.#reorganise();
    if (this.#happens("node")) await this.#stepNode();
  }

  async #reorganise(): Promise<void> {
    const { depth: possible, reorganise } = this.#network;
    const most = Math.min(this.#options.maxDepth, await possible());
    // Half of them shallow, as on a real network.
    const depth = 1 + this.#random.int(this.#random.int(2) === 0 ? Math.min(3, most) : most);
    await reorganise(depth, this.#random, this.#random.pick([0, 50, 100]));
    this.#counts.reorganisations++;
    this.#counts.deepest = Math.max(this.#counts.deepest, depth);
    this.#options.say?.(`slot ${this.#counts.slots}: L1 back by ${depth}; ${this.#state()}`);
  }

  async #stepNode(): Promise<void> {
    if (this.#random.int(4) === 0) this.#node.fuse.left = this.#random.int(8);
    try {
      const outcome: DerivationOutcome = await this.#node.derivation.step(noSignal);
      if (!outcome.ok) throw new Error(`the node disagrees: ${JSON.stringify(outcome, String)}`);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#counts.kills++;
      await this.#node.stop();
      this.#node = await startNode(this.#network, this.#options.stateDir);
    }
  }

  /** Runs a part of the sequencer's process; when it dies, the process starts again. */
  async #alive(part: () => Promise<void>): Promise<void> {
    try {
      await part();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#counts.kills++;
      await this.#sequencer.stop();
      this.#sequencer = await this.#startSequencer();
    }
  }

  #startSequencer(): Promise<MortalSequencer> {
    return startMortalSequencer(this.#network, this.#options.stateDir, ({ removed, restored }) => {
      this.#counts.rolledBack += removed;
      this.#counts.restored += restored;
    });
  }

  #happens(what: keyof typeof CHANCES): boolean {
    return this.#random.int(100) < CHANCES[what];
  }

  #state(): string {
    const { sequencer, settlement, store } = this.#sequencer;
    const { ranks, posting } = settlement;
    const halt = sequencer.halt?.reason ?? "none";
    return `head ${store.head()!.superblock.number}, posted ${ranks.posted}, posting ${posting.phase}, halt ${halt}`;
  }
}

async function startNode(network: ReorgingL1, stateDir: string) {
  const stops: (() => Promise<void>)[] = [];
  const path = join(stateDir, "node");
  const state = await openRollupState(network.deployment, path, { onStop: (_, stop) => stops.push(stop) });
  const fuse = createFuse();
  const store = mortalStore(state.store, fuse);
  const l1 = createL1Reader({ url: network.url, deployment: network.deployment });
  const derivation = createDerivation({ ...state, store, l1, deployment: network.deployment, log: quiet });
  return { store: state.store, fuse, derivation, stop: async () => stops[0]!() };
}

/** The mined superblock that every rollup's oracle knows; they must agree. */
async function relayedTo({ engines, store }: MortalSequencer): Promise<number> {
  const call = { abi: minedBlockOracleAbi, functionName: "lastMined" } as const;
  const numbers: bigint[] = [];
  for (const engine of engines) {
    const header = store.header(engine.chainId, store.head()!.superblock.number)!;
    const { returnData } = await engine.call(header, {
      to: MINED_BLOCK_ORACLE,
      data: encodeFunctionData(call),
    });
    const { number, blockHash } = decodeFunctionResult({ ...call, data: returnData });
    same(
      `what the oracle of ${engine.chainId} calls mined`,
      blockHash,
      store.header(engine.chainId, number)?.hash,
    );
    numbers.push(number);
  }
  same("what the oracles know", new Set(numbers).size, 1);
  return Number(numbers[0]);
}

async function freshNode({ deployment, url }: ReorgingL1) {
  const rollups = await openRollups(deployment);
  const l1 = createL1Reader({ url, deployment });
  const outcome = await createDerivation({ ...rollups, l1, deployment, log: quiet }).step(noSignal);
  if (!outcome.ok) throw new Error(`a fresh node disagrees: ${JSON.stringify(outcome, String)}`);
  return rollups;
}

/** One digest for each (term, number). */
function checkRecord(path: string): void {
  const digests = new Map<string, string>();
  for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) {
    const { term, number, digest } = JSON.parse(line) as { term: Hex; number: string; digest: Hex };
    same(`digest of ${number} in ${term}`, digests.get(`${term} ${number}`) ?? digest, digest);
    digests.set(`${term} ${number}`, digest);
  }
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what} is ${actual}, not ${expected}`);
}
