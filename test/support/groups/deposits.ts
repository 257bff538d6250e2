/** Messages from L1 of a run: to accounts, to the courier and on from there, and such that come back. */

import type { Hex } from "viem";
import { type Address, keccak256 } from "viem";
import { MESSAGE_KIND } from "../../../services/protocol/channels/channel.ts";
import type { FakeL1 } from "../fakeL1.ts";
import { L1_CHAIN_ID } from "../lockstepRollups.ts";
import { sentFrom } from "../messages.ts";
import type { Random } from "../random.ts";
import type { Effect } from "./effects.ts";
import type { Scene } from "./intents.ts";
import { expectVisits, path, visitCall } from "./visitTrees.ts";

type Posted = { readonly wei: bigint; readonly effects: readonly Effect[]; readonly bounces: boolean };
type Draft = Posted & { readonly target: Address; readonly data: Hex; readonly kind: number };

/** The Portal's side of a run. */
export class Deposits {
  readonly #l1: FakeL1;
  readonly #posted = new Map<bigint, Posted[]>();

  constructor(l1: FakeL1) {
    this.#l1 = l1;
  }

  to(chainId: bigint, target: Address, wei: bigint): void {
    const effects: Effect[] = [{ kind: "eth", chainId, at: target, wei }];
    this.#post(chainId, { target, wei, data: "0x", kind: MESSAGE_KIND.call, effects, bounces: false });
  }

  random(scene: Scene, random: Random, id: bigint): void {
    const chainId = random.pick(scene.chainIds);
    const wei = BigInt(random.int(1_000_000));
    if (random.int(3) === 0) {
      this.to(chainId, random.pick(scene.sinks), wei);
      return;
    }
    const refuses = random.int(3) === 0;
    const shape = { chainIds: scene.chainIds, random };
    const root = { ...path(shape, chainId, refuses ? 0 : random.int(3)), refuses, wei };
    const expected = expectVisits(id, root, scene.courier);
    if (expected.outcome !== "kept") throw new Error("a path that is not kept");
    const effects = refuses ? [] : expected.effects;
    const data = visitCall(id, root);
    const kind = MESSAGE_KIND.triggeringCall;
    this.#post(chainId, { target: scene.courier, wei, data, kind, effects, bounces: refuses });
  }

  /** What the rollup has taken of it so far. */
  taken(chainId: bigint, consumed: bigint): readonly Posted[] {
    return (this.#posted.get(chainId) ?? []).slice(0, Number(consumed));
  }

  /** wei that L1 holds for a rollup and the rollup has not been told of */
  waitingWei(chainId: bigint, consumed: bigint): bigint {
    const waiting = (this.#posted.get(chainId) ?? []).slice(Number(consumed));
    return waiting.reduce((sum, { wei }) => sum + wei, 0n);
  }

  /** wei that ever went into the Portal */
  get allWei(): bigint {
    return [...this.#posted.values()].flat().reduce((sum, { wei }) => sum + wei, 0n);
  }

  #post(chainId: bigint, { target, data, kind, ...posted }: Draft): void {
    const before = this.#posted.get(chainId) ?? [];
    const { message } = sentFrom(L1_CHAIN_ID, chainId, {
      kind,
      nonce: BigInt(before.length),
      sender: target,
      target,
      value: posted.wei,
      gasLimit: 800_000n,
      deadline: 2_000_000_000n,
      refundTo: target,
    });
    this.#l1.post({ ...message, dataHash: keccak256(data) }, data);
    this.#posted.set(chainId, [...before, posted]);
  }
}
