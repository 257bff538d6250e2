import { expect } from "chai";
import { type Address, encodeFunctionData, zeroHash } from "viem";
import {
  crossRollupMessengerAbi,
  crossRollupTokenBridgeAbi,
  sharedERC20Abi,
} from "../../../services/abi/index.ts";
import { MESSENGER_RESERVE_WEI } from "../../../services/execution/genesis.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import {
  ALICE,
  alice,
  BOB,
  type BuilderBench,
  closed,
  createBuilderBench,
  sent,
} from "../../support/builderBench.ts";
import { L1_CHAIN_ID, signedBy, testAccount } from "../../support/lockstepRollups.ts";
import { ANSWER, play, withResultProbe } from "../../support/resultBench.ts";

const SUPPLY = 1_000_000n;
const GAS = 500_000n;
const bob = testAccount(BOB).address;

/** A token with its home on the first rollup, an equal share on each, in Alice's hands. */
async function withTokenEverywhere({ rollups, submit, build, read }: BuilderBench) {
  const [home, ...others] = rollups.chainIds as [bigint, ...bigint[]];
  const terms = {
    name: "T",
    symbol: "T",
    decimals: 18,
    homeChainId: home,
    initialHolder: alice,
    initialSupply: SUPPLY,
    salt: zeroHash,
  };
  const create = encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "createToken",
    args: [terms],
  });
  for (const chainId of rollups.chainIds)
    await submit(chainId, await signedBy({ chainId, from: ALICE, nonce: 0, to: TOKEN_BRIDGE, data: create }));
  closed(await build());
  const token = await read<Address>(home, TOKEN_BRIDGE, crossRollupTokenBridgeAbi, "tokenAddress", [terms]);
  const burn = async (chainId: bigint, nonce: number, dst: bigint, to: Address, amount: bigint) => {
    const args = [token, dst, to, amount, "0x", GAS] as const;
    const data = encodeFunctionData({ abi: crossRollupTokenBridgeAbi, functionName: "burn", args });
    const value = await read<bigint>(chainId, MESSENGER, crossRollupMessengerAbi, "quote", [dst, GAS]);
    return submit(chainId, await signedBy({ chainId, from: ALICE, nonce, to: TOKEN_BRIDGE, data, value }));
  };
  for (const [i, dst] of others.entries()) await burn(home, 1 + i, dst, alice, SUPPLY / 10n);
  closed(await build());
  const supplyOn = (chainId: bigint) => read<bigint>(chainId, token, sharedERC20Abi, "totalSupply");
  return { burn, supplyOn };
}

for (const count of [2, 3, 5])
  describe(`builder over ${count} rollups`, () => {
    it("keeps groups over every ordered channel: equal trees, conserved ETH and tokens", async () => {
      const bench = await createBuilderBench(count);
      const { rollups, submit, build, read, header, pool } = bench;
      const { chainIds } = rollups;
      const { burn, supplyOn } = await withTokenEverywhere(bench);
      const { probe, seen } = await withResultProbe(bench);
      const before = new Map(
        rollups.head().channels.map((c) => [`${c.srcChainId}>${c.dstChainId}`, c.count]),
      );

      const ids: (readonly [id: `0x${string}`, legs: number])[] = [];
      for (const [i, src] of chainIds.entries()) {
        let nonce = i === 0 ? count : 1;
        for (const dst of chainIds.filter((id) => id !== src)) {
          // an answer and, behind it, a call that triggers back
          const data = play(["ask", dst, ANSWER], ["trigger", dst, play(["trigger", src, ANSWER])]);
          const played = await signedBy({
            chainId: src,
            from: ALICE,
            nonce,
            to: probe,
            data,
            gas: 3_000_000n,
          });
          ids.push([await submit(src, played), 5]);
          ids.push([await burn(src, nonce + 1, dst, bob, 7n), 2]);
          const value = await read<bigint>(src, MESSENGER, crossRollupMessengerAbi, "quote", [dst, 21_000n]);
          const trigger = encodeFunctionData({
            abi: crossRollupMessengerAbi,
            functionName: "trigger",
            args: [dst, bob, "0x", 21_000n],
          });
          const paid = { chainId: src, from: ALICE, nonce: nonce + 2, to: MESSENGER, data: trigger };
          ids.push([await submit(src, await signedBy({ ...paid, value: value + 11n })), 2]);
          nonce += 3;
        }
      }
      const built = [];
      for (let i = 0; i < 20; i += 1) {
        built.push(closed(await build()));
        if (built.flatMap((one) => one.included).length === ids.length) break;
      }
      for (const [id, legs] of ids) {
        const group = built.map((one) => sent(one, id)).find((one) => one !== undefined);
        expect(group?.legs.length, pool.dropped(id)?.failure.detail).to.equal(legs);
      }

      // Closing has compared both ends; here is what stands in them: answer, call, burn, ETH, and the other's call back.
      let channels = 0;
      for (const { srcChainId, dstChainId, count: now } of rollups.head().channels) {
        if ([srcChainId, dstChainId].includes(L1_CHAIN_ID)) continue;
        expect(now - before.get(`${srcChainId}>${dstChainId}`)!).to.equal(5n);
        channels += 1;
      }
      expect(channels).to.equal(count * (count - 1));
      for (const [i, chainId] of chainIds.entries()) {
        const answers = (await seen(chainId)).filter((value) => value !== 0n);
        const expected = chainIds.map((_, k) => 7n + BigInt(k)).filter((_, k) => k !== i);
        expect(answers).to.deep.equal(expected);
      }

      const supplies = await Promise.all(chainIds.map(supplyOn));
      expect(supplies.reduce((sum, supply) => sum + supply, 0n)).to.equal(SUPPLY);
      let out = 0n;
      for (const chainId of chainIds)
        out +=
          MESSENGER_RESERVE_WEI -
          (await rollups.engine(chainId).account(header(chainId).stateRoot, MESSENGER)).balance;
      // Alice's and Bob's deposits of 10 ETH on every rollup, and nothing else.
      expect(out).to.equal(20n * 10n ** 18n * BigInt(count));
    });
  });
