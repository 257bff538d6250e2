/** What a producer has earned on one rollup since it last relayed work there: the priority fees of others. */
import type { Address } from "viem";
import type { Receipt, Store } from "../ports.ts";
import { MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";

/** Blocks that are read at a start; what was earned longer ago without a relay is not shared. */
const MAX_BLOCKS_READ = 1_000n;

export interface ProducerFees {
  /** Wei, up to and including a block. The quotes of triggers are not counted: they pay for the actions' gas. */
  upTo(number: bigint): bigint;
}

export function createProducerFees(
  store: Pick<Store, "block">,
  { chainId, producer }: { readonly chainId: bigint; readonly producer: Address },
): ProducerFees {
  const account = producer.toLowerCase();
  const isRelay = ({ from, to, success }: Receipt): boolean =>
    success && from.toLowerCase() === account && to?.toLowerCase() === MINED_BLOCK_ORACLE.toLowerCase();
  let counted = { upTo: -1n, wei: 0n };

  const count = (number: bigint): void => {
    const block = store.block(chainId, number);
    if (block === undefined) throw new RangeError(`block ${number} of chain ${chainId} is not in the store`);
    const { receipts, header } = block;
    // Relays stand before the users' transactions.
    const before = receipts.some(isRelay) ? 0n : counted.wei;
    const earned = receipts
      .filter(({ from }) => from.toLowerCase() !== account)
      .reduce((sum, r) => sum + r.gasUsed * (r.effectiveGasPrice - header.baseFee), 0n);
    counted = { upTo: number, wei: before + earned };
  };

  return {
    upTo: (number) => {
      const oldest = number > MAX_BLOCKS_READ ? number - MAX_BLOCKS_READ : 0n;
      if (counted.upTo < oldest || counted.upTo > number) counted = { upTo: oldest, wei: 0n };
      while (counted.upTo < number) count(counted.upTo + 1n);
      return counted.wei;
    },
  };
}
