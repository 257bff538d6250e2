import { expect } from "chai";
import { type Market, offer, raise } from "../../../../../services/adapters/l1/sending/fees.ts";

const GWEI = 10n ** 9n;
const market: Market = { baseFee: 10n * GWEI, priorityFee: 2n * GWEI, blobBaseFee: 3n * GWEI };

describe("fees of L1 transactions", () => {
  it("bear a base fee that doubles", () => {
    expect(offer("ordinary", market, {})).to.deep.equal({
      ok: true,
      fees: { maxFeePerGas: 22n * GWEI, maxPriorityFeePerGas: 2n * GWEI },
    });
    expect(offer("blob", market, {})).to.deep.equal({
      ok: true,
      fees: { maxFeePerGas: 22n * GWEI, maxPriorityFeePerGas: 2n * GWEI, maxFeePerBlobGas: 6n * GWEI },
    });
  });

  it("offer at least a gwei for blob gas, because raising a blob transaction doubles everything", () => {
    const quiet = offer("blob", { ...market, blobBaseFee: 1n }, {});
    expect(quiet.ok && quiet.fees.maxFeePerBlobGas).to.equal(GWEI);
  });

  it("stay at the caps as long as these pay what L1 asks now", () => {
    const caps = { maxFeePerGas: 12n * GWEI, maxFeePerBlobGas: 3n * GWEI };
    expect(offer("blob", market, caps)).to.deep.equal({
      ok: true,
      fees: { maxFeePerGas: 12n * GWEI, maxPriorityFeePerGas: 2n * GWEI, maxFeePerBlobGas: 3n * GWEI },
    });
  });

  it("refuse fee-above-cap and blob-fee-above-cap, with the numbers", () => {
    expect(offer("ordinary", market, { maxFeePerGas: 12n * GWEI - 1n })).to.deep.equal({
      ok: false,
      error: "fee-above-cap",
      needed: 12n * GWEI,
      cap: 12n * GWEI - 1n,
    });
    expect(offer("blob", market, { maxFeePerBlobGas: GWEI })).to.deep.equal({
      ok: false,
      error: "blob-fee-above-cap",
      needed: 3n * GWEI,
      cap: GWEI,
    });
  });

  describe("raised", () => {
    const quietMarket: Market = { baseFee: 1n, priorityFee: 1n, blobBaseFee: 1n };
    const paid = { maxFeePerGas: 22n * GWEI, maxPriorityFeePerGas: 2n * GWEI, maxFeePerBlobGas: 6n * GWEI };

    it("are at least 10% higher on both, which geth asks of an ordinary transaction", () => {
      const { maxFeePerBlobGas: _, ...ordinary } = paid;
      const raised = raise("ordinary", ordinary, quietMarket, {});
      if (!raised.ok) throw new Error(raised.error);
      expect(raised.fees.maxFeePerGas >= (paid.maxFeePerGas * 110n) / 100n).to.equal(true);
      expect(raised.fees.maxPriorityFeePerGas >= (paid.maxPriorityFeePerGas * 110n) / 100n).to.equal(true);
    });

    it("are doubled on all three, which geth asks of a blob transaction (f16)", () => {
      expect(raise("blob", paid, quietMarket, {})).to.deep.equal({
        ok: true,
        fees: { maxFeePerGas: 44n * GWEI, maxPriorityFeePerGas: 4n * GWEI, maxFeePerBlobGas: 12n * GWEI },
      });
    });

    it("grow from nothing too", () => {
      const free = { maxFeePerGas: 1n, maxPriorityFeePerGas: 0n, maxFeePerBlobGas: 0n };
      const raised = raise("blob", free, { baseFee: 0n, priorityFee: 0n, blobBaseFee: 0n }, {});
      expect(raised.ok && raised.fees.maxPriorityFeePerGas).to.equal(1n);
    });

    it("follow the market beyond the rule", () => {
      const dear: Market = { baseFee: 100n * GWEI, priorityFee: 9n * GWEI, blobBaseFee: 50n * GWEI };
      const raised = raise("blob", paid, dear, {});
      expect(raised).to.deep.equal(offer("blob", dear, {}));
    });

    it("are refused when the rule asks for more than a cap", () => {
      expect(raise("blob", paid, quietMarket, { maxFeePerBlobGas: 12n * GWEI - 1n })).to.include({
        ok: false,
        error: "blob-fee-above-cap",
        needed: 12n * GWEI,
      });
    });
  });
});
