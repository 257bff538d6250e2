/**
 * A range of superblocks with what people send on an ordinary day: 38 % transfers of ETH, 30 % of tokens, 17 % swaps,
 * 14.6 % approvals, 0.4 % deployments. Few people send much, some recipients are new, half of the amounts are odd.
 */
import { encodeFunctionData, type Hex, parseAbi, parseGwei, serializeTransaction, toHex } from "viem";
import type { BatchSuperblock } from "../../services/protocol/batch/batchData.ts";
import { artifactOf } from "./artifact.ts";
import { BASE } from "./batchSamples.ts";
import type { Random } from "./random.ts";

const erc20 = parseAbi([
  "function transfer(address to, uint256 value) returns (bool)",
  "function approve(address spender, uint256 value) returns (bool)",
]);
const router = parseAbi([
  "function swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable",
  "function swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)",
  "function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)",
]);

type Account = { readonly address: Hex; readonly nonces: number[]; readonly fees: Fees };
type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };
type Call = { readonly to?: Hex; readonly value?: bigint; readonly data?: Hex; readonly gas: number };
type Token = { readonly address: Hex; readonly decimals: number; readonly gas: number };

type World = {
  readonly random: Random;
  readonly accounts: readonly Account[];
  readonly exchanges: readonly Hex[];
  readonly tokens: readonly Token[];
  readonly weth: Hex;
  readonly routers: readonly Hex[];
  readonly deployments: Hex[];
};

const MAX = 2n ** 256n - 1n;

function createWorld(random: Random): World {
  const fees = ["1", "1.5", "2", "3"].flatMap((fee) =>
    ["0.001", "0.1", "1"].map((tip) => ({
      maxFeePerGas: parseGwei(fee),
      maxPriorityFeePerGas: parseGwei(tip),
    })),
  );
  return {
    random,
    accounts: Array.from({ length: 400 }, () => ({
      address: random.bytes(20),
      nonces: BASE.rollups.map(() => random.int(random.pick([3, 30, 300, 3000]))),
      fees: few(random, fees),
    })),
    exchanges: Array.from({ length: 10 }, () => random.bytes(20)),
    tokens: Array.from({ length: 12 }, (_, i) => ({
      address: random.bytes(20),
      decimals: i % 3 === 0 ? 6 : 18,
      gas: 34_000 + random.int(20_000),
    })),
    weth: random.bytes(20),
    routers: [random.bytes(20), random.bytes(20)],
    deployments: ["CrossRollupCounter", "SharedERC20", "PowGuardedVault", "CrossRollupCounter"].map(
      (name) => artifactOf(name).bytecode,
    ),
  };
}

/** One of a list, the first ones far more often. */
const few = <T>(random: Random, from: readonly T[]): T => {
  const unit = random.int(1 << 20) / (1 << 20);
  return from[Math.floor(from.length * unit ** 2.5)]!;
};

/** One or two digits; some more; or as many as the token has. */
function amountOf(random: Random, decimals: number): bigint {
  const whole = 10n ** BigInt(decimals);
  const kind = random.int(4);
  if (kind < 2) return (BigInt(1 + random.int(99)) * whole) / 10n ** BigInt(random.int(4));
  if (kind === 2) return (BigInt(1 + random.int(1_000_000)) * whole) / 10_000n;
  return (random.bits(62) * whole) / 10n ** 18n + 1n;
}

/** Someone new, someone who is about, or an exchange. */
function recipientOf({ random, accounts, exchanges }: World): Hex {
  const kind = random.int(100);
  if (kind < 40) return random.bytes(20);
  return kind < 75 ? few(random, accounts).address : few(random, exchanges);
}

const transfer = (world: World): Call => ({
  to: recipientOf(world),
  value: amountOf(world.random, 18),
  gas: 21_000,
});

function tokenTransfer(world: World): Call {
  const { address, decimals, gas } = few(world.random, world.tokens);
  const args = [recipientOf(world), amountOf(world.random, decimals)] as const;
  const data = encodeFunctionData({ abi: erc20, functionName: "transfer", args });
  return { to: address, data, gas: gas + world.random.pick([0, 17_100]) };
}

function approval(world: World): Call {
  const { random, tokens, routers } = world;
  const { address, decimals, gas } = few(random, tokens);
  const value = random.int(10) < 7 ? MAX : amountOf(random, decimals);
  const data = encodeFunctionData({
    abi: erc20,
    functionName: "approve",
    args: [random.pick(routers), value],
  });
  return { to: address, data, gas: gas + 12_000 };
}

function swap(world: World, account: Account, timestamp: bigint): Call {
  const { random, tokens, weth, routers } = world;
  const to = few(random, routers);
  const [tokenIn, tokenOut] = [few(random, tokens), few(random, tokens)];
  const end = [account.address, timestamp + 1200n - BigInt(random.int(12))] as const;
  const least = (random.bits(61) * 10n ** BigInt(tokenOut.decimals)) / 10n ** 18n;
  const amount = amountOf(random, tokenIn.decimals);
  const gas = 105_000 + random.int(40_000);
  switch (random.int(3)) {
    case 0: {
      const args = [least, [weth, tokenOut.address], ...end] as const;
      const data = encodeFunctionData({ abi: router, functionName: "swapExactETHForTokens", args });
      return { to, value: amountOf(random, 18), data, gas };
    }
    case 1: {
      const args = [amount, least, [tokenIn.address, weth], ...end] as const;
      return {
        to,
        data: encodeFunctionData({ abi: router, functionName: "swapExactTokensForETH", args }),
        gas,
      };
    }
    default: {
      const args = [amount, least, [tokenIn.address, weth, tokenOut.address], ...end] as const;
      return {
        to,
        data: encodeFunctionData({ abi: router, functionName: "swapExactTokensForTokens", args }),
        gas,
      };
    }
  }
}

function callOf(world: World, account: Account, timestamp: bigint): Call {
  const kind = world.random.int(1000);
  if (kind < 380) return transfer(world);
  if (kind < 680) return tokenTransfer(world);
  return kind < 850 ? swap(world, account, timestamp) : approval(world);
}

function send(world: World, rollup: number, account: Account, call: Call): Hex {
  const { random } = world;
  const nonce = account.nonces[rollup]!++;
  const chainId = Number(BASE.rollups[rollup]!);
  const request = { ...call, gas: BigInt(call.gas), nonce, chainId };
  const yParity = random.int(2);
  const signature = {
    r: toHex(random.bits(256), { size: 32 }),
    s: toHex(random.bits(255), { size: 32 }),
    yParity,
  };
  if (random.int(100) < 8) {
    const gasPrice = account.fees.maxFeePerGas;
    return serializeTransaction(
      { ...request, type: "legacy", gasPrice },
      { ...signature, v: BigInt(35 + 2 * chainId + yParity) },
    );
  }
  return serializeTransaction({ ...request, ...account.fees, type: "eip1559" }, signature);
}

/** 100 superblocks with ten transactions each, 1000 in all; one in 250 deploys a contract of ours. */
export function ordinaryMix(random: Random): BatchSuperblock[] {
  const world = createWorld(random);
  let sent = 0;
  return Array.from({ length: 100 }, (_, i) => {
    const timestamp = BASE.timestamp + BigInt(i + 1);
    const transactions: Hex[][] = BASE.rollups.map(() => []);
    for (let place = 0; place < 10; place++) {
      const rollup = random.int(BASE.rollups.length);
      const account = few(random, world.accounts);
      const code = ++sent % 250 === 0 ? world.deployments.shift() : undefined;
      const call =
        code === undefined
          ? callOf(world, account, timestamp)
          : { data: code, gas: 300_000 + 200 * (code.length / 2) };
      transactions[rollup]!.push(send(world, rollup, account, call));
    }
    return {
      timestamp,
      l1OriginNumber: BASE.l1OriginNumber + BigInt(Math.floor(i / 12)),
      producer: BASE.producer,
      transactions,
    };
  });
}
