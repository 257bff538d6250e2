/** A producer that executes a lie across rollups: who notices, and what it costs the leader. */
import { expect } from "chai";
import { encodeFunctionData, type Hex } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../services/abi/index.ts";
import { createProducerKey } from "../../services/adapters/keys.ts";
import { loadHistory } from "../../services/execution/history.ts";
import { hashMessage } from "../../services/protocol/channels/channel.ts";
import { missingResult } from "../../services/protocol/channels/missingResult.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import {
  actionForResultCall,
  applySystemCall,
  type SystemCall,
  sealCall,
  supplyCall,
} from "../../services/sequencer/systemTransactions.ts";
import { openCourt } from "../support/l1Court.ts";
import { startWitness } from "../support/lieWitness.ts";
import { type LivePair, person, startLivePair } from "../support/livePair.ts";
import { createLyingLeader } from "../support/lyingLeader.ts";

const [A, B] = [42101n, 42102n];
const GAS = 100_000n;
const TRUE: Hex = `0x${"00".repeat(31)}01`;

describe("a producer that lies across rollups", function () {
  this.timeout(120_000);
  let pair: LivePair;
  let stops: (() => unknown)[];
  beforeEach(async () => {
    pair = await startLivePair();
    stops = [() => pair.stop()];
    // the deployment's deposits
    await pair.produce();
  });
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const data = encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "isToken",
    args: [MESSENGER],
  });
  /** Whether the messenger is a token, asked of the bridge on B: no, a word. */
  const question = async (): Promise<Hex> => {
    const quote = await pair.engines[0]!.call(pair.store.header(A, 1n)!, {
      to: MESSENGER,
      data: encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "quoteForResult",
        args: [B, GAS, 32n],
      }),
    });
    return person(4).signTransaction({
      to: MESSENGER,
      data: encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "triggerForResult",
        args: [B, TOKEN_BRIDGE, data, GAS, 32n],
      }),
      value: BigInt(quote.returnData),
      gas: 1_000_000n,
      nonce: 0,
      type: "eip1559",
      chainId: Number(A),
      maxFeePerGas: 10n ** 9n,
      maxPriorityFeePerGas: 10n ** 6n,
    });
  };

  /** Executes the question with an answer of the producer's, and closes over it as an honest one could not. */
  async function lie(answer: Hex | undefined): Promise<void> {
    const { open } = await pair.open();
    const key = createProducerKey(person(2));
    const produce = async (chainId: bigint, call: SystemCall): Promise<void> => {
      const outcome = await applySystemCall(open.blocks.get(chainId)!, key, chainId, call);
      if (outcome.status !== "applied" || !outcome.success) throw new Error(JSON.stringify(outcome.status));
    };
    const [a, raw] = [open.blocks.get(A)!, await question()];
    const mark = await a.mark();
    const asked = await a.apply(raw);
    await a.rollback(mark);
    if (asked.status !== "applied") throw new Error(asked.reason);
    const missing = missingResult(asked.missed!);
    await produce(B, actionForResultCall(missing.message, missing.data));
    await produce(B, sealCall(4));
    if (answer !== undefined) {
      await produce(A, supplyCall(hashMessage(missing.message), answer));
      expect(await a.apply(raw)).to.include({ status: "applied", success: true });
      await produce(A, sealCall(4));
    }
    const closed = await open.closeFalse(loadHistory(pair.store));
    pair.store.append(closed.superblock, closed.blocks, []);
  }

  const loses = async (lies: () => Promise<void>, reason = "channels-differ"): Promise<void> => {
    const leader = createLyingLeader(pair);
    const court = openCourt(pair);
    await lies();
    await leader.posted({});
    const witness = await startWitness(pair);
    stops.push(witness.stop);
    const outcome = await witness.derive();
    if (outcome.ok) throw new Error("derived");
    const { mismatch } = outcome;
    if (mismatch.reason !== "channels") throw new Error(mismatch.reason);
    expect(mismatch.why).to.include({ reason });
    expect(witness.claims).to.deep.equal(["sent"]);
    expect(await court.batches()).to.equal(0);
    expect(await court.stake()).to.equal(0n);
  };

  it("loses batch and bond for another answer than the callee's", () => loses(() => lie(TRUE)));

  it("loses batch and bond for an action whose trigger stands nowhere", () => loses(() => lie(undefined)));

  it("loses them for a result that waits when the block ends", () =>
    loses(async () => {
      const { open } = await pair.open();
      const key = createProducerKey(person(2));
      await applySystemCall(open.blocks.get(A)!, key, A, supplyCall(TRUE, TRUE));
      const closed = await open.closeFalse(loadHistory(pair.store));
      pair.store.append(closed.superblock, closed.blocks, []);
    }, "channels-unsealed"));

  it("loses them as well when superblocks stand on the lie", () =>
    loses(async () => {
      await lie(TRUE);
      const { open } = await pair.open();
      const closed = await open.closeFalse(loadHistory(pair.store));
      pair.store.append(closed.superblock, closed.blocks, []);
    }));
});
