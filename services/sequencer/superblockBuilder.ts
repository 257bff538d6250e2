/**
 * Fills one superblock: relayed work first, then messages from L1 in order, then the users' groups by tip and
 * arrival until the deadline, then the seals. Nothing here looks at the clock but through `timeIsUp`.
 *
 * A little longer than a file should be: the four turns share the open blocks, the room for data and what was kept.
 */
import { type Hex, size } from "viem";
import type { Closed, CloseFailure, OpenSuperblock } from "../execution/superblockExecution.ts";
import type {
  DroppedGroup,
  GroupFailure,
  GroupRecord,
  L1Message,
  Leg,
  OpenBlock,
  ProducerKey,
} from "../ports.ts";
import type { AppendOnlyTree } from "../protocol/appendOnlyTree.ts";
import { hashMessage } from "../protocol/channels/channel.ts";
import { MESSENGER, MESSENGER_UNSEALED_SLOT } from "../protocol/systemAddresses.ts";
import { breathe } from "../runtime/breathe.ts";
import type { Logger } from "../runtime/logger.ts";
import type { PooledTransaction } from "./admission.ts";
import type { BuilderLimits } from "./builderLimits.ts";
import { laneKey } from "./candidates.ts";
import { DataRoom, systemBytes } from "./dataRoom.ts";
import { runGroup } from "./group.ts";
import type { Mempool } from "./mempool.ts";
import {
  applySystemCall,
  consumeCall,
  type Relay,
  relayCall,
  type SystemCall,
  sealCall,
} from "./systemTransactions.ts";

export type BuilderDeps = {
  readonly key: ProducerKey;
  readonly l1ChainId: bigint;
  readonly limits: BuilderLimits;
  readonly log: Logger;
};

export type BuilderInputs = {
  /** messages from L1 that come next, by rollup, in order */
  readonly messages: ReadonlyMap<bigint, readonly L1Message[]>;
  /** for a rollup's MinedBlockOracle, by rollup, if there is work to relay */
  readonly relays: ReadonlyMap<bigint, Relay>;
  readonly pool: Mempool;
  readonly timeIsUp: () => boolean;
  readonly nowMs: number;
};

export type Built = (Closed | CloseFailure) & {
  readonly groups: readonly GroupRecord[];
  /** in blocks now: to be removed from the pool once the superblock is durable */
  readonly included: readonly Hex[];
  readonly dropped: readonly { readonly tx: PooledTransaction; readonly group: DroppedGroup }[];
};

export async function buildSuperblock(
  deps: BuilderDeps,
  open: OpenSuperblock,
  history: AppendOnlyTree,
  inputs: BuilderInputs,
): Promise<Built> {
  const building = new Building(deps, open, inputs);
  await building.relay();
  await building.takeMessages();
  await building.runUserGroups();
  await building.seal();
  const closed = await open.close(history);
  return { ...closed, groups: building.groups, included: building.included, dropped: building.dropped };
}

class Building {
  readonly groups: GroupRecord[] = [];
  readonly included: Hex[] = [];
  readonly dropped: { tx: PooledTransaction; group: DroppedGroup }[] = [];
  readonly #deps: BuilderDeps;
  readonly #open: OpenSuperblock;
  readonly #room: DataRoom;
  readonly #inputs: BuilderInputs;

  constructor(deps: BuilderDeps, open: OpenSuperblock, inputs: BuilderInputs) {
    this.#deps = deps;
    this.#room = new DataRoom(deps.limits.maxDataBytes);
    this.#open = open;
    this.#inputs = inputs;
  }

  async relay(): Promise<void> {
    for (const [chainId, relay] of this.#inputs.relays) {
      await this.#applyOptional(chainId, "relay", relayCall(relay));
    }
  }

  async takeMessages(): Promise<void> {
    for (const [chainId, messages] of this.#inputs.messages) {
      let gas = 0n;
      for (const { message, data } of messages) {
        const call = consumeCall(message, data);
        gas += call.gas;
        if (gas > this.#deps.limits.maxMessageGas) break;
        const outcome = await runGroup(this.#groupDeps(), {
          chainId,
          hash: hashMessage(message),
          kind: "consume",
          leaf: hashMessage(message),
          bytes: systemBytes(size(call.data)),
          apply: () => applySystemCall(this.#block(chainId), this.#deps.key, chainId, call),
        });
        if (outcome.status === "deferred") break;
        if (outcome.status === "dropped") {
          const { log } = this.#deps;
          log.error({ chainId, nonce: message.nonce, outcome }, "message from L1 not taken");
          break;
        }
        this.#keep(chainId, outcome.legs);
      }
    }
  }

  async runUserGroups(): Promise<void> {
    const { pool, timeIsUp } = this.#inputs;
    const baseFees = new Map([...this.#open.blocks].map(([id, block]) => [id, block.baseFee]));
    const nonces = new Map<string, bigint>();
    const passed = new Set<Hex>();
    let wasted = 0n;
    while (!timeIsUp() && wasted <= this.#deps.limits.maxWastedGas) {
      const tx = pool.candidates(nonces, baseFees).find((candidate) => !passed.has(candidate.hash));
      if (tx === undefined) return;
      const nonce = await this.#block(tx.chainId).nonceOf(tx.sender);
      nonces.set(laneKey(tx.chainId, tx.sender), nonce);
      if (tx.nonce !== nonce) {
        if (tx.nonce < nonce) pool.remove(tx.hash);
        else passed.add(tx.hash);
        continue;
      }
      passed.add(tx.hash);
      wasted += await this.#runUserGroup(tx);
      // Miners and users are answered between groups, not after the last one.
      await breathe();
      nonces.set(laneKey(tx.chainId, tx.sender), await this.#block(tx.chainId).nonceOf(tx.sender));
    }
  }

  /** Runs one and returns the gas that nobody paid for. */
  async #runUserGroup(tx: PooledTransaction): Promise<bigint> {
    const block = this.#block(tx.chainId);
    const outcome = await runGroup(this.#groupDeps(), {
      chainId: tx.chainId,
      hash: tx.hash,
      kind: "user",
      bytes: size(tx.raw),
      apply: () => block.apply(tx.raw),
    });
    if (outcome.status === "kept") {
      this.#keep(tx.chainId, outcome.legs);
      this.included.push(tx.hash);
      return outcome.simulatedGas;
    }
    if (outcome.status === "dropped")
      this.dropped.push({ tx, group: this.#droppedGroup(tx, outcome.failure) });
    return outcome.simulatedGas;
  }

  #droppedGroup(tx: PooledTransaction, failure: GroupFailure): DroppedGroup {
    return { id: tx.hash, chainId: tx.chainId, atMs: this.#inputs.nowMs, failure };
  }

  async seal(): Promise<void> {
    // A rollup has a channel to and from every other chain, L1 included.
    const channels = 2 * this.#open.blocks.size;
    for (const [chainId, block] of this.#open.blocks) {
      if (BigInt(await block.storageAt(MESSENGER, MESSENGER_UNSEALED_SLOT)) === 0n) continue;
      await this.#applyOptional(chainId, "seal", sealCall(channels));
    }
  }

  /** A producer's transaction that stands alone; one that fails is undone and logged. */
  async #applyOptional(chainId: bigint, kind: "relay" | "seal", call: SystemCall): Promise<void> {
    const block = this.#block(chainId);
    const mark = await block.mark();
    const outcome = await applySystemCall(block, this.#deps.key, chainId, call);
    if (outcome.status === "applied" && outcome.success) {
      await block.keep(mark);
      this.#room.keep(systemBytes(size(call.data)));
      this.#keep(chainId, [{ chainId, kind, transactionHash: outcome.hash, gasUsed: outcome.gasUsed }]);
      return;
    }
    await block.rollback(mark);
    this.#deps.log.warn({ chainId, kind, outcome }, "producer's transaction failed");
  }

  #keep(chainId: bigint, legs: readonly Leg[]): void {
    const id = legs[0]?.transactionHash;
    if (id !== undefined) this.groups.push({ id, chainId, superblock: this.#open.number, legs });
  }

  #groupDeps() {
    const { key, l1ChainId, limits } = this.#deps;
    return { blocks: this.#open.blocks, key, l1ChainId, limits, room: this.#room };
  }

  #block(chainId: bigint): OpenBlock {
    const block = this.#open.blocks.get(chainId);
    if (block === undefined) throw new RangeError(`chain ${chainId} is not in the set`);
    return block;
  }
}
