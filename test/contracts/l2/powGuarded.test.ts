import { expect } from "chai";
import { decodeErrorResult, decodeFunctionResult, encodeFunctionData, type Hex, zeroHash } from "viem";
import { artifactOf } from "../../support/artifact.ts";
import { mineCheckpoint } from "../../support/mineCheckpoint.ts";
import {
  createOracleChain,
  type OracleChain,
  RULES,
  VAULT,
  VAULT_MAX_AGE,
} from "../../support/oracleChain.ts";
import { account, CHAIN_A, CHAIN_B } from "../../support/rollupChain.ts";

const vaultAbi = artifactOf("PowGuardedVault").abi;
const OWNER = account(0).address;

describe("PowGuardedVault, an app guarded by whenMined", () => {
  let chain: OracleChain;
  beforeEach(async () => {
    chain = await createOracleChain();
    await chain.send(CHAIN_B, VAULT, encodeFunctionData({ abi: vaultAbi, functionName: "deposit" }), 100n);
  });

  const withdrawal = (amount: bigint) =>
    encodeFunctionData({ abi: vaultAbi, functionName: "withdraw", args: [amount] });
  const withdraw = (amount: bigint) => chain.send(CHAIN_B, VAULT, withdrawal(amount));
  /** What a withdrawal would be refused with on the newest block. */
  const refusal = async (amount: bigint) => {
    const outcome = await chain.read(CHAIN_B, VAULT, vaultAbi, "withdraw", [amount]);
    expect(outcome.success).to.equal(false);
    const { errorName, args } = decodeErrorResult({ abi: vaultAbi, data: outcome.returnData });
    return { name: errorName, args: [...(args ?? [])] };
  };
  const read = async (functionName: string, args: readonly unknown[] = []) => {
    const { returnData } = await chain.read(CHAIN_B, VAULT, vaultAbi, functionName, args);
    return decodeFunctionResult({ abi: vaultAbi, functionName, data: returnData });
  };
  /** Mines the newest block that can be opened, on top of `parent`, and tells the rollup. */
  const mineNewest = async (parent: Hex = zeroHash) => {
    await chain.grow(1);
    const number = chain.header(CHAIN_B).number - 1n;
    const mined = mineCheckpoint({
      auxChainId: RULES.auxChainId,
      nBits: RULES.anchorBits,
      parentCheckpoint: parent,
      superblock: chain.superblockHash(number),
      miner: OWNER,
    });
    expect((await chain.submit(CHAIN_B, chain.opening(CHAIN_B, [mined], number))).success).to.equal(true);
    return mined;
  };

  it("PowGuardedTooOld: before any block is mined", async () => {
    expect((await withdraw(1n)).success).to.equal(false);
    expect(await refusal(1n)).to.deep.equal({
      name: "PowGuardedTooOld",
      args: [VAULT_MAX_AGE, chain.header(CHAIN_B).timestamp],
    });
    expect(await read("depositOf", [OWNER])).to.equal(100n);
    expect(await read("maxAgeSec")).to.equal(VAULT_MAX_AGE);
  });

  it("pays while work is fresh, refuses when it is stale, pays again after the next proof", async () => {
    const first = await mineNewest();
    expect((await withdraw(10n)).success).to.equal(true);

    // The mined block is 3 s old in the block of that withdrawal, the limit; one more is too old.
    expect((await withdraw(10n)).success).to.equal(false);
    expect(await refusal(10n)).to.deep.equal({
      name: "PowGuardedTooOld",
      args: [VAULT_MAX_AGE, VAULT_MAX_AGE + 1n],
    });

    await mineNewest(first.id);
    expect((await withdraw(20n)).success).to.equal(true);
    expect(await read("depositOf", [OWNER])).to.equal(70n);
  });

  it("is no fresher on one rollup for a proof shown to the other", async () => {
    await chain.grow(1);
    const number = chain.header(CHAIN_A).number - 1n;
    const mined = mineCheckpoint({
      auxChainId: RULES.auxChainId,
      nBits: RULES.anchorBits,
      parentCheckpoint: zeroHash,
      superblock: chain.superblockHash(number),
      miner: OWNER,
    });
    expect((await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], number))).success).to.equal(true);
    expect((await refusal(1n)).name).to.equal("PowGuardedTooOld");
  });

  it("VaultTooLittle: more than was paid in", async () => {
    await mineNewest();
    expect(await refusal(101n)).to.deep.equal({ name: "VaultTooLittle", args: [100n, 101n] });
  });

  it("VaultPaymentFailed: an owner that takes no ETH", async () => {
    await mineNewest();
    // The vault owns nothing at itself and has no function that takes plain ETH: it plays the owner here.
    const outcome = await chain.engine(CHAIN_B).call(chain.header(CHAIN_B), {
      from: VAULT,
      to: VAULT,
      data: withdrawal(0n),
      gas: 1_000_000n,
    });
    expect(decodeErrorResult({ abi: vaultAbi, data: outcome.returnData })).to.deep.include({
      errorName: "VaultPaymentFailed",
      args: ["0x0000000000000000000000000000000000005aFE"],
    });
  });
});
