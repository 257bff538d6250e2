/** eth_feeHistory: base fees, fullness and paid tips of a range of blocks. */
import { toHex } from "viem";
import type { StoredBlock } from "../ports.ts";
import { nextBaseFee } from "../protocol/superblock/baseFee.ts";
import type { RpcDeps } from "./rpcDeps.ts";

const MAX_BLOCKS = 1024;

type Range = {
  readonly count: number;
  readonly newest: bigint;
  readonly percentiles: readonly number[];
};

export function feeHistory({ store, chainId }: RpcDeps, { count, newest, percentiles }: Range) {
  const wanted = BigInt(Math.min(count, MAX_BLOCKS));
  const oldest = newest + 1n > wanted ? newest + 1n - wanted : 0n;
  const blocks: StoredBlock[] = [];
  for (let number = oldest; number <= newest; number++) blocks.push(store.block(chainId, number)!);
  const fees = blocks.map(({ header }) => header.baseFee);
  return {
    oldestBlock: toHex(oldest),
    baseFeePerGas: [...fees, nextBaseFee(blocks.at(-1)!.header)].map((fee) => toHex(fee)),
    gasUsedRatio: blocks.map(({ header }) => Number(header.gasUsed) / Number(header.gasLimit)),
    baseFeePerBlobGas: [...fees, 0n].map(() => "0x1"),
    blobGasUsedRatio: fees.map(() => 0),
    ...(percentiles.length > 0 && { reward: blocks.map((block) => rewards(block, percentiles)) }),
  };
}

/** Tips at percentiles of the gas used, cheapest first. */
function rewards({ header, receipts }: StoredBlock, percentiles: readonly number[]): string[] {
  const paid = receipts
    .map(({ effectiveGasPrice, gasUsed }) => ({ tip: effectiveGasPrice - header.baseFee, gasUsed }))
    .sort((a, b) => (a.tip < b.tip ? -1 : 1));
  return percentiles.map((percentile) => {
    const upTo = (Number(header.gasUsed) * percentile) / 100;
    let gas = 0;
    for (const { tip, gasUsed } of paid) {
      gas += Number(gasUsed);
      if (gas >= upTo) return toHex(tip);
    }
    return "0x0";
  });
}
