/** Against viem's own accounts, which sign with another implementation of the curve. */
import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { keccak256, toHex, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { createProducerKey } from "../../../services/adapters/keys.ts";
import { nativeAccount } from "../../../services/adapters/nativeAccount.ts";

const SEED = process.env.SEED ?? toHex(randomBytes(8));
const ROUNDS = 200;

describe("native account", () => {
  it(`signs transactions byte for byte as viem does (SEED=${SEED})`, async () => {
    for (let n = 0; n < ROUNDS; n++) {
      const key = keccak256(toHex(`${SEED} key ${n % 7}`));
      const call = {
        chainId: BigInt(n + 1),
        nonce: BigInt(n * n),
        to: zeroAddress,
        data: n % 3 === 0 ? "0x" : toHex(`data ${"x".repeat(n)}`),
        value: BigInt(n % 2),
        gas: BigInt(21_000 + n),
        maxFeePerGas: BigInt(n),
      } as const;
      const native = await createProducerKey(nativeAccount(key)).signTransaction(call);
      expect(native).to.equal(await createProducerKey(privateKeyToAccount(key)).signTransaction(call));
    }
  });

  it("signs typed data and leaves other transactions to viem", async () => {
    const key = keccak256(toHex(`${SEED} other`));
    const [native, plain] = [nativeAccount(key), privateKeyToAccount(key)];
    const typed = {
      domain: { name: "Test", chainId: 1 },
      types: { Word: [{ name: "n", type: "uint256" }] },
      primaryType: "Word",
      message: { n: 7n },
    } as const;
    const legacy = { type: "legacy", chainId: 1, gasPrice: 1n, gas: 21_000n, to: zeroAddress } as const;
    expect(await native.signTypedData(typed)).to.equal(await plain.signTypedData(typed));
    expect(await native.signTransaction(legacy)).to.equal(await plain.signTransaction(legacy));
  });
});
