/**
 * A sequencer, its poster and a node over an L1 that goes back at random, each killed at random writes: who ends
 * where, and what must be equal then. The seed decides everything but the contracts' addresses and L1's first time.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { person } from "../livePair.ts";
import { createRandom, type Random } from "../random.ts";
import { type Agreement, checkAgreement } from "./agreement.ts";
import { signedTransfer } from "./load.ts";
import { MortalProcesses } from "./mortalProcesses.ts";
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
} & Agreement;

const USERS = [4, 5, 6] as const;

/** Above what a lost origin takes to settle, and a batch to fall due. */
const CALM_SLOTS = 40;

/** Percent of the slots in which each happens. */
const CHANCES = {
  reorganisation: 8,
  inboxRollback: 3,
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
    return await run.run();
  } finally {
    await network.stop();
  }
}

class ReorgRun {
  readonly #options: ReorgRunOptions;
  readonly #network: ReorgingL1;
  readonly #random: Random;
  readonly #net: MortalProcesses;
  readonly #counts = { slots: 0, reorganisations: 0, deepest: 0, inboxRollbacks: 0, transactions: 0 };
  readonly #batches = new Set<Hex>();
  readonly #terms = new Set<Hex>();

  constructor(options: ReorgRunOptions, network: ReorgingL1, random: Random) {
    this.#options = options;
    this.#network = network;
    this.#random = random;
    this.#net = new MortalProcesses(network, options.stateDir);
  }

  async run(): Promise<ReorgReport> {
    await this.#net.start();
    await this.#untilPosted();
    await this.#calm();
    const { sequencer, node } = this.#net;
    const agreed = await checkAgreement(this.#network, sequencer, node.store, this.#options.stateDir);
    const standing = (await this.#network.l1.batches(0n)).length;
    await this.#net.stop();
    return {
      ...this.#counts,
      ...this.#net.counts,
      ...agreed,
      standing,
      posted: this.#batches.size,
      terms: this.#terms.size,
    };
  }

  async #untilPosted(): Promise<void> {
    while (this.#batches.size < this.#options.batches) {
      await this.#slot();
      await this.#disturb();
      if (this.#counts.slots > 60 * this.#options.batches)
        throw new Error(`no progress: ${JSON.stringify(this.#counts)}, ${this.#net.state()}`);
    }
  }

  /** No more disturbance until all that is signed is posted, and the node has it. */
  async #calm(): Promise<void> {
    this.#net.spare();
    for (let slots = 0; slots < CALM_SLOTS; slots++) {
      await this.#slot();
      await this.#network.findWork();
    }
    for (let steps = 0; steps < CALM_SLOTS / 2; steps++) {
      await this.#net.settle();
      await this.#network.mine();
      this.#network.clock.advance(1000);
    }
    await this.#net.derive();
  }

  async #slot(): Promise<void> {
    const { clock, mine, l1 } = this.#network;
    this.#counts.slots++;
    if (this.#happens("transfer")) await this.#net.alive(() => this.#send());
    await this.#net.slot();
    await mine();
    clock.advance(1000);
    const { batches, term } = await l1.standing();
    for (const { hash } of batches) this.#batches.add(hash);
    this.#terms.add(term.term);
  }

  async #send(): Promise<void> {
    const { engines, store, pool } = this.#net.sequencer;
    const engine = this.#random.pick(engines);
    const sender = this.#random.pick(USERS);
    const raw = await signedTransfer({ engine, store, pool, sender, random: this.#random });
    if ((await pool.submit(engine.chainId, raw)).ok) this.#counts.transactions++;
  }

  async #disturb(): Promise<void> {
    if (this.#happens("kill")) this.#net.sequencer.fuse.left = this.#random.int(12);
    if (this.#happens("work")) await this.#network.findWork();
    if (this.#happens("deposit")) await this.#deposit();
    if (this.#happens("inboxRollback")) await this.#rollBack();
    if (this.#happens("reorganisation")) await this.#reorganise();
    if (!this.#happens("node")) return;
    if (this.#random.int(4) === 0) this.#net.node.fuse.left = this.#random.int(8);
    await this.#net.derive();
  }

  async #deposit(): Promise<void> {
    const { clock, deposit, deployment } = this.#network;
    const { chainId } = this.#random.pick(deployment.rollups);
    const to = person(this.#random.pick(USERS)).address;
    await deposit(chainId, to, BigInt(Math.floor(clock.now() / 1000)));
  }

  async #rollBack(): Promise<void> {
    const { l1, rollBack } = this.#network;
    const final = await l1.finalBatchIndex();
    const standing = (await l1.batches(0n)).filter(({ batch }) => batch.index > final);
    if (standing.length === 0) return;
    await rollBack(this.#random.pick(standing.slice(-5)));
    this.#counts.inboxRollbacks++;
  }

  async #reorganise(): Promise<void> {
    const { depth: possible, reorganise } = this.#network;
    const most = Math.min(this.#options.maxDepth, await possible());
    // Half of them shallow, as on a real network.
    const depth = 1 + this.#random.int(this.#random.int(2) === 0 ? Math.min(3, most) : most);
    await reorganise(depth, this.#random, this.#random.pick([0, 50, 100]));
    this.#counts.reorganisations++;
    this.#counts.deepest = Math.max(this.#counts.deepest, depth);
    this.#options.say?.(`slot ${this.#counts.slots}: L1 back by ${depth}; ${this.#net.state()}`);
  }

  #happens(what: keyof typeof CHANCES): boolean {
    return this.#random.int(100) < CHANCES[what];
  }
}
