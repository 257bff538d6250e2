/** What a group changes, as the one who sends it expects; kept groups add up to the state that must come out. */
import type { Address, Hex } from "viem";
import type { GroupFailure } from "../../../services/ports.ts";

export type Effect =
  | { readonly kind: "eth"; readonly chainId: bigint; readonly at: Address; readonly wei: bigint }
  | {
      readonly kind: "token";
      readonly token: Address;
      readonly chainId: bigint;
      readonly at: Address;
      readonly amount: bigint;
    }
  /** somebody came by at the courier of a rollup */
  | { readonly kind: "visit"; readonly chainId: bigint; readonly id: bigint; readonly wei: bigint };

export type Expectation =
  | { readonly outcome: "kept"; readonly legs: number; readonly effects: readonly Effect[] }
  /** stands in a block and has done nothing */
  | { readonly outcome: "reverted" }
  | {
      readonly outcome: "dropped";
      readonly failure: Pick<GroupFailure, "chainId" | "reason" | "revertData">;
    };

/** What a user wants to do, before it has a nonce and a signature. */
export type Intent = {
  readonly what: string;
  readonly chainId: bigint;
  readonly to: Address;
  readonly data: Hex;
  readonly value: bigint;
  readonly gas: bigint;
  readonly expected: Expectation;
};

/** Sums of effects, by what they touch. */
export class Effects {
  readonly #sums = new Map<string, { effect: Exclude<Effect, { kind: "visit" }>; sum: bigint }>();
  /** "chain id wei", sorted when asked for */
  readonly #visits: string[] = [];

  add(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === "visit") {
        this.#visits.push(visitOf(effect.chainId, effect.id, effect.wei));
        continue;
      }
      const key = `${effect.kind} ${effect.chainId} ${effect.at} ${effect.kind === "token" ? effect.token : ""}`;
      const change = effect.kind === "eth" ? effect.wei : effect.amount;
      this.#sums.set(key, { effect, sum: (this.#sums.get(key)?.sum ?? 0n) + change });
    }
  }

  get sums() {
    return [...this.#sums.values()];
  }

  get visits(): readonly string[] {
    return this.#visits.toSorted();
  }
}

export const visitOf = (chainId: bigint, id: bigint, wei: bigint): string => `${chainId} ${id} ${wei}`;
