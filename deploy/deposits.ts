/** The first deposits of a development deployment: the only way to ETH on a rollup. */
import { type Address, formatEther, type Hex } from "viem";
import { portalAbi } from "../services/abi/index.ts";
import { DeployError } from "./deployError.ts";
import type { L1Connection } from "./l1Connection.ts";
import type { Parameters } from "./parameters.ts";

/** Long enough for a sequencer that is started days after the deployment. */
const DEADLINE_SEC = 30n * 86_400n;
const GAS_PER_SEND = 400_000n;

/**
 * Sends what is still missing: the queue of a fresh Portal holds only these, in this order, so its length says
 * where an interrupted run stopped.
 */
export async function sendDeposits(
  connection: L1Connection,
  portal: Address,
  rollups: readonly bigint[],
  deposits: NonNullable<Parameters["deposits"]>,
): Promise<number> {
  const { account, reader, writer } = connection;
  const { valueWei, gasLimit, accounts } = deposits;
  const contract = { address: portal, abi: portalAbi } as const;
  const fee = await reader.readContract({ ...contract, functionName: "quote", args: [gasLimit] });
  const { timestamp } = await reader.getBlock();
  let nonce = await reader.getTransactionCount({ address: account.address, blockTag: "pending" });

  const hashes: Hex[] = [];
  for (const chainId of rollups) {
    const sent = await reader.readContract({ ...contract, functionName: "sentCount", args: [chainId] });
    for (const target of accounts.slice(Number(sent))) {
      const sending = writer.writeContract({
        ...contract,
        functionName: "send",
        args: [chainId, target, "0x", gasLimit, timestamp + DEADLINE_SEC, target],
        value: valueWei + fee,
        gas: GAS_PER_SEND,
        nonce: nonce++,
      });
      hashes.push(
        await sending.catch((cause: unknown) => {
          throw new DeployError(
            "deposit-failed",
            `a deposit of ${formatEther(valueWei)} ETH could not be sent: give the deployer ${account.address} more ETH, then run again`,
            { cause },
          );
        }),
      );
    }
  }
  for (const hash of hashes) {
    const receipt = await reader.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success")
      throw new DeployError("deposit-failed", `deposit ${hash} was reverted: has the deployer enough ETH?`);
  }
  return hashes.length;
}
