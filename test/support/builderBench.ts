/** Pool and builder over real rollups, superblock by superblock, and the contracts that tests send groups through. */
import {
  type Abi,
  type Address,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
  parseEther,
  zeroHash,
} from "viem";
import {
  crossRollupMessengerAbi,
  crossRollupTokenBridgeAbi,
  sharedERC20Abi,
} from "../../services/abi/index.ts";
import type { L1Message } from "../../services/ports.ts";
import { MESSAGE_KIND } from "../../services/protocol/channels/channel.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../services/sequencer/builderLimits.ts";
import { Mempool } from "../../services/sequencer/mempool.ts";
import { DEFAULT_MEMPOOL_LIMITS } from "../../services/sequencer/mempoolLimits.ts";
import {
  type BuilderInputs,
  type Built,
  buildSuperblock,
} from "../../services/sequencer/superblockBuilder.ts";
import { artifactOf } from "./artifact.ts";
import { fakeClock } from "./fakeClock.ts";
import { createLockstepRollups, L1_CHAIN_ID, signedBy, testAccount } from "./lockstepRollups.ts";

export const [ALICE, BOB] = [4, 5] as const;
export const alice = testAccount(ALICE).address;
export const ACTION_GAS = 500_000n;
export const HOP_GAS = 3_000_000n;

/** A sequencer's inner half: pool and builder over real rollups, superblock by superblock. */
export async function createBuilderBench(count = 2, limits = DEFAULT_BUILDER_LIMITS) {
  const rollups = await createLockstepRollups(count);
  const clock = fakeClock();
  const header = (chainId: bigint) => rollups.store.header(chainId, rollups.head().superblock.number)!;
  const pool = new Mempool({
    clock,
    engines: rollups.engines,
    producer: rollups.key.address,
    senderState: (chainId, sender) => rollups.engine(chainId).account(header(chainId).stateRoot, sender),
    limits: { ...DEFAULT_MEMPOOL_LIMITS, maxFailures: 1000 },
  });
  const deps = { key: rollups.key, l1ChainId: L1_CHAIN_ID, limits, log: createLogger("silent") };
  const build = async (
    messages = new Map<bigint, readonly L1Message[]>(),
    given: Partial<Pick<BuilderInputs, "nextRound" | "timeIsUp" | "relays">> = {},
  ): Promise<Built> => {
    const open = await rollups.open();
    const inputs = {
      ...{ messages, relays: new Map(), pool, timeIsUp: () => false, nowMs: clock.now() },
      ...given,
    };
    const built = await buildSuperblock(deps, open, rollups.history(), inputs);
    if (built.ok) rollups.store.append(built.superblock, built.blocks, built.groups);
    for (const hash of built.included) pool.remove(hash);
    for (const { tx, group } of built.dropped) pool.drop(tx, group);
    return built;
  };
  const read = async <T>(
    chainId: bigint,
    to: Address,
    abi: Abi,
    functionName: string,
    args: readonly unknown[] = [],
  ): Promise<T> => {
    const data = encodeFunctionData({ abi, functionName, args });
    const outcome = await rollups.engine(chainId).call(header(chainId), { to, data });
    return decodeFunctionResult({ abi, functionName, data: outcome.returnData }) as T;
  };
  const submit = async (chainId: bigint, raw: Hex): Promise<Hex> => {
    const outcome = await pool.submit(chainId, raw);
    if (!outcome.ok) throw new Error(outcome.detail);
    return outcome.hash;
  };
  await build(
    new Map(
      rollups.chainIds.map((chainId) => [
        chainId,
        [ALICE, BOB].map((who, i) => deposit(chainId, i, testAccount(who).address)),
      ]),
    ),
  );
  return { rollups, pool, build, read, submit, header };
}

const deposit = (dstChainId: bigint, nonce: number, target: Address): L1Message => ({
  message: {
    kind: MESSAGE_KIND.call,
    srcChainId: L1_CHAIN_ID,
    dstChainId,
    nonce: BigInt(nonce),
    sender: target,
    target,
    value: parseEther("10"),
    gasLimit: 100_000n,
    deadline: 1_900_000_000n,
    refundTo: target,
    dataHash: keccak256("0x"),
    resultHash: zeroHash,
  },
  data: "0x",
  l1BlockNumber: 1n,
  sentAtSec: 1_800_000_000n,
});

export type BuilderBench = Awaited<ReturnType<typeof createBuilderBench>>;
export const quote = ({ read, rollups }: BuilderBench, gas: bigint): Promise<bigint> =>
  read(rollups.chainIds[0]!, MESSENGER, crossRollupMessengerAbi, "quote", [rollups.chainIds[1]!, gas]);

export async function withToken(arranged: BuilderBench) {
  const { rollups, submit, build, read } = arranged;
  const [A, B] = rollups.chainIds as [bigint, bigint];
  const terms = {
    name: "T",
    symbol: "T",
    decimals: 18,
    homeChainId: A,
    initialHolder: alice,
    initialSupply: 1000n,
    salt: zeroHash,
  };
  const data = encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "createToken",
    args: [terms],
  });
  for (const chainId of [A, B])
    await submit(chainId, await signedBy({ chainId, from: ALICE, nonce: 0, to: TOKEN_BRIDGE, data }));
  await build();
  const token = await read<Address>(A, TOKEN_BRIDGE, crossRollupTokenBridgeAbi, "tokenAddress", [terms]);
  const fee = await quote(arranged, ACTION_GAS);
  const burn = (nonce: number, to: Address, amount: bigint, extra: Hex = "0x", feeWei = 1_000_000n) => {
    const args = [token, B, to, amount, extra, ACTION_GAS] as const;
    const call = encodeFunctionData({ abi: crossRollupTokenBridgeAbi, functionName: "burn", args });
    return signedBy({ chainId: A, from: ALICE, nonce, to: TOKEN_BRIDGE, data: call, value: fee, feeWei });
  };
  const supply = (chainId: bigint) => read<bigint>(chainId, token, sharedERC20Abi, "totalSupply");
  return { A, B, token, burn, supply };
}

export async function withHopper(arranged: BuilderBench) {
  const { rollups, submit, build } = arranged;
  const { abi, bytecode } = artifactOf("Hopper");
  const hopper = getContractAddress({ from: testAccount(BOB).address, nonce: 0n });
  for (const chainId of rollups.chainIds) {
    await submit(
      chainId,
      await signedBy({ chainId, from: BOB, nonce: 0, data: encodeDeployData({ abi, bytecode }) }),
    );
    await submit(
      chainId,
      await signedBy({ chainId, from: BOB, nonce: 1, to: hopper, value: parseEther("1") }),
    );
  }
  await build();
  const hop = (
    chainId: bigint,
    nonce: number,
    paths: readonly (readonly bigint[])[],
    tag = 1n,
    gas = HOP_GAS,
  ) =>
    signedBy({
      chainId,
      from: ALICE,
      nonce,
      to: hopper,
      data: encodeFunctionData({ abi, functionName: "hop", args: [tag, paths, gas] }),
      gas: 5_000_000n,
    });
  const visits = async (chainId: bigint) => {
    const count = await arranged.read<bigint>(chainId, hopper, abi, "visitCount");
    return Promise.all(
      Array.from({ length: Number(count) }, (_, i) =>
        arranged.read<bigint>(chainId, hopper, abi, "visits", [BigInt(i)]),
      ),
    );
  };
  return { hopper, hop, visits };
}

export const sent = (built: Built, id: Hex) => built.groups.find((group) => group.id === id);
export const closed = (built: Built) => {
  if (!built.ok) throw new Error(`not closed: ${built.reason}`);
  return built;
};
