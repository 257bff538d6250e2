/** The deployer's connection to L1, with everything checked that can be wrong before the first transaction. */
import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  formatEther,
  type Hex,
  http,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { DeployError } from "./deployError.ts";

export type L1Connection = {
  readonly chainId: bigint;
  readonly account: ReturnType<typeof privateKeyToAccount>;
  readonly reader: PublicClient<Transport, Chain>;
  readonly writer: WalletClient<Transport, Chain, Account>;
};

const POLL_MS = 100;
const TIMEOUT_MS = 20_000;

/** Connects and checks the chain id (when one is asked for) and that the deployer owns ETH. */
export async function connectL1(options: {
  readonly l1Url: string;
  readonly deployerKey: Hex;
  readonly expectedChainId?: bigint | undefined;
}): Promise<L1Connection> {
  const { l1Url, deployerKey, expectedChainId } = options;
  const transport = http(l1Url, { timeout: TIMEOUT_MS, retryCount: 1 });
  const chainId = await createPublicClient({ transport })
    .getChainId()
    .catch((cause: unknown) => {
      throw new DeployError("l1-unreachable", `no L1 JSON-RPC answers at ${l1Url}: start it or give --l1`, {
        cause,
      });
    });
  if (expectedChainId !== undefined && BigInt(chainId) !== expectedChainId)
    throw new DeployError(
      "l1-wrong-chain",
      `the L1 at ${l1Url} has chain id ${chainId}, the parameters want ${expectedChainId}: give the right --l1 or other parameters`,
    );

  const chain = defineChain({
    id: chainId,
    name: "L1",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [l1Url] } },
  });
  const account = privateKeyToAccount(deployerKey);
  const reader = createPublicClient({ chain, transport, pollingInterval: POLL_MS, cacheTime: 0 });
  const writer = createWalletClient({ account, chain, transport });
  const balance = await reader.getBalance({ address: account.address });
  if (balance === 0n)
    throw new DeployError(
      "deployer-without-funds",
      `the deployer ${account.address} has ${formatEther(balance)} ETH on chain ${chainId}: send it some`,
    );
  return { chainId: BigInt(chainId), account, reader, writer };
}
