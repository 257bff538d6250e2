// Longer than a page: what is accepted and what is refused share one probe and one way of calling.
import { expect } from "chai";
import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseAbiParameters,
  parseEventLogs,
  slice,
  zeroHash,
} from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import { hashMessage } from "../../../services/protocol/channels/channel.ts";
import { MESSENGER, MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { RESERVE, startPair } from "../../support/l2Fixture.ts";
import {
  L1_CHAIN_ID,
  type MessageFields,
  ROLLUP_A,
  ROLLUP_B,
  type SentMessage,
  sentFrom,
  sentMessages,
} from "../../support/messages.ts";
import { refusalOf } from "../../support/refusal.ts";

const probeAbi = artifactOf("MessageProbe").abi;
const ALICE: Address = "0x0000000000000000000000000000000000001001";
const REFUND: Address = "0x0000000000000000000000000000000000001002";
const FRESH: Address = "0x0000000000000000000000000000000000001003";
const onProbe = (functionName: string, args: readonly unknown[] = []): Hex =>
  encodeFunctionData({ abi: probeAbi, functionName, args });

describe("CrossRollupMessenger.consume", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let probe: Address;
  before(async () => {
    pair = await startPair();
  });
  beforeEach(async () => {
    probe = await deploy(pair.a, "MessageProbe", [MESSENGER]);
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const refusal = (call: Promise<unknown>) => refusalOf(call, crossRollupMessengerAbi);
  const fromL1 = (fields: MessageFields) =>
    sentFrom(L1_CHAIN_ID, ROLLUP_A, { sender: ALICE, target: probe, refundTo: REFUND, ...fields });
  const received = (logs: Parameters<typeof parseEventLogs>[0]["logs"]) =>
    parseEventLogs({ abi: crossRollupMessengerAbi, eventName: "MessageReceived", logs }).map((l) => l.args);

  /** The bounce that answers `failed`, the first in the outbox to L1. */
  const bounceOf = (failed: SentMessage) => ({
    kind: 2,
    srcChainId: ROLLUP_A,
    dstChainId: L1_CHAIN_ID,
    nonce: 0n,
    sender: failed.message.sender,
    target: REFUND,
    value: failed.message.value,
    gasLimit: 0n,
    deadline: 0n,
    refundTo: REFUND,
    dataHash: failed.leaf,
    resultHash: zeroHash,
  });

  const expectBounce = async (sent: SentMessage) => {
    const receipt = await pair.a.consume(sent);
    expect(received(receipt.logs)).to.deep.equal([
      { srcChainId: L1_CHAIN_ID, nonce: 0n, leaf: sent.leaf, success: false },
    ]);
    const [bounce] = sentMessages(receipt);
    expect(bounce!.message).to.deep.equal(bounceOf(sent));
    expect(bounce!.leaf).to.equal(hashMessage(bounce!.message));
    expect(keccak256(bounce!.data)).to.equal(bounce!.message.dataHash);
    expect(await pair.a.client.getBalance({ address: MESSENGER })).to.equal(RESERVE);
    expect(await pair.a.messenger.read.inboxCount([L1_CHAIN_ID])).to.equal(1n);
    return bounce!;
  };

  describe("given a deposit", () => {
    it("pays an account without code (K4)", async () => {
      const sent = fromL1({ target: FRESH, value: 10n ** 18n, gasLimit: 21_000n });
      const receipt = await pair.a.consume(sent);
      expect(received(receipt.logs)).to.deep.equal([
        { srcChainId: L1_CHAIN_ID, nonce: 0n, leaf: sent.leaf, success: true },
      ]);
      expect(sentMessages(receipt)).to.deep.equal([]);
      expect(await pair.a.client.getBalance({ address: FRESH })).to.equal(10n ** 18n);
      expect(await pair.a.client.getBalance({ address: MESSENGER })).to.equal(RESERVE - 10n ** 18n);
    });

    it("calls a contract, which sees the sender on L1", async () => {
      await pair.a.consume(fromL1({ data: onProbe("record"), gasLimit: 300_000n, value: 3n }));
      const read = (functionName: string) => pair.a.read({ to: probe, abi: probeAbi, functionName });
      expect(await read("crossSender")).to.equal(ALICE);
      expect(await read("crossChainId")).to.equal(L1_CHAIN_ID);
      expect(await read("valueWei")).to.equal(3n);
    });
  });

  describe("given a message that fails", () => {
    it("f36 K2: bounces the value to its refund account when the call reverts", async () => {
      await expectBounce(fromL1({ data: onProbe("refuse", ["no", 1n]), value: 5n }));
    });

    it("carries the failed leaf's preimage as the bounce's data", async () => {
      const sent = fromL1({ data: onProbe("refuse", ["no", 1n]), value: 5n });
      const bounce = await expectBounce(sent);
      const { message: m } = sent;
      const fields = parseAbiParameters(
        "uint8, uint64, uint64, uint64, address, address, uint256, uint64, uint64, address, bytes32, bytes32",
      );
      expect(slice(bounce.data, 0, 1)).to.equal("0x00");
      expect(slice(bounce.data, 1)).to.equal(
        encodeAbiParameters(fields, [
          m.kind,
          m.srcChainId,
          m.dstChainId,
          m.nonce,
          m.sender,
          m.target,
          m.value,
          m.gasLimit,
          m.deadline,
          m.refundTo,
          m.dataHash,
          m.resultHash,
        ]),
      );
    });

    it("f2: bounces when the callee burns its whole gas limit", async () => {
      await expectBounce(fromL1({ data: onProbe("burnAllGas"), gasLimit: 1_000_000n }));
    });

    it("f2: bounces when the callee gives back a bomb", async () => {
      await expectBounce(fromL1({ data: onProbe("bomb", [200_000n, true]), gasLimit: 1_000_000n }));
    });

    it("bounces a system contract as target instead of blocking the queue", async () => {
      await expectBounce(fromL1({ target: MINED_BLOCK_ORACLE }));
    });

    it("bounces more value than the reserve holds", async () => {
      await expectBounce(fromL1({ target: FRESH, value: RESERVE + 1n }));
    });

    it("undoes withdrawals that the failed call made", async () => {
      const inner = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [L1_CHAIN_ID, FRESH, "0x", 0n],
      });
      // withdraws one wei more than the message brings
      const sent = fromL1({ data: onProbe("forwardOrRevert", [MESSENGER, inner, 6n]), value: 5n });
      const bounce = await expectBounce({ ...sent });
      expect(bounce.message.nonce).to.equal(0n);
      expect(await pair.a.messenger.read.outboxCount([L1_CHAIN_ID])).to.equal(1n);
    });
  });

  describe("given a deadline", () => {
    const DEADLINE = 4_000_000_000n;

    it("takes the message in the second of its deadline", async () => {
      await pair.a.client.setNextBlockTimestamp({ timestamp: DEADLINE });
      const receipt = await pair.a.consume(fromL1({ target: FRESH, value: 2n, deadline: DEADLINE }));
      expect(received(receipt.logs)[0]).to.include({ success: true });
    });

    it("f33: bounces it one second later, without calling, and only once", async () => {
      await pair.a.client.setNextBlockTimestamp({ timestamp: DEADLINE + 1n });
      const sent = fromL1({ data: onProbe("record"), value: 2n, deadline: DEADLINE, gasLimit: 300_000n });
      await expectBounce(sent);
      expect(await pair.a.read({ to: probe, abi: probeAbi, functionName: "calls" })).to.equal(0n);
      expect(await refusal(pair.a.consume(sent))).to.deep.equal({
        name: "MessengerWrongNonce",
        args: [1n, 0n],
      });
    });
  });

  describe("given a call that triggers", () => {
    const trigger = (dst: bigint) =>
      encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [dst, FRESH, "0x", 0n],
      });
    const fee = 150_000n * 10n ** 9n;

    it("f9: bounces when the message may not trigger another rollup", async () => {
      const data = onProbe("forwardOrRevert", [MESSENGER, trigger(ROLLUP_B), fee]);
      await expectBounce(fromL1({ data, value: fee, gasLimit: 500_000n }));
      expect(await pair.a.messenger.read.outboxCount([ROLLUP_B])).to.equal(0n);
    });

    it("f9 MessengerTriggerNotAllowed: tells the target why", async () => {
      const data = onProbe("forward", [MESSENGER, trigger(ROLLUP_B)]);
      await pair.a.consume(fromL1({ data, gasLimit: 500_000n }));
      expect(await pair.a.read({ to: probe, abi: probeAbi, functionName: "answer" })).to.equal(
        keccak256(new TextEncoder().encode("MessengerTriggerNotAllowed()")).slice(0, 10),
      );
    });

    it("lets it withdraw to L1", async () => {
      const data = onProbe("forwardOrRevert", [MESSENGER, trigger(L1_CHAIN_ID), 4n]);
      const receipt = await pair.a.consume(fromL1({ data, value: 4n, gasLimit: 500_000n }));
      expect(received(receipt.logs)[0]).to.include({ success: true });
      expect(sentMessages(receipt)[0]!.message).to.include({ kind: 0, value: 4n, dstChainId: L1_CHAIN_ID });
    });

    it("lets kind 3 trigger another rollup, and forgets that afterwards", async () => {
      const data = onProbe("forwardOrRevert", [MESSENGER, trigger(ROLLUP_B), fee]);
      const receipt = await pair.a.consume(fromL1({ kind: 3, data, value: fee, gasLimit: 500_000n }));
      expect(received(receipt.logs)[0]).to.include({ success: true });
      await pair.carry(receipt);
      expect(await pair.b.messenger.read.inboxCount([ROLLUP_A])).to.equal(1n);

      const second = fromL1({ data, value: fee, gasLimit: 500_000n, nonce: 1n });
      expect(received((await pair.a.consume(second)).logs)[0]).to.include({ success: false });
    });
  });

  describe("refuses", () => {
    it("f2 MessengerNotEnoughGas: never bounces because the producer gave too little", async () => {
      const sent = fromL1({ data: onProbe("record"), gasLimit: 3_000_000n });
      const { name, args } = await refusal(pair.a.consume(sent, 3_100_000n));
      expect(name).to.equal("MessengerNotEnoughGas");
      expect(args[0]).to.equal((3_000_000n * 64n) / 63n + 42_000n);
      expect(await pair.a.messenger.read.inboxCount([L1_CHAIN_ID])).to.equal(0n);
    });

    it("f2: whatever gas the producer gives, the callee has all of its own or nothing happens", async () => {
      const sent = fromL1({ data: onProbe("record"), gasLimit: 400_000n });
      let refused = 0;
      let taken = 0;
      for (let gas = 420_000n; gas <= 620_000n; gas += 10_000n) {
        const outcome = await pair.a.consume(sent, gas).catch(() => undefined);
        if (outcome === undefined) {
          refused += 1;
          continue;
        }
        taken += 1;
        const atEntry = (await pair.a.read({
          to: probe,
          abi: probeAbi,
          functionName: "gasAtEntry",
        })) as bigint;
        expect(Number(400_000n - atEntry)).to.be.within(0, 300);
        await pair.reset();
        probe = await deploy(pair.a, "MessageProbe", [MESSENGER]);
      }
      expect(refused).to.be.greaterThan(3);
      expect(taken).to.be.greaterThan(3);
    });

    it("MessengerUnknownChain: a message from a rollup", async () => {
      const sent = sentFrom(ROLLUP_B, ROLLUP_A, { target: probe });
      expect(await refusal(pair.a.consume(sent))).to.deep.equal({
        name: "MessengerUnknownChain",
        args: [ROLLUP_B],
      });
    });

    it("MessengerWrongKind: a signed transaction, a bounce", async () => {
      for (const kind of [1, 2, 4]) {
        expect(await refusal(pair.a.consume(fromL1({ kind })))).to.deep.equal({
          name: "MessengerWrongKind",
          args: [kind],
        });
      }
    });

    it("MessengerWrongNonce, MessengerWrongData, MessengerWrongDestination", async () => {
      expect(await refusal(pair.a.consume(fromL1({ nonce: 1n })))).to.deep.equal({
        name: "MessengerWrongNonce",
        args: [0n, 1n],
      });
      const tampered: SentMessage = { ...fromL1({ data: "0x12" }), data: "0x13" };
      expect(await refusal(pair.a.consume(tampered))).to.deep.equal({
        name: "MessengerWrongData",
        args: [keccak256("0x12"), keccak256("0x13")],
      });
      expect(await refusal(pair.b.consume(fromL1({})))).to.deep.equal({
        name: "MessengerWrongDestination",
        args: [ROLLUP_B, ROLLUP_A],
      });
    });

    it("MessengerNotProducer: anyone else", async () => {
      const { a } = pair;
      const { message, data } = fromL1({});
      const send = a.send({
        to: MESSENGER,
        abi: crossRollupMessengerAbi,
        functionName: "consume",
        args: [message, data],
      });
      expect(await refusal(send)).to.deep.equal({ name: "MessengerNotProducer", args: [a.user, a.producer] });
    });
  });
});
