/**
 * Users of three rollups at random, until so many groups were decided; the sequencer is killed at random writes and
 * between slots. Every group is compared with what its sender had to expect; the end is judged by `auditGroups`.
 *
 * A little longer than a file should be: founding, bursts, kills and settling share what waits and what is gone.
 */
import type { Hex } from "viem";
import type { Engine } from "../../../services/ports.ts";
import { TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { createRandom, type Random } from "../random.ts";
import { Killed } from "../reorg/mortal.ts";
import { auditGroups, type GroupsAudit } from "./auditGroups.ts";
import { Deposits } from "./deposits.ts";
import { Effects, type Expectation, type Intent } from "./effects.ts";
import { createGroupsWorld, type GroupsLife, type GroupsWorld, startLife } from "./groupsWorld.ts";
import { randomIntent, type Scene } from "./intents.ts";
import { FOUNDER, type Foundation, foundations, sceneOf, shares, USERS } from "./scene.ts";
import { Tally } from "./tally.ts";
import { signAs, user } from "./users.ts";

export type GroupsRunOptions = {
  readonly seed: number;
  /** ends after so many groups that are not local alone: kept with several legs, or dropped */
  readonly groups: number;
  readonly folder: string;
  /** one line for a person */
  readonly say?: (line: string) => void;
};

export type GroupsReport = { readonly [what: string]: number } & GroupsAudit;

type Waiting = { readonly intent: Pick<Intent, "what" | "chainId" | "expected">; readonly sender: number };

/** Percent of the slots in which each happens. */
const CHANCES = { kill: 10, restart: 2, deposit: 20 };
const USER_WEI = 10n ** 19n;
const FOUNDER_WEI = 10n ** 20n;
/** after the founding */
const FIRST_KILL_SLOT = 15;
const SAY_EVERY_SLOTS = 25;
const noSignal = new AbortController().signal;

export async function runGroups(options: GroupsRunOptions): Promise<GroupsReport> {
  const world = await createGroupsWorld(options.folder);
  const run = new GroupsRun(options, world, await startLife(world));
  try {
    return await run.run();
  } finally {
    await run.stop();
  }
}

class GroupsRun {
  readonly #options: GroupsRunOptions;
  readonly #world: GroupsWorld;
  readonly #random: Random;
  readonly #deposits: Deposits;
  readonly #effects = new Effects();
  readonly #waiting = new Map<Hex, Waiting>();
  /** dropped, replaced, or lost with a pool: may stand in no block */
  readonly #gone = new Set<Hex>();
  readonly #tally = new Tally();
  #life: GroupsLife;
  #nextId = 1n;

  constructor(options: GroupsRunOptions, world: GroupsWorld, life: GroupsLife) {
    this.#options = options;
    this.#world = world;
    this.#life = life;
    this.#random = createRandom(options.seed);
    this.#deposits = new Deposits(world.l1);
  }

  async run(): Promise<GroupsReport> {
    const scene = await this.#found();
    while (this.#tally.groups < this.#options.groups) {
      await this.#burst(scene);
      await this.#disturb(scene);
      await this.#slot();
    }
    this.#life.fuse.left = Number.POSITIVE_INFINITY;
    // What waits may still be taken; an emptied pool could not say what became of it.
    for (let i = 0; i < 5; i++) await this.#slot();
    this.#options.say?.("auditing");
    const parts = { deposits: this.#deposits, effects: this.#effects, gone: this.#gone, scene };
    const audit = await auditGroups(this.#world, this.#life, parts);
    return { ...this.#tally.report, ...audit };
  }

  stop(): Promise<void> {
    return this.#life.stop();
  }

  async #found(): Promise<Scene> {
    const { chainIds } = this.#world;
    for (const chainId of chainIds) {
      this.#deposits.to(chainId, user(FOUNDER).address, FOUNDER_WEI);
      for (const who of USERS) this.#deposits.to(chainId, user(who).address, USER_WEI);
    }
    for (let i = 0; i < 5; i++) await this.#slot();
    const scene = await sceneOf(chainIds, (data) => this.#askBridge(data));
    await this.#build(foundations(scene));
    await this.#build(shares(scene));
    return scene;
  }

  async #askBridge(data: Hex): Promise<Hex> {
    const [chainId] = this.#world.chainIds as [bigint];
    const { engine, header } = this.#life;
    const { returnData } = await engine(chainId).call(header(chainId), { to: TOKEN_BRIDGE, data });
    return `0x${returnData.slice(-40)}`;
  }

  async #build({ steps, effects }: Foundation): Promise<void> {
    for (const step of steps) {
      const raw = await signAs(FOUNDER, { ...step, nonce: await this.#nextNonce(step.chainId, FOUNDER) });
      const submitted = await this.#life.pool.submit(step.chainId, raw);
      if (!submitted.ok) throw new Error(`not founded: ${submitted.detail}`);
    }
    const { chainIds } = this.#world;
    const pending = () => chainIds.some((chainId) => this.#life.pool.counts(chainId).pending > 0);
    while (pending()) await this.#slot();
    this.#effects.add(effects);
  }

  async #burst(scene: Scene): Promise<void> {
    const count = this.#random.int(this.#random.int(4) === 0 ? 120 : 30);
    for (let i = 0; i < count; i++) {
      const sender = this.#random.pick(USERS);
      const chainId = this.#random.pick(scene.chainIds);
      const intent = randomIntent(
        { scene, random: this.#random, chainId, from: user(sender).address },
        this.#nextId++,
      );
      const nonce = await this.#nextNonce(chainId, sender);
      const first = await this.#submit(intent, sender, nonce, 100n);
      // Somebody changes his mind; with two a hundred the first one never runs.
      if (first === undefined || this.#random.int(50) !== 0) continue;
      const second = await this.#submit({ ...intent }, sender, nonce, 120n);
      if (second === undefined) continue;
      this.#forget(first);
      this.#tally.count("replaced");
    }
  }

  async #submit(intent: Intent, sender: number, nonce: bigint, feePercent: bigint): Promise<Hex | undefined> {
    const raw = await signAs(sender, { ...intent, nonce, feePercent });
    const submitted = await this.#life.pool.submit(intent.chainId, raw);
    if (!submitted.ok) {
      if (submitted.reason !== "sender-budget-exceeded")
        throw new Error(`${intent.what}: ${submitted.detail}`);
      this.#tally.count("refused by the budget");
      return undefined;
    }
    this.#waiting.set(submitted.hash, { intent, sender });
    // Word for word what was given up before, and wanted again.
    this.#gone.delete(submitted.hash);
    return submitted.hash;
  }

  async #disturb(scene: Scene): Promise<void> {
    const random = this.#random;
    this.#world.clock.msPerLook = random.pick([0, 5, 20, 60]);
    if (this.#happens("deposit")) this.#deposits.random(scene, random, this.#nextId++);
    // Even the shortest run sees one.
    const isDue = this.#tally.of("slots") > FIRST_KILL_SLOT && this.#tally.of("kills") === 0;
    if (isDue || this.#happens("kill")) this.#life.fuse.left = random.int(10);
    if (this.#happens("restart")) await this.#restart();
  }

  async #slot(): Promise<void> {
    this.#world.l1.grow(1);
    try {
      const report = await this.#life.sequencer.slot(noSignal);
      if (report?.status !== "produced") throw new Error(`slot ${report?.status}`);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      await this.#restart();
      return;
    }
    for (const hash of [...this.#waiting.keys()]) this.#settle(hash);
    if (this.#tally.count("slots") % SAY_EVERY_SLOTS === 0) this.#options.say?.(this.#tally.line);
  }

  /** The pool dies with the process; what was announced must not. */
  async #restart(): Promise<void> {
    this.#tally.count("kills");
    await this.#life.stop();
    this.#life = await startLife(this.#world);
    const { store } = this.#life;
    for (const { superblock, hash } of this.#world.announced.slice(-20))
      if (store.superblock(superblock.number)?.hash !== hash)
        throw new Error(`superblock ${superblock.number} was announced and is lost`);
    for (const hash of [...this.#waiting.keys()]) {
      this.#settle(hash);
      if (this.#waiting.has(hash)) this.#forget(hash);
    }
  }

  /** Compares what became of it with what its sender expects; it may still wait. */
  #settle(hash: Hex): void {
    const { store, pool } = this.#life;
    const { intent } = this.#waiting.get(hash)!;
    const { what, chainId, expected } = intent;
    const group = store.group(hash);
    const dropped = pool.dropped(hash);
    if (group === undefined && dropped === undefined) return;
    this.#waiting.delete(hash);
    if (dropped !== undefined) {
      this.#gone.add(hash);
      const { chainId: at, reason, revertData } = dropped.failure;
      same(what, { outcome: "dropped", failure: { chainId: at, reason, revertData } }, expected);
      this.#tally.drop(what);
      return;
    }
    const { blockNumber, index } = store.transactionPlace(chainId, hash)!;
    const { success } = store.block(chainId, blockNumber)!.receipts[index]!;
    same(what, success ? "kept" : "reverted", expected.outcome);
    if (expected.outcome === "kept") {
      same(`legs of ${what}`, group!.legs.length, expected.legs);
      this.#effects.add(expected.effects);
    }
    this.#tally.keep(what, group!.legs.length);
  }

  #forget(hash: Hex): void {
    this.#waiting.delete(hash);
    this.#gone.add(hash);
  }

  async #nextNonce(chainId: bigint, who: number): Promise<bigint> {
    const { engine, header, pool } = this.#life;
    const { address } = user(who);
    const { nonce } = await (engine(chainId) as Engine).account(header(chainId).stateRoot, address);
    return pool.nextNonce(chainId, address, nonce);
  }

  #happens(what: keyof typeof CHANCES): boolean {
    return this.#random.int(100) < CHANCES[what];
  }
}

function same(what: string, actual: unknown, expected: Expectation | unknown): void {
  const [a, e] = [actual, expected].map((value) =>
    JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}` : each)),
  );
  if (a !== e) throw new Error(`${what}: ${a}, expected ${e}`);
}
