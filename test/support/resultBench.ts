/** A ResultProbe at one address on every rollup of a builder bench, and what tests ask of it. */
import {
  type Abi,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  parseEther,
} from "viem";
import { artifactOf } from "./artifact.ts";
import { ALICE, BOB, type BuilderBench } from "./builderBench.ts";
import { signedBy, testAccount } from "./lockstepRollups.ts";

export const resultProbe = artifactOf("ResultProbe");
const abi: Abi = resultProbe.abi;
const WHAT = { ask: 0, trigger: 1, askOrGoOn: 2, askAndUndo: 3, fail: 4, work: 5 } as const;

export type Step = readonly [what: keyof typeof WHAT, dstChainId?: bigint, data?: Hex];

export const onProbe = (functionName: string, args: readonly unknown[] = []): Hex =>
  encodeFunctionData({ abi, functionName, args });
/** Calldata of `play` with these steps. */
export const play = (...steps: readonly Step[]): Hex =>
  onProbe("play", [
    steps.map(([what, dstChainId = 0n, data = "0x"]) => ({ what: WHAT[what], dstChainId, data })),
  ]);
export const ANSWER = onProbe("answer");

export async function withResultProbe(bench: BuilderBench) {
  const { rollups, submit, build, read } = bench;
  const probe = getContractAddress({ from: testAccount(BOB).address, nonce: 0n });
  for (const [i, chainId] of rollups.chainIds.entries()) {
    const send = async (nonce: number, fields: { data?: Hex; value?: bigint; to?: typeof probe }) =>
      submit(chainId, await signedBy({ chainId, from: BOB, nonce, ...fields }));
    await send(0, { data: encodeDeployData(resultProbe) });
    await send(1, { to: probe, value: parseEther("1") });
    // every rollup's number is another: 7, 8, 9 …
    await send(2, { to: probe, data: onProbe("set", [7n + BigInt(i)]) });
  }
  await build();
  const plays = (chainId: bigint, nonce: number, ...steps: readonly Step[]) =>
    signedBy({ chainId, from: ALICE, nonce, to: probe, data: play(...steps), gas: 10_000_000n });
  const seen = async (chainId: bigint): Promise<bigint[]> => {
    const count = await read<bigint>(chainId, probe, abi, "seenCount");
    return Promise.all(
      Array.from({ length: Number(count) }, (_, i) => read<bigint>(chainId, probe, abi, "seen", [BigInt(i)])),
    );
  };
  const calls = (chainId: bigint) => read<bigint>(chainId, probe, abi, "calls");
  return { probe, plays, seen, calls };
}
