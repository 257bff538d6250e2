/** Users of a devnet: transfers on each rollup and burns from A to B, as fast as a few wallets send them. */
import {
  type Address,
  createPublicClient,
  encodeFunctionData,
  type Hex,
  type HttpTransport,
  http,
  type PublicClient,
  parseEther,
  parseGwei,
  zeroHash,
} from "viem";
import type { HDAccount } from "viem/accounts";
import {
  crossRollupMessengerAbi,
  crossRollupTokenBridgeAbi,
  sharedERC20Abi,
} from "../../services/abi/index.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS } from "../../services/devnet.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import type { DevnetUrls } from "./devnetProcess.ts";

export const SUPPLY = parseEther("1000000");
const CHAIN_A = 42101;
const CHAIN_B = 42102;
const ACTION_GAS = 300_000n;
/** Transactions of one wallet that wait at the same time. */
const IN_FLIGHT = 4;

const { alice, bob, carol } = DEVELOPMENT_ACCOUNTS;
const TERMS = {
  name: "Crash",
  symbol: "CRASH",
  decimals: 18,
  homeChainId: BigInt(CHAIN_A),
  initialHolder: alice.address,
  initialSupply: SUPPLY,
  salt: zeroHash,
};

export type Rollup = {
  readonly chainId: number;
  readonly client: PublicClient<HttpTransport>;
};
export type Rollups = { readonly a: Rollup; readonly b: Rollup };

export const rollupsAt = ({ a, b }: DevnetUrls): Rollups => {
  const rollup = (chainId: number, url: string): Rollup => ({
    chainId,
    client: createPublicClient({
      transport: http(url, { retryCount: 0, timeout: 5_000 }),
      pollingInterval: 100,
    }),
  });
  return { a: rollup(CHAIN_A, a), b: rollup(CHAIN_B, b) };
};

/** A transaction whose receipt a user has seen. */
export type Seen = {
  readonly chainId: number;
  readonly hash: Hex;
  readonly blockHash: Hex;
  readonly blockNumber: bigint;
  readonly isBurn: boolean;
};

type Intent = { readonly to: Address; readonly data?: Hex; readonly value: bigint; readonly gas: bigint };
type Wallet = { readonly rollup: Rollup; readonly account: HDAccount; readonly next: () => Intent };

const sign = ({ rollup, account }: Wallet, nonce: number, intent: Intent): Promise<Hex> =>
  account.signTransaction({
    type: "eip1559",
    chainId: rollup.chainId,
    nonce,
    maxFeePerGas: parseGwei("5"),
    maxPriorityFeePerGas: 10n ** 6n,
    ...intent,
  });

/** The token, created on both rollups by Alice as soon as the deployment's deposits have arrived. */
export async function createToken({ a, b }: Rollups): Promise<Address> {
  for (const { client } of [a, b])
    while ((await client.getBalance({ address: carol.address })) === 0n)
      await systemClock.sleep(client.pollingInterval);
  const bridge = { address: TOKEN_BRIDGE, abi: crossRollupTokenBridgeAbi } as const;
  const data = encodeFunctionData({ ...bridge, functionName: "createToken", args: [TERMS] });
  for (const rollup of [a, b]) {
    const wallet = { rollup, account: alice, next: () => ({ to: TOKEN_BRIDGE, value: 0n, gas: 0n }) };
    const raw = await sign(wallet, 0, { to: TOKEN_BRIDGE, data, value: 0n, gas: 4_000_000n });
    const hash = await rollup.client.sendRawTransaction({ serializedTransaction: raw });
    const { status } = await rollup.client.waitForTransactionReceipt({ hash, timeout: 20_000 });
    if (status !== "success") throw new Error(`no token on ${rollup.chainId}`);
  }
  return a.client.readContract({ ...bridge, functionName: "tokenAddress", args: [TERMS] });
}

/** Supply of the token on both rollups together at the end of a superblock. */
export async function supplyAt({ a, b }: Rollups, token: Address, blockNumber: bigint): Promise<bigint> {
  const read = { address: token, abi: sharedERC20Abi, functionName: "totalSupply", blockNumber } as const;
  const [onA, onB] = await Promise.all([a.client.readContract(read), b.client.readContract(read)]);
  return onA + onB;
}

export interface Load {
  /** Receipts seen so far. */
  readonly seen: readonly Seen[];
  /** Resolves when all wallets have stopped; they do so by themselves when nobody answers any more. */
  stop(): Promise<void>;
}

export async function startLoad(rollups: Rollups, token: Address): Promise<Load> {
  const { a, b } = rollups;
  const seen: Seen[] = [];
  const controller = new AbortController();
  const fee = await a.client.readContract({
    address: MESSENGER,
    abi: crossRollupMessengerAbi,
    functionName: "quote",
    args: [BigInt(CHAIN_B), ACTION_GAS],
  });
  const pay = (): Intent => ({ to: alice.address, value: 1n, gas: 21_000n });
  const data = encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "burn",
    args: [token, BigInt(CHAIN_B), bob.address, 10n ** 15n, "0x", ACTION_GAS],
  });
  const burn = (): Intent => ({ to: TOKEN_BRIDGE, data, value: fee, gas: 600_000n });
  const wallets: Wallet[] = [
    { rollup: a, account: alice, next: burn },
    { rollup: a, account: carol, next: pay },
    { rollup: b, account: bob, next: pay },
  ];
  // A wallet that finds nobody home has seen all that it will see.
  const running = wallets.map((wallet) => spend(wallet, seen, controller.signal).catch(() => undefined));
  return {
    seen,
    stop: async () => {
      controller.abort();
      await Promise.all(running);
    },
  };
}

/** Sends one after the other, a few ahead of the receipts, until stopped or refused. */
async function spend(wallet: Wallet, seen: Seen[], signal: AbortSignal): Promise<void> {
  const { rollup, account } = wallet;
  const { client, chainId } = rollup;
  let nonce = await client.getTransactionCount({ address: account.address });
  const waiting: Hex[] = [];
  while (!signal.aborted) {
    while (waiting.length < IN_FLIGHT) {
      const intent = wallet.next();
      const serializedTransaction = await sign(wallet, nonce++, intent);
      waiting.push(await client.sendRawTransaction({ serializedTransaction }));
    }
    const receipt = await client.getTransactionReceipt({ hash: waiting[0]! }).catch((err: Error) => {
      if (err.name === "TransactionReceiptNotFoundError") return undefined;
      throw err;
    });
    if (receipt === undefined) {
      await systemClock.sleep(60);
      continue;
    }
    const { transactionHash: hash, blockHash, blockNumber, status } = receipt;
    if (status !== "success") throw new Error(`transaction ${hash} reverted`);
    seen.push({ chainId, hash, blockHash, blockNumber, isBurn: account === alice });
    waiting.shift();
  }
}
