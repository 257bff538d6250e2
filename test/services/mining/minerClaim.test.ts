import { expect } from "chai";
import { decodeFunctionData, type Hex } from "viem";
import { minedBlockOracleAbi } from "../../../services/abi/index.ts";
import {
  type CreditPage,
  payOut,
  type RollupAccess,
  readCredit,
} from "../../../services/mining/minerClaim.ts";
import { MINER_A, word } from "../../support/miningFixture.ts";

const share = (n: number, claimable = true) => ({ id: word(n), shareWei: BigInt(n), claimable });

/** A rollup that pages through these answers; remembers what the oracle was called with. */
function rollupWith(pages: readonly Omit<CreditPage, "next">[]) {
  const calls: { readonly name: string; readonly args: unknown }[] = [];
  const rollup: RollupAccess = {
    chainId: 1n,
    minerCredit: async (_, from = "0x0") => {
      const at = Number(from);
      return { ...pages[at]!, next: at + 1 < pages.length ? `0x${(at + 1).toString(16)}` : null };
    },
    callOracle: async (data: Hex) => {
      const { functionName, args } = decodeFunctionData({ abi: minedBlockOracleAbi, data });
      calls.push({ name: functionName, args: args?.[0] });
      return word(calls.length);
    },
  };
  return { rollup, calls };
}

describe("a miner's credit", () => {
  it("is the sum over all pages, what can be claimed apart from what cannot yet", async () => {
    const { rollup } = rollupWith([
      { withdrawableWei: 7n, shares: [share(5, false), share(4)] },
      { withdrawableWei: 7n, shares: [] },
      { withdrawableWei: 7n, shares: [share(2), share(1)] },
    ]);
    expect(await readCredit(rollup, MINER_A)).to.deep.equal({
      withdrawableWei: 7n,
      claimable: [word(4), word(2), word(1)],
      claimableWei: 7n,
      unsettledWei: 5n,
    });
  });

  it("is paid out by claims of a hundred at most and one withdrawal", async () => {
    const shares = Array.from({ length: 150 }, (_, i) => share(i + 1));
    const { rollup, calls } = rollupWith([{ withdrawableWei: 0n, shares }]);
    const hashes = await payOut(rollup, MINER_A, await readCredit(rollup, MINER_A));
    expect(hashes).to.deep.equal([word(1), word(2), word(3)]);
    expect(calls).to.deep.equal([
      { name: "claim", args: shares.slice(0, 100).map(({ id }) => id) },
      { name: "claim", args: shares.slice(100).map(({ id }) => id) },
      { name: "withdraw", args: MINER_A },
    ]);
  });

  it("is withdrawn without a claim when there is none, and not at all when there is nothing", async () => {
    const owed = rollupWith([{ withdrawableWei: 1n, shares: [share(3, false)] }]);
    await payOut(owed.rollup, MINER_A, await readCredit(owed.rollup, MINER_A));
    expect(owed.calls.map(({ name }) => name)).to.deep.equal(["withdraw"]);
    const nothing = rollupWith([{ withdrawableWei: 0n, shares: [share(3, false)] }]);
    await payOut(nothing.rollup, MINER_A, await readCredit(nothing.rollup, MINER_A));
    expect(nothing.calls).to.deep.equal([]);
  });
});
