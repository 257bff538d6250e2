import { network } from "hardhat";

/** Calls a view function of a deployed contract and returns what it returns. */
export type Lens = <Result>(functionName: string, args: readonly unknown[]) => Promise<Result>;

/** Deploys a contract without constructor arguments on a fresh chain. */
export async function deployLens(name: string): Promise<Lens> {
  const { viem } = await network.create();
  const client = await viem.getPublicClient();
  const { address, abi } = await viem.deployContract(name);
  return async <Result>(functionName: string, args: readonly unknown[]) =>
    (await client.readContract({ address, abi, functionName, args })) as Result;
}
