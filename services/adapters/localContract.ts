import { readFileSync } from "node:fs";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { Account, createAddressFromString } from "@ethereumjs/util";
import { type Abi, bytesToHex, decodeFunctionResult, encodeFunctionData, hexToBytes } from "viem";

export interface Measured {
  /** Gas of the call's frame: neither 21000 nor calldata. */
  readonly gas: number;
  readonly result: unknown;
}

export type Call = (functionName: string, args: readonly unknown[]) => Promise<Measured>;

/** Puts a compiled contract into a fresh EVM and calls its view functions there. */
export async function loadContract(artifactPath: string): Promise<Call> {
  const artifact = JSON.parse(readFileSync(artifactPath, "utf8")) as {
    abi: Abi;
    deployedBytecode: `0x${string}`;
  };
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });
  const evm = await createEVM({ common });
  const caller = createAddressFromString("0x00000000000000000000000000000000000000ee");
  const to = createAddressFromString("0x00000000000000000000000000000000000000c0");
  await evm.stateManager.putAccount(caller, new Account(0n, 10n ** 18n));
  await evm.stateManager.putAccount(to, new Account());
  await evm.stateManager.putCode(to, hexToBytes(artifact.deployedBytecode));
  // Precompiles are warm in every transaction; an EVM without a transaction has to be told.
  for (let i = 1; i <= 17; i++) evm.journal.addAlwaysWarmAddress(i.toString(16).padStart(40, "0"));

  return async (functionName, args) => {
    const data = hexToBytes(encodeFunctionData({ abi: artifact.abi, functionName, args }));
    const { execResult } = await evm.runCall({ caller, to, data, gasLimit: 1_000_000_000n });
    if (execResult.exceptionError) throw new Error(`${functionName}: ${execResult.exceptionError.error}`);
    const raw = bytesToHex(execResult.returnValue);
    const result = decodeFunctionResult({ abi: artifact.abi, functionName, data: raw });
    return { gas: Number(execResult.executionGasUsed), result };
  };
}
