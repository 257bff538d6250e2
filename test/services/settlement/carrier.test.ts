import { expect } from "chai";
import { chooseCarrier, costOf, type L1Prices, tokensOf } from "../../../services/settlement/carrier.ts";

const GWEI = 10n ** 9n;
const gas = { execution: 70_000n, headTokens: 3_000n };
const prices = (gasPrice: bigint, blobGas: bigint): L1Prices => ({
  gas: gasPrice,
  blobGas,
  pending: undefined,
});
const data = new Uint8Array(100_000).fill(1);
const load = (bytes: Uint8Array, superblocks = 10) => ({ data: bytes, superblocks });

describe("carrier of batch data", () => {
  it("counts tokens and the floor as EIP-7623 does", () => {
    expect(tokensOf(Uint8Array.from([0, 0, 1, 255]))).to.equal(10n);
    // The floor binds: 21000 + 10 · (3000 + 400000).
    expect(costOf(data, "calldata", prices(1n, 0n), gas)).to.equal(4_051_000n);
    // Execution binds: 21000 + 4 · (3000 + 40) + 70000.
    expect(costOf(new Uint8Array(10).fill(1), "calldata", prices(1n, 0n), gas)).to.equal(103_160n);
  });

  it("counts whole blobs, and the header of the batch besides", () => {
    expect(costOf(data, "blobs", prices(1n, 1n), gas)).to.equal(21_000n + 12_000n + 70_000n + 131_072n);
    const two = new Uint8Array(140_000);
    expect(costOf(two, "blobs", prices(0n, 1n), gas)).to.equal(262_144n);
  });

  it("is what costs less", () => {
    const both = { calldata: load(data), blobs: load(data) };
    expect(chooseCarrier(both, prices(10n * GWEI, GWEI), gas)).to.equal("blobs");
    expect(chooseCarrier(both, prices(GWEI, 100n * GWEI), gas)).to.equal("calldata");
    const small = { calldata: load(new Uint8Array(50)), blobs: load(new Uint8Array(50)) };
    expect(chooseCarrier(small, prices(GWEI, GWEI), gas)).to.equal("calldata");
  });

  it("is what costs less for a superblock when more fit into blobs", () => {
    const price = prices(GWEI, 30n * GWEI);
    expect(chooseCarrier({ calldata: load(data), blobs: load(data) }, price, gas)).to.equal("blobs");
    const worse = { calldata: load(data, 20), blobs: load(data, 10) };
    expect(chooseCarrier(worse, price, gas)).to.equal("calldata");
  });

  it("follows what L1's pool still has of the account, because it takes nothing else beside it", () => {
    const both = { calldata: load(data), blobs: load(data) };
    expect(chooseCarrier(both, { ...prices(GWEI, 0n), pending: "ordinary" }, gas)).to.equal("calldata");
    expect(chooseCarrier(both, { ...prices(0n, GWEI), pending: "blob" }, gas)).to.equal("blobs");
  });
});
