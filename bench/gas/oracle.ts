/**
 * Gas of the oracle on a rollup, as whole transactions: intrinsic gas and call data included, refunds taken off.
 * Proofs have no branches. "First" finds empty slots; the pot holds money.
 */
import { encodeFunctionData, type Hex, zeroHash } from "viem";
import { minedBlockOracleAbi } from "../../services/abi/index.ts";
import { openInHistory } from "../../services/execution/historyOpening.ts";
import { MINED_BLOCK_ORACLE } from "../../services/protocol/systemAddresses.ts";
import { mineCheckpoint } from "../../test/support/mineCheckpoint.ts";
import { createOracleChain, RULES } from "../../test/support/oracleChain.ts";
import { CHAIN_A } from "../../test/support/rollupChain.ts";
import type { Measurement } from "../measurement.ts";

const MINER = "0x0000000000000000000000000000000000005001";
const FUNDED_WEI = 10n ** 15n;

export async function measure(): Promise<Measurement[]> {
  const chain = await createOracleChain();
  await chain.grow(9);
  const ids: Hex[] = [];
  const submit = async (number: bigint): Promise<number> => {
    const mined = mineCheckpoint({
      auxChainId: RULES.auxChainId,
      nBits: RULES.anchorBits,
      parentCheckpoint: ids.at(-1) ?? zeroHash,
      superblock: chain.superblockHash(number),
      miner: MINER,
    });
    ids.push(mined.id);
    const receipt = await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], number), FUNDED_WEI);
    return Number(receipt.gasUsed);
  };
  const call = async (functionName: "claim" | "withdraw", args: readonly unknown[]): Promise<number> => {
    const data = encodeFunctionData({ abi: minedBlockOracleAbi, functionName, args } as never);
    return Number((await chain.send(CHAIN_A, MINED_BLOCK_ORACLE, data)).gasUsed);
  };
  /** Of a checkpoint over an old superblock, without money. */
  const submitOld = async (number: bigint): Promise<number> => {
    const { id, checkpoint, auxPow } = mineCheckpoint({
      auxChainId: RULES.auxChainId,
      nBits: RULES.anchorBits,
      parentCheckpoint: ids.at(-1) ?? zeroHash,
      superblock: chain.superblockHash(number),
      miner: MINER,
    });
    ids.push(id);
    const head = chain.store.head()!.superblock.number;
    const breathe = async () => undefined;
    const opening = await openInHistory({ store: chain.store, breathe }, { chainId: CHAIN_A, number, head });
    const args = [[checkpoint], [auxPow], chain.superblock(number), opening!] as const;
    const data = encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "submitOld", args });
    return Number((await chain.send(CHAIN_A, MINED_BLOCK_ORACLE, data)).gasUsed);
  };
  const view = async (functionName: "age" | "isMined" | "lastMined", args: readonly unknown[] = []) =>
    Number((await chain.read(CHAIN_A, MINED_BLOCK_ORACLE, minedBlockOracleAbi, functionName, args)).gasUsed);
  return [
    { name: "oracle: checkpoint with money for the pot, no branches, first", gas: await submit(1n) },
    { name: "oracle: checkpoint with money for the pot, no branches, later", gas: await submit(2n) },
    { name: "oracle: a third of them", gas: await submit(3n) },
    { name: "oracle: claim of one checkpoint, first of an account", gas: await call("claim", [[ids[0]]]) },
    { name: "oracle: withdraw to a new account", gas: await call("withdraw", [MINER]) },
    { name: "oracle: checkpoint opened by the history, no branches, later", gas: await submitOld(4n) },
    { name: "oracle: age, asked for in a transaction of its own", gas: await view("age") },
    { name: "oracle: isMined, asked for in a transaction of its own", gas: await view("isMined", [3n]) },
    { name: "oracle: lastMined, asked for in a transaction of its own", gas: await view("lastMined") },
  ];
}
