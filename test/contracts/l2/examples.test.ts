import { expect } from "chai";
import { type Address, encodeErrorResult, encodeFunctionData, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import { TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { startPair } from "../../support/l2Fixture.ts";
import { priceOf, ROLLUP_A, ROLLUP_B, sentFrom, sentMessages } from "../../support/messages.ts";
import { refusalOf } from "../../support/refusal.ts";

const counterAbi = artifactOf("CrossRollupCounter").abi;
const callerAbi = artifactOf("CrossRollupCaller").abi;
const receiverAbi = artifactOf("RefusingReceiver").abi;
const STRANGER: Address = "0x0000000000000000000000000000000000001001";
const GAS = 200_000n;

describe("examples: a pair that counts on both rollups", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let caller: Address;
  let counter: Address;
  before(async () => {
    pair = await startPair();
  });
  beforeEach(async () => {
    caller = await deploy(pair.a, "CrossRollupCaller");
    counter = await deploy(pair.b, "CrossRollupCounter", [ROLLUP_A, caller]);
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const count = (amount: bigint) =>
    pair.a.send(
      { to: caller, abi: callerAbi, functionName: "count", args: [ROLLUP_B, counter, amount, GAS] },
      { value: priceOf(GAS) },
    );
  const read = (functionName: string) => pair.b.read({ to: counter, abi: counterAbi, functionName });
  const increment = (amount: bigint): Hex =>
    encodeFunctionData({ abi: counterAbi, functionName: "increment", args: [amount] });
  const reason = async (call: Promise<unknown>) => {
    const { name, args } = await refusalOf(call, crossRollupMessengerAbi);
    expect(name).to.equal("MessengerActionFailed");
    return args[0];
  };

  it("counts on the other rollup as the contract that called", async () => {
    await pair.carry(await count(5n));
    expect(await read("total")).to.equal(5n);
    expect(await read("lastCrossSender")).to.equal(caller);
    expect(await pair.a.read({ to: caller, abi: callerAbi, functionName: "total" })).to.equal(5n);
  });

  it("CounterNotMessenger: a direct call", async () => {
    const call = pair.b.send({ to: counter, abi: counterAbi, functionName: "increment", args: [1n] });
    expect(await refusalOf(call, counterAbi)).to.deep.equal({
      name: "CounterNotMessenger",
      args: [pair.b.user],
    });
  });

  it("CounterWrongSender: another account on the right rollup", async () => {
    const sent = await pair.a.trigger(ROLLUP_B, counter, increment(1n), GAS).send();
    expect(sentMessages(sent)).to.have.length(1);
    expect(await reason(pair.carry(sent))).to.equal(
      encodeErrorResult({
        abi: counterAbi,
        errorName: "CounterWrongSender",
        args: [caller, pair.a.user],
      }),
    );
  });

  it("CounterWrongChain: the right address on another chain", async () => {
    const elsewhere = await deploy(pair.b, "CrossRollupCounter", [77n, STRANGER]);
    const sent = sentFrom(ROLLUP_A, ROLLUP_B, {
      sender: STRANGER,
      target: elsewhere,
      gasLimit: GAS,
      data: increment(1n),
    });
    expect(await reason(pair.b.action(sent))).to.equal(
      encodeErrorResult({ abi: counterAbi, errorName: "CounterWrongChain", args: [77n, ROLLUP_A] }),
    );
  });

  it("CounterTooMuch: reaches the caller with both numbers", async () => {
    expect(await reason(pair.carry(await count(1001n)))).to.equal(
      encodeErrorResult({ abi: counterAbi, errorName: "CounterTooMuch", args: [1000n, 1001n] }),
    );
  });

  it("ReceiverNotBridge: a receiver called by anyone but the bridge", async () => {
    const receiver = await deploy(pair.b, "RefusingReceiver", [12n]);
    const call = pair.b.send({
      to: receiver,
      abi: receiverAbi,
      functionName: "onCrossRollupTokens",
      args: [TOKEN_BRIDGE, ROLLUP_A, STRANGER, 1n, "0x"],
    });
    expect(await refusalOf(call, receiverAbi)).to.deep.equal({
      name: "ReceiverNotBridge",
      args: [pair.b.user],
    });
    const closed = pair.b.read({ to: receiver, abi: receiverAbi, functionName: "closedUntilSec" });
    expect(await closed).to.equal(12n);
  });
});
