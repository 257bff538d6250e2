/** What rollups owe a miner, and the calls that pay it out. */
import { type Address, encodeFunctionData, type Hex } from "viem";
import { minedBlockOracleAbi } from "../abi/index.ts";

export type CreditPage = {
  readonly withdrawableWei: bigint;
  readonly shares: readonly { readonly id: Hex; readonly shareWei: bigint; readonly claimable: boolean }[];
  /** where the next page begins */
  readonly next: Hex | null;
};

/** A rollup, and an account on it that pays for gas. */
export interface RollupAccess {
  readonly chainId: bigint;
  minerCredit(account: Address, from?: Hex): Promise<CreditPage>;
  /** Calls the oracle and waits for the block; throws when the call fails. */
  callOracle(data: Hex): Promise<Hex>;
}

export type Credit = {
  readonly withdrawableWei: bigint;
  /** checkpoints whose share can be claimed now */
  readonly claimable: readonly Hex[];
  readonly claimableWei: bigint;
  /** shares of checkpoints that too few stand above */
  readonly unsettledWei: bigint;
};

/** Some 40,000 gas each: a call stays far below a block's. */
const CLAIMS_PER_CALL = 100;

export async function readCredit(
  rollup: Pick<RollupAccess, "minerCredit">,
  account: Address,
): Promise<Credit> {
  const first = await rollup.minerCredit(account);
  const shares = [...first.shares];
  for (let from = first.next; from !== null; ) {
    const page = await rollup.minerCredit(account, from);
    shares.push(...page.shares);
    from = page.next;
  }
  const claimable = shares.filter((share) => share.claimable);
  const sum = (of: typeof shares): bigint => of.reduce((total, { shareWei }) => total + shareWei, 0n);
  return {
    withdrawableWei: first.withdrawableWei,
    claimable: claimable.map(({ id }) => id),
    claimableWei: sum(claimable),
    unsettledWei: sum(shares) - sum(claimable),
  };
}

/** Claims what can be claimed, then withdraws all of it to the account. @returns hashes of the transactions */
export async function payOut(
  rollup: RollupAccess,
  account: Address,
  credit: Credit,
): Promise<readonly Hex[]> {
  const { claimable, claimableWei, withdrawableWei } = credit;
  const abi = minedBlockOracleAbi;
  const hashes: Hex[] = [];
  for (let at = 0; at < claimable.length; at += CLAIMS_PER_CALL) {
    const ids = claimable.slice(at, at + CLAIMS_PER_CALL);
    hashes.push(await rollup.callOracle(encodeFunctionData({ abi, functionName: "claim", args: [ids] })));
  }
  if (claimableWei + withdrawableWei === 0n) return hashes;
  const data = encodeFunctionData({ abi, functionName: "withdraw", args: [account] });
  return [...hashes, await rollup.callOracle(data)];
}
