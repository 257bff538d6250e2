/** An in-process Hardhat chain, and contracts on it by their names. */
import { network } from "hardhat";
import {
  type Address,
  createTestClient,
  custom,
  encodeDeployData,
  getAddress,
  publicActions,
  walletActions,
} from "viem";
import { artifactOf } from "./artifact.ts";

export async function connectChain(chainId: bigint) {
  const connection = await network.create({ override: { chainId: Number(chainId) } });
  const client = createTestClient({ mode: "hardhat", transport: custom(connection.provider) })
    .extend(publicActions)
    .extend(walletActions);
  const accounts = await client.getAddresses();
  return { client, accounts, close: () => connection.close() };
}

export type Chain = Awaited<ReturnType<typeof connectChain>>;

/** Runs creation code at an address, as genesis does: storage is written there, what it returns becomes the code. */
export async function constructAt(
  chain: Chain,
  address: Address,
  contract: string,
  args: readonly unknown[],
) {
  const { abi, bytecode } = artifactOf(contract);
  const creation = encodeDeployData({ abi, bytecode, args });
  const { client, accounts } = chain;
  await client.setCode({ address, bytecode: creation });
  const { data: runtime } = await client.call({ to: address, gas: 16_000_000n });
  await client.sendTransaction({ account: accounts[0]!, chain: null, to: address, gas: 16_000_000n });
  await client.setCode({ address, bytecode: runtime! });
}

/** Deploys a contract of contracts/ or of the harness the ordinary way. */
export async function deploy(
  chain: Chain,
  contract: string,
  args: readonly unknown[] = [],
): Promise<Address> {
  const { abi, bytecode } = artifactOf(contract);
  const hash = await chain.client.deployContract({
    abi,
    bytecode,
    args,
    account: chain.accounts[0]!,
    chain: null,
  });
  return getAddress((await chain.client.getTransactionReceipt({ hash })).contractAddress!);
}
