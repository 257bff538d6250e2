import { expect } from "chai";
import {
  type Address,
  encodeFunctionData,
  getAddress,
  type Hex,
  keccak256,
  zeroAddress,
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
  priceOf,
  ROLLUP_A,
  ROLLUP_B,
  sentMessages,
  triggerCall,
} from "../../support/messages.ts";
import { refusalOf } from "../../support/refusal.ts";

const TARGET: Address = "0x00000000000000000000000000000000000000AA";
const probeAbi = artifactOf("MessageProbe").abi;

describe("CrossRollupMessenger.trigger", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  before(async () => {
    pair = await startPair();
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const refusal = (call: Promise<unknown>) => refusalOf(call, crossRollupMessengerAbi);

  describe("given a call to the other rollup", () => {
    it("puts a leaf with all fields into the outbox and announces it with its data (K3)", async () => {
      const { a } = pair;
      const data: Hex = "0x00ff10";
      const receipt = await a.trigger(ROLLUP_B, TARGET, data, 50_000n).send(7n);

      const [sent] = sentMessages(receipt);
      expect(sent!.message).to.deep.equal({
        kind: 0,
        srcChainId: ROLLUP_A,
        dstChainId: ROLLUP_B,
        nonce: 0n,
        sender: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        target: TARGET,
        value: 7n,
        gasLimit: 50_000n,
        deadline: 0n,
        refundTo: zeroAddress,
        dataHash: keccak256(data),
        resultHash: zeroHash,
      });
      expect(sent!.data).to.equal(data);
      expect(sent!.leaf).to.equal(hashMessage(sent!.message));
      expect(await a.messenger.read.outboxCount([ROLLUP_B])).to.equal(1n);
      expect(await a.messenger.read.outboxCount([L1_CHAIN_ID])).to.equal(0n);
    });

    it("f5: gives two equal calls different leaves, in the order of their nonces", async () => {
      const { a } = pair;
      const leaves: Hex[] = [];
      for (const nonce of [0n, 1n, 2n]) {
        const [sent] = sentMessages(await a.trigger(ROLLUP_B, TARGET, "0x", 21_000n).send());
        expect(sent!.message.nonce).to.equal(nonce);
        leaves.push(sent!.leaf);
      }
      expect(new Set(leaves).size).to.equal(3);
    });

    it("f35: pays the producer its price at once and locks the value (K4)", async () => {
      const { a } = pair;
      // The producer's balance also grows by priority fees, so the price goes to an account that mines nothing.
      const earner: Address = "0x0000000000000000000000000000000000000e11";
      await a.client.setCoinbase({ address: earner });
      const { baseFeePerGas } = await a.client.getBlock({ blockTag: "pending" });
      const hash = await a.client.sendTransaction({
        account: a.user,
        chain: null,
        to: MESSENGER,
        data: encodeFunctionData({
          abi: crossRollupMessengerAbi,
          functionName: "trigger",
          args: [ROLLUP_B, TARGET, "0x", 30_000n],
        }),
        value: priceOf(30_000n) + 11n,
        gas: 500_000n,
        maxFeePerGas: baseFeePerGas! * 2n,
        maxPriorityFeePerGas: 0n,
      });
      expect((await a.client.getTransactionReceipt({ hash })).status).to.equal("success");
      expect(await a.client.getBalance({ address: earner })).to.equal(priceOf(30_000n));
      expect(await a.client.getBalance({ address: MESSENGER })).to.equal(RESERVE + 11n);
    });

    it("quotes (gas limit + 150000) × price", async () => {
      expect(await pair.a.messenger.read.quote([ROLLUP_B, 5_000_000n])).to.equal(5_150_000n * 10n ** 9n);
    });

    it("K1: leaves no leaf when the transaction reverts", async () => {
      const { a } = pair;
      const probe = await deploy(a, "MessageProbe", [MESSENGER]);
      const inner = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [ROLLUP_B, TARGET, "0x", 9_000_000n],
      });
      await a.send({ to: probe, abi: probeAbi, functionName: "forward", args: [MESSENGER, inner] });
      expect(await a.messenger.read.outboxCount([ROLLUP_B])).to.equal(0n);
      expect(await a.messenger.read.unsealed()).to.equal(false);
    });
  });

  describe("given a withdrawal to L1", () => {
    it("takes no fee and needs no gas limit", async () => {
      const { a } = pair;
      expect(await a.messenger.read.quote([L1_CHAIN_ID, 21_000n])).to.equal(0n);
      const [sent] = sentMessages(await a.trigger(L1_CHAIN_ID, TARGET, "0x1234", 0n).send(5n));
      expect(sent!.message.value).to.equal(5n);
      expect(sent!.message.dstChainId).to.equal(L1_CHAIN_ID);
      expect(await a.client.getBalance({ address: MESSENGER })).to.equal(RESERVE + 5n);
    });
  });

  describe("refuses", () => {
    it("MessengerUnknownChain: a chain outside the set", async () => {
      const send = pair.a.send(triggerCall(77n, TARGET, "0x", 21_000n), { value: 10n ** 18n });
      expect(await refusal(send)).to.deep.equal({ name: "MessengerUnknownChain", args: [77n] });
    });

    it("MessengerUnknownChain: the rollup itself", async () => {
      const send = pair.a.send(triggerCall(ROLLUP_A, TARGET, "0x", 21_000n), { value: 10n ** 18n });
      expect(await refusal(send)).to.deep.equal({ name: "MessengerUnknownChain", args: [ROLLUP_A] });
    });

    it("MessengerFeeTooLow: one wei less than the quote", async () => {
      const price = priceOf(21_000n);
      const send = pair.a.send(triggerCall(ROLLUP_B, TARGET, "0x", 21_000n), { value: price - 1n });
      expect(await refusal(send)).to.deep.equal({ name: "MessengerFeeTooLow", args: [price, price - 1n] });
    });

    it("f2 MessengerGasLimitTooHigh: more than 5 M, towards a rollup and towards L1", async () => {
      for (const dst of [ROLLUP_B, L1_CHAIN_ID]) {
        const send = pair.a.send(triggerCall(dst, TARGET, "0x", 5_000_001n), { value: 10n ** 18n });
        expect(await refusal(send)).to.deep.equal({
          name: "MessengerGasLimitTooHigh",
          args: [5_000_000n, 5_000_001n],
        });
      }
    });

    it("f35 MessengerGasLimitTooLow: less than 40 gas for each byte of data", async () => {
      const data: Hex = `0x${"11".repeat(1000)}`;
      const send = (gas: bigint) =>
        pair.a.send(triggerCall(ROLLUP_B, TARGET, data, gas), { value: priceOf(gas) });
      expect(await refusal(send(39_999n))).to.deep.equal({
        name: "MessengerGasLimitTooLow",
        args: [40_000n, 39_999n],
      });
      expect((await send(40_000n)).status).to.equal("success");
    });

    it("MessengerForbiddenTarget: the messenger and the oracle on the other rollup", async () => {
      for (const target of [MESSENGER, MINED_BLOCK_ORACLE]) {
        const send = pair.a.send(triggerCall(ROLLUP_B, target, "0x", 21_000n), { value: 10n ** 18n });
        expect(await refusal(send)).to.deep.equal({
          name: "MessengerForbiddenTarget",
          args: [getAddress(target)],
        });
      }
    });

    it("MessengerFeeTransferFailed: a producer that takes no ETH", async () => {
      const closed = await deploy(pair.a, "NoEther");
      await pair.a.client.setCoinbase({ address: closed });
      await pair.a.client.mine({ blocks: 1 });
      const send = pair.a.trigger(ROLLUP_B, TARGET, "0x", 21_000n).send();
      expect(await refusal(send)).to.deep.equal({ name: "MessengerFeeTransferFailed", args: [closed] });
      expect(await pair.a.messenger.read.outboxCount([ROLLUP_B])).to.equal(0n);
    });
  });
});
