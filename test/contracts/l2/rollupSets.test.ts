import { expect } from "chai";
import { type Address, encodeFunctionData, zeroHash } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../../services/abi/index.ts";
import { hashMessage } from "../../../services/protocol/channels/channel.ts";
import { missingResult } from "../../../services/protocol/channels/missingResult.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { RESERVE, type Rollup, startSet } from "../../support/l2Fixture.ts";
import { L1_CHAIN_ID, priceForResult, priceOf } from "../../support/messages.ts";
import { revertDataOf } from "../../support/refusal.ts";

const token20 = artifactOf("SharedERC20");
const probeAbi = artifactOf("MessageProbe").abi;
const PAYEE: Address = "0x0000000000000000000000000000000000001003";
const GAS = 300_000n;
const SUPPLY = 1_000_000n;

for (const count of [2, 3, 5])
  describe(`messenger and bridge on ${count} rollups`, () => {
    let set: Awaited<ReturnType<typeof startSet>>;
    let token: Address;
    before(async () => {
      set = await startSet(count);
      const terms = {
        name: "Harbour",
        symbol: "HRB",
        decimals: 6,
        homeChainId: set.rollups[0]!.chainId,
        initialHolder: set.rollups[0]!.user,
        initialSupply: SUPPLY,
        salt: zeroHash,
      };
      const call = {
        to: TOKEN_BRIDGE,
        abi: crossRollupTokenBridgeAbi,
        functionName: "createToken",
        args: [terms],
      };
      for (const rollup of set.rollups) await rollup.send(call);
      token = (await set.rollups[0]!.bridge.read.tokenAddress([terms])) as Address;
    });
    after(() => set.close());

    const channels = () =>
      set.rollups.flatMap((src) =>
        set.rollups.filter((dst) => dst !== src).map((dst) => [src, dst] as const),
      );
    const burn = (src: Rollup, dst: Rollup, amount: bigint) =>
      src.send(
        {
          to: TOKEN_BRIDGE,
          abi: crossRollupTokenBridgeAbi,
          functionName: "burn",
          args: [token, dst.chainId, src.user, amount, "0x", GAS],
        },
        { value: priceOf(GAS) },
      );
    /** Asks a probe on `dst` for its gas, and takes the answer. */
    const ask = async (src: Rollup, dst: Rollup, target: Address) => {
      const data = encodeFunctionData({ abi: probeAbi, functionName: "bomb", args: [32n, false] });
      const question = () =>
        src.send(
          {
            to: MESSENGER,
            abi: crossRollupMessengerAbi,
            functionName: "triggerForResult",
            args: [dst.chainId, target, data, 100_000n, 32n],
          },
          { value: priceForResult(100_000n, 32n) },
        );
      const asked = missingResult(await revertDataOf(question()));
      const { result } = await dst.answer(asked);
      await src.supply(hashMessage(asked.message), result);
      await question();
    };

    it("moves tokens, ETH, calls and answers over every ordered channel, with equal trees at both ends", async () => {
      const [home, ...others] = set.rollups as [Rollup, ...Rollup[]];
      for (const rollup of others) await set.carry(await burn(home, rollup, 10_000n));
      let moved = 0n;
      for (const [i, [src, dst]] of channels().entries()) {
        const probe = await deploy(dst, "MessageProbe", [MESSENGER]);
        const value = BigInt(i + 1);
        await ask(src, dst, probe);
        await set.carry(await src.trigger(dst.chainId, PAYEE, "0x", 0n).send(value));
        await set.carry(await burn(src, dst, 5n));
        moved += value;
      }
      for (const rollup of set.rollups) expect((await rollup.seal()).status).to.equal("success");

      const entries = await Promise.all(set.rollups.map((rollup) => rollup.messenger.read.channels()));
      let compared = 0;
      for (const entry of entries.flat()) {
        if (entry.srcChainId === L1_CHAIN_ID || entry.dstChainId === L1_CHAIN_ID) continue;
        const ends = entries
          .flat()
          .filter((e) => e.srcChainId === entry.srcChainId && e.dstChainId === entry.dstChainId);
        expect(ends).to.have.length(2);
        expect(ends[0]).to.deep.equal(ends[1]);
        const first = entry.srcChainId === home.chainId ? 1n : 0n;
        expect(entry.count).to.equal(3n + first);
        compared += 1;
      }
      expect(compared).to.equal(2 * count * (count - 1));

      const supplies = await Promise.all(
        set.rollups.map((rollup) =>
          rollup.read({ to: token, abi: token20.abi, functionName: "totalSupply" }),
        ),
      );
      expect(supplies.reduce((sum: bigint, supply) => sum + (supply as bigint), 0n)).to.equal(SUPPLY);
      const wei = async (address: Address) => {
        const all = await Promise.all(set.rollups.map(({ client }) => client.getBalance({ address })));
        return all.reduce((sum, balance) => sum + balance, 0n);
      };
      expect(await wei(MESSENGER)).to.equal(RESERVE * BigInt(count));
      expect(await wei(PAYEE)).to.equal(moved);
    });

    it("refuses a channel to itself and to a rollup outside the set", async () => {
      const [home] = set.rollups as [Rollup];
      for (const chainId of [home.chainId, home.chainId + BigInt(count)]) {
        const quote = home.messenger.read.quote([chainId, GAS]);
        expect(await quote.catch((error: Error) => error.message)).to.include("MessengerUnknownChain");
      }
    });
  });
