// Longer than a page: every way in which a question can go right or wrong starts from the same probe.
import { expect } from "chai";
import {
  decodeErrorResult,
  encodeAbiParameters,
  encodeErrorResult,
  encodeFunctionData,
  type Hex,
  keccak256,
  zeroAddress,
} from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import type { GroupFailure } from "../../../services/ports.ts";
import { hashMessage, type Message } from "../../../services/protocol/channels/channel.ts";
import { missingResult } from "../../../services/protocol/channels/missingResult.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../../services/sequencer/builderLimits.ts";
import {
  actionForResultCall,
  applySystemCall,
  type SystemCall,
  sealCall,
  supplyCall,
} from "../../../services/sequencer/systemTransactions.ts";
import { ALICE, closed, createBuilderBench, sent } from "../../support/builderBench.ts";
import { signedBy } from "../../support/lockstepRollups.ts";
import { ANSWER, onProbe, play, resultProbe, type Step, withResultProbe } from "../../support/resultBench.ts";

const word = (value: bigint): Hex => encodeAbiParameters([{ type: "uint256" }], [value]);
const messengerError = (errorName: "MessengerResultTooLong" | "MessengerResultCut", args: [bigint, bigint]) =>
  encodeErrorResult({ abi: crossRollupMessengerAbi, errorName, args });

async function arrange(count = 2, limits = DEFAULT_BUILDER_LIMITS) {
  const bench = await createBuilderBench(count, limits);
  const probe = await withResultProbe(bench);
  const [A, B, C] = bench.rollups.chainIds as [bigint, bigint, bigint];
  /** Alice's play on A as the one group of a superblock. */
  const run = async (...steps: readonly Step[]) => {
    const id = await bench.submit(A, await probe.plays(A, 0, ...steps));
    const built = closed(await bench.build());
    return { built, legs: sent(built, id)?.legs, failure: bench.pool.dropped(id)?.failure };
  };
  return { ...bench, ...probe, A, B, C, run };
}

describe("synchronous results", () => {
  it("give a caller on A the answer from B in its own transaction", async () => {
    const { run, seen, calls, A, B, probe } = await arrange();
    const { built, legs } = await run(["ask", B, ANSWER]);
    expect(await seen(A)).to.deep.equal([8n]);
    expect(await calls(B)).to.equal(1n);
    expect(legs?.map(({ chainId, kind }) => [chainId, kind])).to.deep.equal([
      [A, "user"],
      [B, "action"],
      [A, "supply"],
    ]);
    const message: Message = {
      kind: 0,
      srcChainId: A,
      dstChainId: B,
      nonce: 0n,
      sender: probe,
      target: probe,
      value: 0n,
      gasLimit: 1_500_000n,
      deadline: 0n,
      refundTo: zeroAddress,
      dataHash: keccak256(ANSWER),
      resultHash: keccak256(word(8n)),
    };
    expect(legs?.[1]?.leaf).to.equal(hashMessage(message));
    const channel = built.superblock.channels.find((c) => c.srcChainId === A && c.dstChainId === B);
    expect(channel?.count).to.equal(1n);
  });

  it("reach a caller that catches the refusal and could go on without", async () => {
    const { run, seen, A, B } = await arrange();
    await run(["askOrGoOn", B, ANSWER]);
    expect(await seen(A)).to.deep.equal([8n]);
  });

  it("come from several rollups, up to four a group, each read from the state the others left", async () => {
    const { run, seen, calls, A, B, C } = await arrange(3);
    const { legs } = await run(
      ["ask", B, ANSWER],
      ["ask", C, ANSWER],
      ["ask", B, ANSWER],
      ["ask", B, ANSWER],
    );
    expect(await seen(A)).to.deep.equal([8n + 9n + 8n + 8n]);
    expect([await calls(B), await calls(C)]).to.deep.equal([3n, 1n]);
    expect(legs).to.have.length(9);
  });

  it("f6: nest: B asks C, and B asks the caller's own rollup, which it sees as it was before", async () => {
    const { run, seen, calls, A, B, C } = await arrange(3);
    const { legs } = await run(["ask", B, play(["ask", C, ANSWER], ["ask", A, ANSWER])]);
    expect(await seen(B)).to.deep.equal([9n + 7n]);
    expect(await seen(A)).to.deep.equal([16n]);
    expect(await calls(A)).to.equal(1n);
    expect(legs?.map(({ chainId, kind }) => [chainId, kind])).to.deep.equal([
      [A, "user"],
      [C, "action"],
      [B, "supply"],
      [A, "action"],
      [B, "supply"],
      [B, "action"],
      [A, "supply"],
    ]);
  });

  it("go together with plain triggers of the callee and, behind the question, of the caller", async () => {
    const { run, calls, A, B, C } = await arrange(3);
    const { built } = await run(
      ["ask", B, play(["ask", C, ANSWER], ["trigger", C, ANSWER], ["trigger", A, ANSWER])],
      ["trigger", C, ANSWER],
      ["trigger", B, ANSWER],
    );
    expect([await calls(A), await calls(B), await calls(C)]).to.deep.equal([1n, 1n, 3n]);
    const counts = built.superblock.channels.map((c) => [c.srcChainId, c.dstChainId, c.count]);
    for (const [src, dst, count] of [
      [A, B, 2n],
      [A, C, 1n],
      [B, C, 2n],
      [B, A, 1n],
    ])
      expect(counts).to.deep.include([src, dst, count]);
  });

  it("may be asked for by an action of a plain trigger", async () => {
    const { run, seen, A, B } = await arrange();
    await run(["trigger", B, play(["ask", A, ANSWER])]);
    expect(await seen(B)).to.deep.equal([7n]);
  });

  describe("drop the whole group, without a trace", () => {
    const dropped = async (steps: (c: { A: bigint; B: bigint; C: bigint }) => readonly Step[], count = 2) => {
      const arranged = await arrange(count);
      const { failure, built } = await arranged.run(...steps(arranged));
      expect(built.blocks.every(({ transactions }) => transactions.length === 0)).to.equal(true);
      for (const chainId of arranged.rollups.chainIds) {
        expect(await arranged.seen(chainId)).to.deep.equal([]);
        expect(await arranged.calls(chainId)).to.equal(0n);
      }
      expect(built.superblock.channels.filter(({ srcChainId }) => srcChainId !== 31337n)).to.satisfy(
        (all: readonly { count: bigint }[]) => all.every((entry) => entry.count === 0n),
      );
      return { ...arranged, failure: failure as GroupFailure };
    };

    it("action-reverted: the callee fails, whether the caller catches or not (f32)", async () => {
      for (const what of ["ask", "askOrGoOn"] as const) {
        const { failure, B } = await dropped((c) => [[what, c.B, play(["fail"])]]);
        expect(failure).to.deep.include({ chainId: B, reason: "action-reverted" });
        expect(failure.revertData).to.equal(
          encodeErrorResult({ abi: resultProbe.abi, errorName: "ProbeFailed", args: [0n] }),
        );
      }
    });

    it("result-unused: the caller fails after it read the result", async () => {
      const { failure, A } = await dropped((c) => [["ask", c.B, ANSWER], ["fail"]]);
      expect(failure).to.deep.include({
        chainId: A,
        reason: "result-unused",
        revertData: encodeErrorResult({ abi: resultProbe.abi, errorName: "ProbeFailed", args: [8n] }),
      });
    });

    it("result-unused: a frame read it, reverted and was caught", async () => {
      const { failure } = await dropped((c) => [["askAndUndo", c.B, ANSWER]]);
      expect(failure.reason).to.equal("result-unused");
    });

    it("result-unused: the frame is in an action", async () => {
      const { failure, B } = await dropped((c) => [["ask", c.B, play(["askAndUndo", c.A, ANSWER])]]);
      expect(failure).to.include({ chainId: B, reason: "result-unused" });
    });

    it("result-unused: longer than the caller takes", async () => {
      const { failure } = await dropped((c) => [["ask", c.B, onProbe("sized", [65n])]]);
      expect(failure).to.include({
        reason: "result-unused",
        revertData: messengerError("MessengerResultTooLong", [64n, 65n]),
      });
    });

    it("f2: an answer that was cut off is no answer", async () => {
      const { failure } = await dropped((c) => [["ask", c.B, onProbe("sized", [5000n])]]);
      expect(failure).to.include({
        reason: "action-reverted",
        revertData: messengerError("MessengerResultCut", [4064n, 4096n]),
      });
    });

    it("MessengerResultEmpty: nothing came back", async () => {
      const { failure } = await dropped((c) => [["ask", c.B, onProbe("nothing")]]);
      const { errorName } = decodeErrorResult({ abi: crossRollupMessengerAbi, data: failure.revertData });
      expect([failure.reason, errorName]).to.deep.equal(["action-reverted", "MessengerResultEmpty"]);
    });

    it("result-out-of-order: a plain trigger to the same rollup precedes the question", async () => {
      const { failure, B } = await dropped((c) => [
        ["trigger", c.B, ANSWER],
        ["ask", c.B, ANSWER],
      ]);
      expect(failure).to.include({ chainId: B, reason: "result-out-of-order" });
    });

    it("too-many-results: the fifth", async () => {
      const { failure } = await dropped((c) => Array.from({ length: 5 }, () => ["ask", c.B, ANSWER]));
      expect(failure.reason).to.equal("too-many-results");
    });

    it("result-out-of-order: a question inside the answer to a question over the same channel", async () => {
      const { failure } = await dropped(({ A, B }) => [
        ["ask", B, play(["ask", A, play(["ask", B, ANSWER])])],
      ]);
      expect(failure.reason).to.equal("result-out-of-order");
    });

    it("f6: depth-exceeded, triggers and questions counted together", async () => {
      const { failure } = await dropped(({ A, B }) => {
        const asks = play(["ask", A, play(["ask", B, ANSWER])]);
        return [["trigger", B, play(["trigger", A, play(["trigger", B, asks])])]];
      });
      expect(failure.reason).to.equal("depth-exceeded");
    });
  });

  it("f1: the runs that find out what is asked are bounded", async () => {
    const { run } = await arrange(2, { ...DEFAULT_BUILDER_LIMITS, maxDiscoveryGas: 500_000n });
    const { failure } = await run(["work"], ["ask", 42102n, ANSWER]);
    expect(failure?.reason).to.equal("gas-exceeded");
    expect(failure?.detail).to.include("500000 gas");
  });

  describe("given a producer that lies", () => {
    /** The legs of a question by hand, the result as the producer likes it. */
    async function byHand(result: (real: Hex) => Hex | undefined) {
      const { rollups, plays, A, B } = await arrange();
      const open = await rollups.open();
      const [a, b] = [open.blocks.get(A)!, open.blocks.get(B)!];
      const raw = await plays(A, 0, ["ask", B, ANSWER]);
      const mark = await a.mark();
      const first = await a.apply(raw);
      await a.rollback(mark);
      if (first.status !== "applied") throw new Error(first.reason);
      const { message, data } = missingResult(first.missed!);
      expect(message).to.deep.include({ srcChainId: A, dstChainId: B, nonce: 0n });
      const produce = async (chainId: bigint, call: SystemCall) => {
        const outcome = await applySystemCall(open.blocks.get(chainId)!, rollups.key, chainId, call);
        if (outcome.status !== "applied") throw new Error(outcome.reason);
        return outcome;
      };
      const acted = await produce(B, actionForResultCall(message, data));
      expect(acted.success).to.equal(true);
      const supplied = result(word(8n));
      if (supplied !== undefined) await produce(A, supplyCall(hashMessage(message), supplied));
      return { open, a, b, raw, produce, A, B, close: () => open.close(rollups.history()) };
    }

    it("channels-differ: another result than the callee's", async () => {
      const { a, raw, produce, A, B, close } = await byHand(() => word(800n));
      expect(await a.apply(raw)).to.include({ status: "applied", success: true });
      for (const chainId of [A, B]) expect((await produce(chainId, sealCall(4))).success).to.equal(true);
      const outcome = await close();
      if (outcome.ok || outcome.reason !== "channels-differ") throw new Error("closed over a lie");
      const { source, destination } = outcome;
      expect([source.srcChainId, source.dstChainId, source.count]).to.deep.equal([A, B, 1n]);
      expect(destination.count).to.equal(1n);
      expect(source.root).not.to.equal(destination.root);
    });

    it("channels-unsealed: a result that nobody takes, and no seal goes over it", async () => {
      const { produce, A, B, close } = await byHand((real) => real);
      await produce(B, sealCall(4));
      const sealed = await produce(A, sealCall(4));
      expect(sealed.success).to.equal(false);
      expect(await close()).to.deep.equal({ ok: false, reason: "channels-unsealed", chainId: A });
    });

    it("channels-differ: an action whose question never stands", async () => {
      const { produce, B, close } = await byHand(() => undefined);
      await produce(B, sealCall(4));
      expect(await close()).to.include({ ok: false, reason: "channels-differ" });
    });
  });

  it("pays the producer for action and supply in advance, and moves value to the callee", async () => {
    const { rollups, read, submit, build, header, A, B, probe } = await arrange();
    const quoted = (functionName: "quote" | "quoteForResult", args: readonly unknown[]) =>
      read<bigint>(A, MESSENGER, crossRollupMessengerAbi, functionName, args);
    const plain = await quoted("quote", [B, 1_500_000n]);
    const price = await quoted("quoteForResult", [B, 1_500_000n, 64n]);
    // 1,000,000 wei a unit of gas: 80,000 for the supply and 23,700 a word
    expect(price - plain).to.equal((80_000n + 2n * 23_700n) * 1_000_000n);
    const data = encodeFunctionData({
      abi: crossRollupMessengerAbi,
      functionName: "triggerForResult",
      args: [B, probe, play(), 1_500_000n, 64n],
    });
    const id = await submit(
      A,
      await signedBy({ chainId: A, from: ALICE, nonce: 0, to: MESSENGER, data, value: price + 5n }),
    );
    const balance = async (chainId: bigint) =>
      (await rollups.engine(chainId).account(header(chainId).stateRoot, probe)).balance;
    const before = await balance(B);
    const built = closed(await build());
    expect(sent(built, id)?.legs).to.have.length(3);
    expect((await balance(B)) - before).to.equal(5n);
  });
});
