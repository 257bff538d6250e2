import { expect } from "chai";
import {
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEventLogs,
  type RpcLog,
  zeroHash,
} from "viem";
import { minedBlockOracleAbi as abi } from "../../../services/abi/index.ts";
import type { Receipt } from "../../../services/ports.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { type Mined, mineCheckpoint } from "../../support/mineCheckpoint.ts";
import { createOracleChain, type OracleChain, RULES } from "../../support/oracleChain.ts";
import { account, CHAIN_A } from "../../support/rollupChain.ts";

const ALICE: Address = "0x0000000000000000000000000000000000005001";
const BOB: Address = "0x0000000000000000000000000000000000005002";

describe("MinedBlockOracle: credit of miners", () => {
  let chain: OracleChain;
  beforeEach(async () => {
    chain = await createOracleChain();
    await chain.grow(9);
  });

  const mine = (number: bigint, parent: Hex = zeroHash, miner: Address = ALICE) =>
    mineCheckpoint({
      auxChainId: RULES.auxChainId,
      nBits: RULES.anchorBits,
      parentCheckpoint: parent,
      superblock: chain.superblockHash(number),
      miner,
    });
  const submit = (run: readonly Mined[], number: bigint, value = 0n) =>
    chain.submit(CHAIN_A, chain.opening(CHAIN_A, run, number), value);
  const call = (functionName: "fund" | "claim" | "withdraw", args: readonly unknown[] = [], value = 0n) =>
    chain.send(CHAIN_A, MINED_BLOCK_ORACLE, encodeFunctionData({ abi, functionName, args } as never), value);
  const ask = async (functionName: "creditOf" | "promisedWei" | "pot", args: readonly unknown[] = []) => {
    const { returnData } = await chain.read(CHAIN_A, MINED_BLOCK_ORACLE, abi, functionName, args);
    return decodeFunctionResult({ abi, functionName: functionName as "creditOf", data: returnData });
  };
  const refusal = async (functionName: "fund" | "claim" | "withdraw", args: readonly unknown[] = []) => {
    const outcome = await chain.read(CHAIN_A, MINED_BLOCK_ORACLE, abi, functionName, args);
    expect(outcome.success, "refused").to.equal(false);
    const { errorName, args: given } = decodeErrorResult({ abi, data: outcome.returnData });
    return { name: errorName, args: [...(given ?? [])] };
  };
  const events = (receipt: Receipt) =>
    parseEventLogs({ abi, logs: receipt.logs as unknown as RpcLog[] }).map(({ eventName, args }) => ({
      eventName,
      ...args,
    }));
  const balanceOf = async (address: Address) =>
    (await chain.engine(CHAIN_A).account(chain.header(CHAIN_A).stateRoot, address)).balance;
  /** A chain of checkpoints over blocks 1, 2, …, each submitted by itself, for these miners. */
  const chainOf = async (miners: readonly Address[]): Promise<Mined[]> => {
    const mined: Mined[] = [];
    for (const [i, miner] of miners.entries()) {
      mined.push(mine(BigInt(i) + 1n, mined.at(-1)?.id, miner));
      await submit([mined.at(-1)!], BigInt(i) + 1n);
    }
    return mined;
  };

  it("promises an eighth of the pot to each new height, counting what comes with it", async () => {
    await call("fund", [], 800n);
    const first = mine(1n);
    const receipt = await submit([first], 1n, 800n);
    expect(events(receipt)[0]).to.deep.equal({
      eventName: "PotFunded",
      from: account(0).address,
      amountWei: 800n,
    });
    expect(await ask("promisedWei", [1n])).to.equal(200n);
    expect(await ask("pot")).to.deep.equal([1400n, 175n]);
    await submit([mine(2n, first.id)], 2n);
    expect(await ask("promisedWei", [2n])).to.equal(175n);
  });

  it("promises nothing for a rival at a height that has its share", async () => {
    await call("fund", [], 800n);
    await submit([mine(1n)], 1n);
    await submit([mine(2n, zeroHash, BOB)], 2n);
    expect(await ask("promisedWei", [1n])).to.equal(100n);
    expect(await ask("pot")).to.deep.equal([700n, 87n]);
  });

  it("K4: credits a settled checkpoint's miner once, and pays by a call of anybody", async () => {
    await call("fund", [], 8_000n);
    const mined = await chainOf([ALICE, BOB, BOB]);
    const claimed = await call("claim", [[mined[0]!.id]]);
    expect(events(claimed)).to.deep.equal([
      { eventName: "CreditClaimed", id: mined[0]!.id, miner: ALICE, amountWei: 1_000n },
    ]);
    expect(await ask("creditOf", [ALICE])).to.equal(1_000n);
    expect(events(await call("claim", [[mined[0]!.id]])), "again: no effect").to.deep.equal([]);
    const paid = await call("withdraw", [ALICE]);
    expect(events(paid)).to.deep.equal([{ eventName: "CreditWithdrawn", miner: ALICE, amountWei: 1_000n }]);
    expect(await balanceOf(ALICE)).to.equal(1_000n);
    expect(await ask("creditOf", [ALICE])).to.equal(0n);
  });

  it("K4: pays whoever leads at the height when it is claimed, though another stood there first", async () => {
    await call("fund", [], 8_000n);
    const beaten = mine(1n, zeroHash, ALICE);
    await submit([beaten], 1n);
    const winner = mine(2n, zeroHash, BOB);
    const second = mine(3n, winner.id, BOB);
    const third = mine(4n, second.id, BOB);
    await submit([winner, second, third], 4n);
    expect(await refusal("claim", [[beaten.id]])).to.deep.equal({
      name: "OracleNotLeading",
      args: [beaten.id],
    });
    await call("claim", [[winner.id]]);
    expect(await ask("creditOf", [BOB])).to.equal(1_000n);
  });

  it("K3: what is owed, promised and unpromised is the balance", async () => {
    await call("fund", [], 12_345n);
    const mined = await chainOf([ALICE, BOB, ALICE, BOB, ALICE]);
    await call("claim", [mined.slice(0, 3).map(({ id }) => id)]);
    await call("withdraw", [BOB]);
    const [unpromised] = (await ask("pot")) as unknown as [bigint, bigint];
    let sum = unpromised;
    for (let height = 1n; height <= 5n; height++) sum += await ask("promisedWei", [height]);
    for (const miner of [ALICE, BOB]) sum += await ask("creditOf", [miner]);
    expect(sum).to.equal(await balanceOf(MINED_BLOCK_ORACLE));
    expect(sum).to.equal(12_345n - (await balanceOf(BOB)));
  });

  it("OracleNotSettled: fewer than two checkpoints stand above it", async () => {
    await call("fund", [], 8_000n);
    const mined = await chainOf([ALICE, ALICE, ALICE]);
    expect(await refusal("claim", [[mined[1]!.id]])).to.deep.equal({
      name: "OracleNotSettled",
      args: [mined[1]!.id, 2n, 3n],
    });
  });

  it("OracleNotLeading: a checkpoint that nobody has submitted", async () => {
    const unknown = keccak256("0x01");
    expect(await refusal("claim", [[unknown]])).to.deep.equal({ name: "OracleNotLeading", args: [unknown] });
  });

  it("OracleNothingOwed, OracleNoValue", async () => {
    expect(await refusal("withdraw", [BOB])).to.deep.equal({ name: "OracleNothingOwed", args: [BOB] });
    expect(await refusal("fund")).to.deep.equal({ name: "OracleNoValue", args: [] });
  });

  it("OracleTransferFailed: a contract that takes no ETH keeps its credit and harms nobody else's", async () => {
    await call("fund", [], 8_000n);
    // The oracle itself takes no plain transfers.
    const mined = await chainOf([MINED_BLOCK_ORACLE, ALICE, ALICE, ALICE]);
    await call("claim", [[mined[0]!.id, mined[1]!.id]]);
    expect(await refusal("withdraw", [MINED_BLOCK_ORACLE])).to.deep.equal({
      name: "OracleTransferFailed",
      args: [MINED_BLOCK_ORACLE],
    });
    expect(await ask("creditOf", [MINED_BLOCK_ORACLE])).to.equal(1_000n);
    await call("withdraw", [ALICE]);
    expect(await balanceOf(ALICE)).to.equal(875n);
  });
});
