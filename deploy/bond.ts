/** The leader's bond, staked by the deployer: without one nobody leads and the inbox takes no batch. */
import { type Address, formatEther } from "viem";
import { bondedSequencerAbi } from "../services/abi/index.ts";
import { DeployError } from "./deployError.ts";
import type { L1Connection } from "./l1Connection.ts";

/** Adds what is missing to a stake of `stakeWei`. @returns whether anything was */
export async function stakeBond(
  { reader, writer }: L1Connection,
  policy: Address,
  stakeWei: bigint,
): Promise<boolean> {
  const contract = { address: policy, abi: bondedSequencerAbi } as const;
  const bond = await reader.readContract({ ...contract, functionName: "bond" });
  if (bond.stakeWei >= stakeWei) return false;
  const missing = stakeWei - bond.stakeWei;
  const hash = await writer
    .writeContract({ ...contract, functionName: "stake", value: missing })
    .catch((cause: unknown) => {
      throw new DeployError(
        "bond-failed",
        `the bond of ${formatEther(missing)} ETH could not be staked: give the deployer more ETH, then run again`,
        { cause },
      );
    });
  const receipt = await reader.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success")
    throw new DeployError("bond-failed", `staking the bond was reverted in ${hash}: run again`);
  return true;
}
