/** The processes of a run: a sequencer and a node, each dying when its fuse is out and started again from its folder. */
import { join } from "node:path";
import { createL1Reader } from "../../../services/adapters/l1/l1Reader.ts";
import { createDerivation } from "../../../services/node/derivation.ts";
import { openRollupState } from "../../../services/roles/rollupState.ts";
import { quiet } from "../livePair.ts";
import { createFuse, Killed, mortalStore } from "./mortal.ts";
import { type MortalSequencer, startMortalSequencer } from "./mortalSequencer.ts";
import type { ReorgingL1 } from "./reorgingL1.ts";

const noSignal = new AbortController().signal;

type MortalNode = Awaited<ReturnType<typeof startNode>>;

export class MortalProcesses {
  readonly counts = { kills: 0, rolledBack: 0, restored: 0 };
  readonly #network: ReorgingL1;
  readonly #stateDir: string;
  sequencer!: MortalSequencer;
  node!: MortalNode;

  constructor(network: ReorgingL1, stateDir: string) {
    this.#network = network;
    this.#stateDir = stateDir;
  }

  async start(): Promise<void> {
    await this.#startSequencer();
    this.node = await startNode(this.#network, this.#stateDir);
  }

  async stop(): Promise<void> {
    await this.sequencer.stop();
    await this.node.stop();
  }

  /** Nobody dies any more. */
  spare(): void {
    this.sequencer.fuse.left = Number.POSITIVE_INFINITY;
    this.node.fuse.left = Number.POSITIVE_INFINITY;
  }

  /** One round of every loop of the sequencer. */
  async slot(): Promise<void> {
    await this.alive(() => this.sequencer.mining.refresh());
    await this.alive(async () => void (await this.sequencer.sequencer.slot(noSignal)));
    await this.settle();
    await this.alive(() => this.sequencer.keeper.step(noSignal));
  }

  settle(): Promise<void> {
    return this.alive(() => this.sequencer.settlement.step(noSignal));
  }

  /** Runs a part of the sequencer's process; when that dies, it starts again. */
  async alive(part: () => Promise<void>): Promise<void> {
    try {
      await part();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.counts.kills++;
      await this.sequencer.stop();
      await this.#startSequencer();
    }
  }

  async derive(): Promise<void> {
    try {
      const outcome = await this.node.derivation.step(noSignal);
      if (!outcome.ok) throw new Error(`the node disagrees: ${JSON.stringify(outcome, String)}`);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.counts.kills++;
      await this.node.stop();
      this.node = await startNode(this.#network, this.#stateDir);
    }
  }

  /** For a person who wonders where it stands. */
  state(): string {
    const { sequencer, settlement, store } = this.sequencer;
    const { ranks, posting } = settlement;
    const halt = sequencer.halt?.reason ?? "none";
    return `head ${store.head()!.superblock.number}, posted ${ranks.posted}, posting ${posting.phase}, halt ${halt}`;
  }

  async #startSequencer(): Promise<void> {
    this.sequencer = await startMortalSequencer(this.#network, this.#stateDir, ({ removed, restored }) => {
      this.counts.rolledBack += removed;
      this.counts.restored += restored;
    });
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
