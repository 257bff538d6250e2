import { expect } from "chai";
import {
  type Address,
  encodeAbiParameters,
  encodeErrorResult,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEventLogs,
  size,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import { hashMessage, type Message } from "../../../services/protocol/channels/channel.ts";
import { missingResult } from "../../../services/protocol/channels/missingResult.ts";
import {
  MESSENGER,
  MESSENGER_UNSEALED_SLOT,
  MINED_BLOCK_ORACLE,
  waitingResults,
} from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { RESERVE, startPair } from "../../support/l2Fixture.ts";
import {
  L1_CHAIN_ID,
  priceForResult,
  ROLLUP_A,
  ROLLUP_B,
  sentFrom,
  sentMessages,
} from "../../support/messages.ts";
import { refusalOf, revertDataOf } from "../../support/refusal.ts";

const feed = artifactOf("CrossRollupPriceFeed");
const reader = artifactOf("CrossRollupPriceReader");
const probe = artifactOf("MessageProbe");
const GAS = 50_000n;
const PRICE_CALL = encodeFunctionData({ abi: feed.abi, functionName: "price" });
const word = (value: bigint): Hex => encodeAbiParameters([{ type: "uint256" }], [value]);

describe("CrossRollupMessenger: synchronous results", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let feedAddress: Address;
  let readerAddress: Address;
  before(async () => {
    pair = await startPair();
  });
  beforeEach(async () => {
    feedAddress = await deploy(pair.b, "CrossRollupPriceFeed");
    readerAddress = await deploy(pair.a, "CrossRollupPriceReader", [ROLLUP_B, feedAddress]);
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const refusal = (call: Promise<unknown>) => refusalOf(call, crossRollupMessengerAbi, feed.abi, reader.abi);
  const setPrice = (price: bigint) =>
    pair.b.send({ to: feedAddress, abi: feed.abi, functionName: "setPrice", args: [price] });
  const settle = (amount: bigint, leastPrice = 0n, value = priceForResult(GAS, 32n)) =>
    pair.a.send(
      { to: readerAddress, abi: reader.abi, functionName: "settle", args: [amount, leastPrice] },
      { value },
    );
  const settled = () =>
    pair.a.read({ to: readerAddress, abi: reader.abi, functionName: "settledOf", args: [pair.a.user] });
  const question = async (call = settle(3n)) => missingResult(await revertDataOf(call));
  const ask = (
    fields: { dst?: bigint; target?: Address; data?: Hex; gas?: bigint; max?: bigint; value?: bigint } = {},
  ) => {
    const { dst = ROLLUP_B, target = feedAddress, data = PRICE_CALL, gas = GAS, max = 32n } = fields;
    return pair.a.send(
      {
        to: MESSENGER,
        abi: crossRollupMessengerAbi,
        functionName: "triggerForResult",
        args: [dst, target, data, gas, max],
      },
      { value: fields.value ?? priceForResult(gas, max) },
    );
  };

  it("goes from the question over the answer to the caller that uses it (K6)", async () => {
    const { a, b } = pair;
    await setPrice(14n);
    const asked = await question();
    const expected: Message = {
      kind: 0,
      srcChainId: ROLLUP_A,
      dstChainId: ROLLUP_B,
      nonce: 0n,
      sender: readerAddress,
      target: feedAddress,
      value: 0n,
      gasLimit: GAS,
      deadline: 0n,
      refundTo: zeroAddress,
      dataHash: keccak256(PRICE_CALL),
      resultHash: zeroHash,
    };
    expect(asked).to.deep.equal({ message: expected, data: PRICE_CALL });

    const { result, receipt } = await b.answer(asked);
    expect(result).to.equal(word(14n));
    await a.supply(hashMessage(asked.message), result);
    const done = await settle(3n);
    expect(await settled()).to.equal(42n);

    const leaf = hashMessage({ ...expected, resultHash: keccak256(word(14n)) });
    expect(sentMessages(done).map((sent) => sent.leaf)).to.deep.equal([leaf]);
    const received = parseEventLogs({
      abi: crossRollupMessengerAbi,
      eventName: "MessageReceived",
      logs: receipt.logs,
    });
    expect(received.map(({ args }) => args)).to.deep.equal([
      { srcChainId: ROLLUP_A, nonce: 0n, leaf, success: true },
    ]);
    for (const rollup of [a, b]) expect((await rollup.seal()).status).to.equal("success");
    const of = (entries: readonly { srcChainId: bigint; dstChainId: bigint }[]) =>
      entries.find((e) => e.srcChainId === ROLLUP_A && e.dstChainId === ROLLUP_B);
    expect(of(await a.messenger.read.channels())).to.deep.equal(of(await b.messenger.read.channels()));
  });

  it("takes a result once, and leaves no slot behind", async () => {
    const { a } = pair;
    const asked = await question();
    await a.supply(hashMessage(asked.message), word(5n));
    expect(await a.messenger.read.resultsWaiting()).to.equal(1n);
    const slot = (await a.client.getStorageAt({ address: MESSENGER, slot: MESSENGER_UNSEALED_SLOT }))!;
    expect(waitingResults(slot)).to.equal(1n);
    await settle(3n);
    expect(await a.messenger.read.resultsWaiting()).to.equal(0n);
    const again = await question();
    expect(again.message.nonce).to.equal(1n);
  });

  it("gives a result to nobody but the very question: another sender, value or place", async () => {
    await setPrice(9n);
    const asked = await question();
    await pair.a.supply(hashMessage(asked.message), word(5n));
    const others = [ask(), settle(3n, 0n, priceForResult(GAS, 32n) + 1n)];
    for (const other of others) expect((await refusal(other)).name).to.equal("MessengerResultMissing");
  });

  it("keeps long results whole, word for word", async () => {
    const { a, b } = pair;
    const target = await deploy(b, "MessageProbe", [MESSENGER]);
    const data = encodeFunctionData({ abi: probe.abi, functionName: "bomb", args: [4064n, false] });
    const fields = { target, data, gas: 200_000n, max: 4064n };
    const asked = await question(ask(fields));
    const { result } = await b.answer(asked);
    expect(size(result)).to.equal(4064);
    const random = toHex(Uint8Array.from({ length: 4063 }, (_, i) => (i * 7 + 1) % 256));
    await a.supply(hashMessage(asked.message), random);
    const [sent] = sentMessages(await ask(fields));
    expect(sent!.message.resultHash).to.equal(keccak256(random));
  });

  it("K5: answers the callee of a question who asks", async () => {
    const { a, b } = pair;
    const target = await deploy(b, "MessageProbe", [MESSENGER]);
    const data = encodeFunctionData({ abi: probe.abi, functionName: "askCrossSender" });
    const { result } = await b.answer(await question(ask({ target, data, gas: 200_000n })));
    expect(result).to.equal(encodeAbiParameters([{ type: "address" }], [a.user]));
  });

  it("K4: locks and releases the value that goes with a question", async () => {
    const { b } = pair;
    const target = await deploy(b, "MessageProbe", [MESSENGER]);
    const data = encodeFunctionData({ abi: probe.abi, functionName: "bomb", args: [32n, false] });
    const value = priceForResult(200_000n, 32n) + 9n;
    await b.answer(await question(ask({ target, data, gas: 200_000n, value })));
    expect(await b.client.getBalance({ address: MESSENGER })).to.equal(RESERVE - 9n);
    expect(await b.client.getBalance({ address: target })).to.equal(9n);
  });

  describe("triggerForResult refuses", () => {
    it("MessengerNoResultFromL1: L1 answers later, if at all", async () => {
      expect(await refusal(ask({ dst: L1_CHAIN_ID }))).to.deep.equal({
        name: "MessengerNoResultFromL1",
        args: [L1_CHAIN_ID],
      });
    });

    it("MessengerUnknownChain", async () => {
      expect((await refusal(ask({ dst: 7n }))).name).to.equal("MessengerUnknownChain");
    });

    it("MessengerMaxResultTooHigh: more than CappedCall copies", async () => {
      expect(await refusal(ask({ max: 4065n }))).to.deep.equal({
        name: "MessengerMaxResultTooHigh",
        args: [4064n, 4065n],
      });
    });

    it("MessengerFeeTooLow: the price of a plain trigger", async () => {
      const requiredWei = priceForResult(GAS, 32n);
      expect(await refusal(ask({ value: requiredWei - 1n }))).to.deep.equal({
        name: "MessengerFeeTooLow",
        args: [requiredWei, requiredWei - 1n],
      });
    });

    it("MessengerForbiddenTarget, MessengerGasLimitTooLow: as a plain trigger", async () => {
      expect((await refusal(ask({ target: MINED_BLOCK_ORACLE }))).name).to.equal("MessengerForbiddenTarget");
      expect((await refusal(ask({ gas: 63n }))).name).to.equal("MessengerGasLimitTooLow");
    });

    it("MessengerResultTooLong: what was supplied exceeds what the caller takes", async () => {
      const asked = await question();
      await pair.a.supply(hashMessage(asked.message), `0x${"00".repeat(33)}`);
      expect(await refusal(settle(3n))).to.deep.equal({ name: "MessengerResultTooLong", args: [32n, 33n] });
    });

    it("f9 MessengerResultNotAllowed: inside a message from L1, which bounces and leaves no result", async () => {
      const { a } = pair;
      const target = await deploy(a, "MessageProbe", [MESSENGER]);
      const inner = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "triggerForResult",
        args: [ROLLUP_B, feedAddress, PRICE_CALL, GAS, 32n],
      });
      const data = encodeFunctionData({ abi: probe.abi, functionName: "forward", args: [MESSENGER, inner] });
      for (const [i, kind] of [0, 3].entries()) {
        const gasLimit = 400_000n;
        await a.consume(sentFrom(L1_CHAIN_ID, ROLLUP_A, { kind, nonce: BigInt(i), target, data, gasLimit }));
        expect(await a.read({ to: target, abi: probe.abi, functionName: "answer" })).to.equal(
          encodeErrorResult({ abi: crossRollupMessengerAbi, errorName: "MessengerResultNotAllowed" }),
        );
      }
      // Afterwards questions are allowed again.
      expect((await question()).message.target).to.equal(feedAddress);
    });
  });

  describe("actionForResult refuses", () => {
    it("MessengerActionFailed: the target's own error", async () => {
      const { name, args } = await refusal(pair.b.answer(await question()));
      expect(name).to.equal("MessengerActionFailed");
      expect(args[0]).to.equal(encodeErrorResult({ abi: feed.abi, errorName: "FeedWithoutPrice" }));
    });

    it("MessengerResultEmpty: an account without code says nothing", async () => {
      const target: Address = "0x0000000000000000000000000000000000001003";
      const asked = await question(ask({ target, data: "0x" }));
      expect(await refusal(pair.b.answer(asked))).to.deep.equal({
        name: "MessengerResultEmpty",
        args: [target],
      });
    });

    it("f2 MessengerResultCut: more than a result may have", async () => {
      const target = await deploy(pair.b, "MessageProbe", [MESSENGER]);
      for (const [bytes, seen] of [
        [4065n, 4065n],
        [100_000n, 4096n],
      ]) {
        const data = encodeFunctionData({ abi: probe.abi, functionName: "bomb", args: [bytes, false] });
        const asked = await question(ask({ target, data, gas: 400_000n, max: 4064n }));
        expect(await refusal(pair.b.answer(asked))).to.deep.equal({
          name: "MessengerResultCut",
          args: [4064n, seen],
        });
      }
    });

    it("MessengerWrongNonce, MessengerWrongKind, MessengerUnknownChain, MessengerNotProducer: as an action", async () => {
      const { a, b } = pair;
      const sent = (fields: object) => sentFrom(ROLLUP_A, ROLLUP_B, { target: feedAddress, ...fields });
      expect((await refusal(b.answer(sent({ nonce: 1n })))).name).to.equal("MessengerWrongNonce");
      expect((await refusal(b.answer(sent({ kind: 2 })))).name).to.equal("MessengerWrongKind");
      expect((await refusal(b.answer(sent({ srcChainId: L1_CHAIN_ID })))).name).to.equal(
        "MessengerUnknownChain",
      );
      const { message, data } = sent({});
      for (const [functionName, args] of [
        ["actionForResult", [message, data]],
        ["supply", [zeroHash, "0x01"]],
      ] as const) {
        const call = a.send({ to: MESSENGER, abi: crossRollupMessengerAbi, functionName, args });
        expect((await refusal(call)).name).to.equal("MessengerNotProducer");
      }
    });
  });

  describe("supply and seal refuse", () => {
    it("MessengerResultKnown: another result for the same question", async () => {
      const request = hashMessage((await question()).message);
      await pair.a.supply(request, word(1n));
      expect(await refusal(pair.a.supply(request, word(2n)))).to.deep.equal({
        name: "MessengerResultKnown",
        args: [request],
      });
    });

    it("MessengerResultsWaiting: a block does not end over a result that nobody took", async () => {
      const { a } = pair;
      await a.trigger(ROLLUP_B, feedAddress, "0x", 21_000n).send();
      await a.supply(keccak256("0x01"), word(1n));
      expect(await refusal(a.seal())).to.deep.equal({ name: "MessengerResultsWaiting", args: [1n] });
    });
  });

  describe("examples: a price from another rollup", () => {
    it("ReaderPriceTooLow: undoes the caller's side", async () => {
      const asked = await question(settle(3n, 6n));
      await pair.a.supply(hashMessage(asked.message), word(5n));
      expect(await refusal(settle(3n, 6n))).to.deep.equal({ name: "ReaderPriceTooLow", args: [6n, 5n] });
      expect(await settled()).to.equal(0n);
    });

    it("FeedNotOwner: anyone but the feed's owner", async () => {
      const { b } = pair;
      const call = b.send(
        { to: feedAddress, abi: feed.abi, functionName: "setPrice", args: [1n] },
        { from: b.accounts[3]! },
      );
      expect(await refusal(call)).to.deep.equal({ name: "FeedNotOwner", args: [b.accounts[3]] });
    });

    it("says what the question costs", async () => {
      const fee = pair.a.read({ to: readerAddress, abi: reader.abi, functionName: "fee" });
      expect(await fee).to.equal(priceForResult(GAS, 32n));
    });
  });
});
