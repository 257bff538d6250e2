/** L1 blocks that superblocks name, each looked up once: neighbours mostly name the same. */
import type { Hex } from "viem";
import type { L1Block, L1Reader } from "../ports.ts";
import { ServiceError } from "../runtime/serviceError.ts";

export type L1OriginFacts = { readonly block: L1Block; readonly lead: Hex };

export class L1Origins {
  readonly #l1: Pick<L1Reader, "block" | "leadAt">;
  #last: L1OriginFacts | undefined;

  constructor(l1: Pick<L1Reader, "block" | "leadAt">) {
    this.#l1 = l1;
  }

  /** The caller has checked that the number lies below a known L1 block. */
  async at(number: bigint): Promise<L1OriginFacts> {
    if (this.#last?.block.number === number) return this.#last;
    const block = await this.#l1.block(number);
    if (block === undefined)
      throw new ServiceError("l1-block-missing", `the L1 node has no block ${number}; is it still syncing?`);
    this.#last = { block, lead: await this.#l1.leadAt(number) };
    return this.#last;
  }
}
