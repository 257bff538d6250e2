/** Money for miners: what the producer adds to the oracles' pots, and what the next checkpoint will be credited. */
import { type Address, decodeFunctionResult, encodeFunctionData } from "viem";
import { minedBlockOracleAbi } from "../abi/index.ts";
import type { Clock, SignedSuperblock } from "../ports.ts";
import { MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";
import { createProducerFees } from "./producerFees.ts";
import type { RollupState } from "./rollupState.ts";

const BASIS_POINTS = 10_000n;
const READ_EVERY_MS = 5_000;

/** Wei to send along with a relay on top of a superblock. */
export type Funding = (chainId: bigint, head: SignedSuperblock) => Promise<bigint>;

/** A share of what the producer has earned since its last relay, but at most half of what it has: it pays gas as well. */
export function createFunding(
  { engines, store }: Pick<RollupState, "engines" | "store">,
  { producer, shareBps }: { readonly producer: Address; readonly shareBps: bigint },
): Funding {
  const fees = new Map(
    engines.map(({ chainId }) => [chainId, createProducerFees(store, { chainId, producer })]),
  );
  return async (chainId, { superblock: { number } }) => {
    const engine = engines.find((candidate) => candidate.chainId === chainId);
    const header = store.header(chainId, number);
    if (shareBps === 0n || engine === undefined || header === undefined) return 0n;
    const share = (fees.get(chainId)!.upTo(number) * shareBps) / BASIS_POINTS;
    const { balance } = await engine.account(header.stateRoot, producer);
    return share < balance / 2n ? share : balance / 2n;
  };
}

export interface CreditWatch {
  /** What the next checkpoint will be credited on all rollups together, if nothing is added. */
  readonly nextWei: bigint;
  /** Reads the pots, unless they were read a moment ago. */
  refresh(): Promise<void>;
}

export function createCreditWatch(
  { engines, store }: Pick<RollupState, "engines" | "store">,
  clock: Pick<Clock, "now">,
): CreditWatch {
  const call = { abi: minedBlockOracleAbi, functionName: "pot" } as const;
  const data = encodeFunctionData(call);
  let nextWei = 0n;
  let readAtMs = Number.NEGATIVE_INFINITY;
  const shareOn = async (engine: RollupState["engines"][number]): Promise<bigint> => {
    const header = store.header(engine.chainId, store.head()?.superblock.number ?? 0n);
    if (header === undefined) return 0n;
    const { success, returnData } = await engine.call(header, { to: MINED_BLOCK_ORACLE, data });
    return success ? decodeFunctionResult({ ...call, data: returnData })[1] : 0n;
  };
  return {
    get nextWei() {
      return nextWei;
    },
    refresh: async () => {
      if (clock.now() - readAtMs < READ_EVERY_MS) return;
      readAtMs = clock.now();
      let sum = 0n;
      for (const engine of engines) sum += await shareOn(engine);
      nextWei = sum;
    },
  };
}
