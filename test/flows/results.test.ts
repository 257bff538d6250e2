/** An app on A that asks B for a price in its own transaction, over the devnet's RPC and with an ordinary wallet. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Address, encodeErrorResult, encodeFunctionData } from "viem";
import { crossRollupPriceFeedAbi, crossRollupPriceReaderAbi } from "../../services/abi/index.ts";
import { readArtifact } from "../../services/adapters/artifacts.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS, startDevnet } from "../../services/devnet.ts";
import { runLockstep } from "../../services/roles/childProcess.ts";
import { devnetSchema } from "../../services/runtime/config.ts";
import { createLifecycle, type Lifecycle } from "../../services/runtime/lifecycle.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import {
  createStoryContext,
  deployFor,
  type StoryContext,
  sendAndWait,
  until,
} from "../../services/story/context.ts";
import { groupOf } from "../../services/story/lockstepRpc.ts";
import { rederive } from "../../services/story/rederivation.ts";

describe("an answer from another rollup", function () {
  this.timeout(180_000);
  this.bail(true);
  const log = createLogger("silent");
  let folder: string;
  let lifecycle: Lifecycle;
  let context: StoryContext;
  let feed: Address;
  let reader: Address;
  let fee: bigint;
  let settledIn: bigint;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "results-"));
    lifecycle = createLifecycle(log);
    const ports = { l1Port: 0, rpcPort: 0, miningPort: 0, opsPort: 0, feedPort: 0 };
    const config = devnetSchema.parse({ stateDir: join(folder, "state"), ...ports });
    const net = await startDevnet({ config, clock: systemClock, log, lifecycle, progress: () => undefined });
    context = createStoryContext({
      ...net,
      people: { alice: DEVELOPMENT_ACCOUNTS.alice, bob: DEVELOPMENT_ACCOUNTS.bob },
      clock: systemClock,
      signal: lifecycle.signal,
      progress: () => undefined,
      runNode: (args) => runLockstep(["node", ...args]),
    });
    const { a, b } = context;
    for (const { reader: rollup, as } of [a, b])
      await until(context, "the deployment's deposits", async () => {
        const balance = await rollup.getBalance({ address: as("alice").account.address });
        return balance > 0n ? balance : undefined;
      });
    feed = await deployFor(b, "alice", readArtifact("examples/CrossRollupPriceFeed"), []);
    reader = await deployFor(a, "alice", readArtifact("examples/CrossRollupPriceReader"), [b.chainId, feed]);
    const setPrice = encodeFunctionData({
      abi: crossRollupPriceFeedAbi,
      functionName: "setPrice",
      args: [14n],
    });
    await sendAndWait(b, "alice", { to: feed, data: setPrice });
    fee = await a.reader.readContract({ ...onReader(), functionName: "fee" });
  });
  after(async () => {
    await lifecycle?.stop();
    rmSync(folder, { recursive: true });
  });

  const onReader = () => ({ address: reader, abi: crossRollupPriceReaderAbi }) as const;
  const settle = (leastPrice: bigint) =>
    encodeFunctionData({ abi: crossRollupPriceReaderAbi, functionName: "settle", args: [3n, leastPrice] });

  it("eth_call and eth_estimateGas of the sequencer give the answer and gas for it", async () => {
    const { a } = context;
    const call = { ...onReader(), functionName: "settle", args: [3n, 10n], value: fee } as const;
    const { result } = await a.reader.simulateContract({ ...call, account: a.as("alice").account });
    expect(result).to.equal(42n);
    const gas = await a.reader.estimateContractGas({ ...call, account: a.as("alice").account });
    expect(gas > 100_000n && gas < 1_000_000n, `${gas} gas`).to.equal(true);
  });

  it("a wallet sends it like any other call; the callee's leg stands on B", async () => {
    const { a, b } = context;
    const { hash, blockNumber } = await sendAndWait(a, "alice", {
      to: reader,
      data: settle(10n),
      value: fee,
    });
    settledIn = blockNumber;
    const owner = a.as("alice").account.address;
    const settled = await a.reader.readContract({ ...onReader(), functionName: "settledOf", args: [owner] });
    expect(settled).to.equal(42n);
    const { legs } = await groupOf(a, hash);
    expect(legs.map(({ chainId, kind }) => [BigInt(chainId), kind])).to.deep.equal([
      [a.chainId, "user"],
      [b.chainId, "action"],
      [a.chainId, "supply"],
    ]);
  });

  it("an answer that the caller refuses drops the transaction, with the caller's own words", async () => {
    const { a } = context;
    const nonce = await a.reader.getTransactionCount({ address: a.as("alice").account.address });
    const hash = await a
      .as("alice")
      .sendTransaction({ to: reader, data: settle(15n), value: fee, gas: 500_000n, nonce });
    const { failure } = await until(context, "the group to be dropped", async () => {
      const group = await groupOf(a, hash);
      return group.failure ? group : undefined;
    });
    expect(failure).to.deep.include({
      reason: "result-unused",
      revertData: encodeErrorResult({
        abi: crossRollupPriceReaderAbi,
        errorName: "ReaderPriceTooLow",
        args: [15n, 14n],
      }),
    });
    expect(await a.reader.getTransactionCount({ address: a.as("alice").account.address })).to.equal(nonce);
  });

  it("a second process derives the same blocks from L1", async () => {
    const { a } = context;
    await until(context, "the answer's superblock to be posted", async () => {
      const { number } = await a.reader.getBlock({ blockTag: "safe" });
      return number >= settledIn ? number : undefined;
    });
    const { facts } = await rederive(context);
    const top = Number(/superblock (\d+)/.exec(facts[0]!)![1]);
    expect(BigInt(top) >= settledIn, facts[0]).to.equal(true);
  });
});
