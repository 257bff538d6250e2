/** Transactions of the throughput benchmark, signed beforehand; the same bytes go to every node of one chain id. */
import {
  type Address,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
  parseEther,
  parseGwei,
  toHex,
  zeroHash,
} from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import {
  crossRollupMessengerAbi,
  crossRollupTokenBridgeAbi,
  sharedERC20Abi,
} from "../../services/abi/index.ts";
import { nativeAccount } from "../../services/adapters/nativeAccount.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../test/support/artifact.ts";
import { testAccount } from "../../test/support/lockstepRollups.ts";

/** Rich on every development node; on the rollups a message from L1 makes it so. */
export const funder = testAccount(4);
export const SENDERS_PER_LOAD = 80;
/** of the funder's token, to each sender */
const TOKENS = 1_000_000n;
const ACTION_GAS = 200_000n;
const RECIPIENTS = 1000;

/** Transactions by sender, each sender's in the order of nonces. */
export type Load = readonly (readonly Hex[])[];

type Call = { readonly to?: Address; readonly value?: bigint; readonly data?: Hex; readonly gas: bigint };

const FEES = { maxFeePerGas: parseGwei("50"), maxPriorityFeePerGas: parseGwei("1") } as const;

const sign = (from: Pick<PrivateKeyAccount, "signTransaction">, chainId: bigint, nonce: number, call: Call) =>
  from.signTransaction({ type: "eip1559", chainId: Number(chainId), nonce, ...FEES, ...call });

const keyOf = (name: string): Hex => keccak256(toHex(name));
const recipient = (n: number): Address =>
  `0x${keccak256(toHex(`recipient ${n % RECIPIENTS}`)).slice(26)}` as Address;

export const sendersOf = (load: string): PrivateKeyAccount[] =>
  Array.from({ length: SENDERS_PER_LOAD }, (_, i) => nativeAccount(keyOf(`${load} ${i}`)));

const terms = (homeChainId: bigint) => ({
  name: "Bench",
  symbol: "BENCH",
  decimals: 18,
  homeChainId,
  initialHolder: funder.address,
  initialSupply: 10n ** 18n,
  salt: zeroHash,
});

/** An ordinary ERC-20 of the funder's first transaction. */
export const erc20 = getContractAddress({ from: funder.address, nonce: 0n });

/** What the funder sends before anything is measured: a token, then ETH and tokens to every sender. */
export async function preparation(
  chainId: bigint,
  loads: readonly string[],
  shared?: { readonly address: Address; readonly homeChainId: bigint },
): Promise<Hex[]> {
  const { abi, bytecode } = artifactOf("SharedERC20");
  const calls: Call[] = [
    { data: encodeDeployData({ abi, bytecode, args: [terms(chainId)] }), gas: 4_000_000n },
  ];
  if (shared !== undefined) calls.push(creation(shared.homeChainId));
  const tokens = shared?.homeChainId === chainId ? [erc20, shared.address] : [erc20];
  for (const { address } of loads.flatMap(sendersOf)) {
    calls.push({ to: address, value: parseEther("10"), gas: 21_000n });
    const data = encodeFunctionData({
      abi: sharedERC20Abi,
      functionName: "transfer",
      args: [address, TOKENS],
    });
    for (const to of tokens) calls.push({ to, data, gas: 100_000n });
  }
  return Promise.all(calls.map((call, nonce) => sign(funder, chainId, nonce, call)));
}

/** Brings a shared token into being; its home is `homeChainId` whichever rollup this is sent to. */
const creation = (homeChainId: bigint): Call => ({
  to: TOKEN_BRIDGE,
  data: encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "createToken",
    args: [terms(homeChainId)],
  }),
  gas: 4_000_000n,
});

export const creationCall = (homeChainId: bigint): Hex =>
  encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "tokenAddress",
    args: [terms(homeChainId)],
  });

/** `count` calls of one kind, spread over a load's senders. */
async function spread(
  load: string,
  chainId: bigint,
  count: number,
  call: (n: number) => Call,
): Promise<Load> {
  const each = Math.ceil(count / SENDERS_PER_LOAD);
  return Promise.all(
    sendersOf(load).map((sender, s) =>
      Promise.all(
        Array.from({ length: each }, (_, nonce) => sign(sender, chainId, nonce, call(s * each + nonce))),
      ),
    ),
  );
}

export const transfers = (load: string, chainId: bigint, count: number): Promise<Load> =>
  spread(load, chainId, count, (n) => ({ to: recipient(n), value: 1n, gas: 21_000n }));

export const tokenTransfers = (load: string, chainId: bigint, count: number): Promise<Load> =>
  spread(load, chainId, count, (n) => ({
    to: erc20,
    data: encodeFunctionData({ abi: sharedERC20Abi, functionName: "transfer", args: [recipient(n), 1n] }),
    gas: 100_000n,
  }));

type Crossing = { readonly from: bigint; readonly to: bigint; readonly quoteWei: bigint };

/** Burns here, mints there. */
export const crossings = (load: string, token: Address, crossing: Crossing, count: number): Promise<Load> =>
  spread(load, crossing.from, count, (n) => ({
    to: TOKEN_BRIDGE,
    value: crossing.quoteWei,
    data: encodeFunctionData({
      abi: crossRollupTokenBridgeAbi,
      functionName: "burn",
      args: [token, crossing.to, recipient(n), 1n, "0x", ACTION_GAS],
    }),
    gas: 500_000n,
  }));

/** Calls a token there, in the sender's name. */
export const triggers = (load: string, crossing: Crossing, count: number): Promise<Load> =>
  spread(load, crossing.from, count, (n) => ({
    to: MESSENGER,
    value: crossing.quoteWei,
    data: encodeFunctionData({
      abi: crossRollupMessengerAbi,
      functionName: "trigger",
      args: [
        crossing.to,
        erc20,
        encodeFunctionData({ abi: sharedERC20Abi, functionName: "approve", args: [recipient(n), 1n] }),
        ACTION_GAS,
      ],
    }),
    gas: 500_000n,
  }));

export const quoteCall = (dstChainId: bigint): Hex =>
  encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "quote",
    args: [dstChainId, ACTION_GAS],
  });
