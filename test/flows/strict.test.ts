/** Strict mode with everything real: the poster proves each rollup's channels from its own state. */
import { expect } from "chai";
import { createPublicClient, decodeFunctionData, http } from "viem";
import { rollupInboxAbi } from "../../services/abi/index.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createDerivation } from "../../services/node/derivation.ts";
import { createSettlement } from "../../services/settlement/settlementLoop.ts";
import { type LivePair, openRollups, person, quiet, startLivePair } from "../support/livePair.ts";

const LIMITS = { maxSuperblocks: 120n, everySec: 0n, maxLagSec: 60n, maxDataBytes: 120_000 };

describe("settlement in strict mode", function () {
  this.timeout(60_000);
  let pair: LivePair;
  before(async () => {
    pair = await startLivePair({ challengeWindowSec: 1n, strict: true });
  });
  after(() => pair.stop());

  it("posts proofs with each batch, with and without new messages, and a node derives both", async () => {
    const settlement = createSettlement({
      ...pair,
      sender: pair.poster,
      clock: systemClock,
      log: quiet,
      limits: LIMITS,
      everyMs: 100,
    });
    const chainId = pair.deployment.rollups[0]!.chainId;
    const transfer = await person(4).signTransaction({
      to: person(5).address,
      value: 10n ** 17n,
      gas: 21_000n,
      nonce: 0,
      type: "eip1559",
      chainId: Number(chainId),
      maxFeePerGas: 10n ** 9n,
      maxPriorityFeePerGas: 10n ** 6n,
    });
    for (const transactions of [new Map(), new Map([[chainId, [transfer]]])]) {
      await pair.produce(transactions);
      await settlement.step(new AbortController().signal);
      const posted = (await pair.l1.batches(0n)).at(-1)!;
      expect(posted.batch.number).to.equal(pair.store.head()!.superblock.number);
      const client = createPublicClient({ transport: http(pair.url) });
      const { input } = await client.getTransaction({ hash: posted.transactionHash });
      const { functionName } = decodeFunctionData({ abi: rollupInboxAbi, data: input });
      expect(functionName).to.equal("postProvenBatch");
    }
    const rollups = await openRollups(pair.deployment);
    const derivation = createDerivation({
      ...rollups,
      l1: pair.l1,
      deployment: pair.deployment,
      log: quiet,
    });
    await derivation.step(new AbortController().signal);
    expect(rollups.store.head()!.hash).to.equal(pair.store.head()!.hash);
  });
});
