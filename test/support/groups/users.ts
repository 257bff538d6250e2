/** Accounts of a run: their keys are derived once, because that takes longer than signing. */
import type { Address, Hex } from "viem";
import type { HDAccount } from "viem/accounts";
import { testAccount } from "../lockstepRollups.ts";

const FEE_WEI = 1_000_000n;
const accounts = new Map<number, HDAccount>();

export function user(index: number): HDAccount {
  const account = accounts.get(index) ?? testAccount(index);
  accounts.set(index, account);
  return account;
}

export type Unsigned = {
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly to?: Address;
  readonly data?: Hex;
  readonly value?: bigint;
  readonly gas: bigint;
  /** of the least fee that the pool takes; more than 110 replaces another */
  readonly feePercent?: bigint;
};

export function signAs(
  index: number,
  { chainId, nonce, to, data = "0x", value = 0n, gas, feePercent = 100n }: Unsigned,
): Promise<Hex> {
  const fee = (FEE_WEI * feePercent) / 100n;
  return user(index).signTransaction({
    type: "eip1559",
    chainId: Number(chainId),
    nonce: Number(nonce),
    ...(to && { to }),
    value,
    data,
    gas,
    maxFeePerGas: fee,
    maxPriorityFeePerGas: fee,
  });
}
