import { createBlock } from "@ethereumjs/block";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { expect } from "chai";
import { nextBaseFee } from "../../../../services/protocol/superblock/baseFee.ts";
import { createRandom } from "../../../support/random.ts";

const SEED = 20260502;
const GAS_LIMIT = 30_000_000n;
const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });

/** The library's own calculation, which the engine does not go through. */
const expected = (baseFee: bigint, gasUsed: bigint): bigint =>
  createBlock(
    { header: { number: 1n, gasLimit: GAS_LIMIT, gasUsed, baseFeePerGas: baseFee } },
    { common, freeze: false, setHardfork: false },
  ).header.calcNextBaseFee();

describe(`base fee (seed ${SEED})`, () => {
  const next = (baseFee: bigint, gasUsed: bigint) => nextBaseFee({ baseFee, gasUsed, gasLimit: GAS_LIMIT });

  it("is that of EIP-1559 on mainnet: around the target, at the ends, and in 300 places between", () => {
    const random = createRandom(SEED);
    const target = GAS_LIMIT / 2n;
    const gas = [0n, 1n, target - 1n, target, target + 1n, GAS_LIMIT - 1n, GAS_LIMIT];
    const fees = [1n, 7n, 8n, 9n, 10n ** 9n, 2n ** 90n];
    for (const gasUsed of gas)
      for (const fee of fees) expect(next(fee, gasUsed)).to.equal(expected(fee, gasUsed));
    for (let i = 0; i < 300; i++) {
      const [fee, gasUsed] = [random.bits(1 + random.int(80)), BigInt(random.int(Number(GAS_LIMIT) + 1))];
      expect(next(fee, gasUsed), `${fee}, ${gasUsed}`).to.equal(expected(fee, gasUsed));
    }
  });

  it("leaves zero only by a block that is more than half full", () => {
    expect(next(0n, GAS_LIMIT / 2n)).to.equal(0n);
    expect(next(0n, 0n)).to.equal(0n);
    expect(next(0n, GAS_LIMIT / 2n + 1n)).to.equal(1n);
    expect(next(1n, GAS_LIMIT)).to.equal(2n);
  });
});
