/**
 * Fills one superblock: relayed work first, then messages from L1 in order, then users in rounds until no other comes
 * or time is up, then the seals. Nothing here looks at the clock but through `timeIsUp` and `nextRound`.
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
import type { Logger } from "../runtime/logger.ts";
import type { PooledTransaction } from "./admission.ts";
import type { BuilderLimits } from "./builderLimits.ts";
import { DataRoom, systemBytes } from "./dataRoom.ts";
import { type GroupOutcome, runGroup } from "./group.ts";
import type { Mempool } from "./mempool.ts";
import {
  applySystemCall,
  consumeCall,
  type Relay,
  relayCall,
  type SystemCall,
  sealCall,
} from "./systemTransactions.ts";
import { runUserTurns } from "./userTurns.ts";

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
  /** As the users' turns ask. Without it, those get a turn who wait at the beginning. */
  readonly nextRound?: () => Promise<boolean>;
  /** Told when the users' turns are over and sealing begins. */
  readonly onTurnsOver?: () => void;
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
  await building.runUserTurns();
  inputs.onTurnsOver?.();
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
      const call = relayCall(relay);
      // What finds no room is relayed in a superblock after this one.
      if (this.#room.fits(systemBytes(size(call.data)))) await this.#applyOptional(chainId, "relay", call);
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

  async runUserTurns(): Promise<void> {
    const { l1ChainId, limits } = this.#deps;
    await runUserTurns({
      blocks: this.#open.blocks,
      room: this.#room,
      pool: this.#inputs.pool,
      timeIsUp: this.#inputs.timeIsUp,
      nextRound: this.#inputs.nextRound ?? (async () => false),
      limits: { l1ChainId, reservedGas: limits.reservedGas, maxWastedGas: limits.maxWastedGas },
      runGroup: (tx) => this.#runUserGroup(tx),
      keep: (tx, gasUsed) => {
        const { chainId, hash } = tx;
        this.#keep(chainId, [{ chainId, kind: "user", transactionHash: hash, gasUsed }]);
        this.included.push(hash);
      },
    });
  }

  async #runUserGroup(tx: PooledTransaction): Promise<GroupOutcome> {
    const block = this.#block(tx.chainId);
    const outcome = await runGroup(this.#groupDeps(), {
      chainId: tx.chainId,
      hash: tx.hash,
      kind: "user",
      bytes: size(tx.raw),
      apply: () => block.apply(tx.raw, tx.sender),
    });
    if (outcome.status === "kept") {
      this.#keep(tx.chainId, outcome.legs);
      this.included.push(tx.hash);
    }
    if (outcome.status === "dropped")
      this.dropped.push({ tx, group: this.#droppedGroup(tx, outcome.failure) });
    return outcome;
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
