// Longer than a page: what is accepted and what is refused share one probe and one way of calling.
import { expect } from "chai";
import {
  type Address,
  concatHex,
  decodeErrorResult,
  encodeErrorResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  size,
} from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { RESERVE, startPair } from "../../support/l2Fixture.ts";
import {
  L1_CHAIN_ID,
  ROLLUP_A,
  ROLLUP_B,
  type SentMessage,
  sentFrom,
  sentMessages,
} from "../../support/messages.ts";
import { refusalOf, revertDataOf } from "../../support/refusal.ts";

const probeAbi = artifactOf("MessageProbe").abi;
const guardAbi = artifactOf("CrossRollupMessenger").abi;
const ALICE: Address = "0x0000000000000000000000000000000000001001";
const FRESH: Address = "0x0000000000000000000000000000000000001003";
const onProbe = (functionName: string, args: readonly unknown[] = []): Hex =>
  encodeFunctionData({ abi: probeAbi, functionName, args });

describe("CrossRollupMessenger.action", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let probe: Address;
  before(async () => {
    pair = await startPair();
  });
  beforeEach(async () => {
    probe = await deploy(pair.b, "MessageProbe", [MESSENGER]);
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const refusal = (call: Promise<unknown>) => refusalOf(call, crossRollupMessengerAbi, guardAbi);
  const probed = (functionName: string) => pair.b.read({ to: probe, abi: probeAbi, functionName });
  const toProbe = (data: Hex, fields: { value?: bigint; gasLimit?: bigint; nonce?: bigint } = {}) =>
    sentFrom(ROLLUP_A, ROLLUP_B, { sender: ALICE, target: probe, gasLimit: 300_000n, data, ...fields });

  describe("given the message of a trigger", () => {
    it("calls the target with data and value, and answers it who called where (K5)", async () => {
      const { a, b } = pair;
      const triggered = await a.trigger(ROLLUP_B, probe, onProbe("record"), 300_000n).send(9n);
      await pair.carry(triggered);
      expect(await probed("caller")).to.equal(MESSENGER);
      expect(await probed("crossSender")).to.equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
      expect(await probed("crossChainId")).to.equal(ROLLUP_A);
      expect(await probed("valueWei")).to.equal(9n);
      expect(await b.client.getBalance({ address: MESSENGER })).to.equal(RESERVE - 9n);
    });

    it("K3: has the same channel at both ends, whatever the order of the triggers", async () => {
      const { a, b } = pair;
      for (const value of [3n, 1n, 2n]) {
        await pair.carry(await a.trigger(ROLLUP_B, FRESH, "0x", 21_000n).send(value));
      }
      const of = (entries: readonly { srcChainId: bigint; dstChainId: bigint }[]) =>
        entries.find((e) => e.srcChainId === ROLLUP_A && e.dstChainId === ROLLUP_B);
      const here = of(await a.messenger.read.channels());
      expect(here).to.include({ count: 3n });
      expect(of(await b.messenger.read.channels())).to.deep.equal(here);
    });

    it("sends value to an account without code, with a gas limit of zero", async () => {
      const { a, b } = pair;
      await pair.carry(await a.trigger(ROLLUP_B, FRESH, "0x", 0n).send(5n));
      expect(await b.client.getBalance({ address: FRESH })).to.equal(5n);
    });

    it("f6: carries a nested trigger back to the source, in the same group", async () => {
      const { a, b } = pair;
      const home = await deploy(a, "MessageProbe", [MESSENGER]);
      const fee = (300_000n + 150_000n) * 10n ** 9n;
      const back = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [ROLLUP_A, home, onProbe("record"), 300_000n],
      });
      const data = onProbe("forwardOrRevert", [MESSENGER, back, fee]);
      const receipts = await pair.carry(await a.trigger(ROLLUP_B, probe, data, 600_000n).send(fee));

      expect(receipts).to.have.length(2);
      expect(await a.read({ to: home, abi: probeAbi, functionName: "crossSender" })).to.equal(probe);
      expect(await a.read({ to: home, abi: probeAbi, functionName: "crossChainId" })).to.equal(ROLLUP_B);
      expect(await b.messenger.read.outboxCount([ROLLUP_A])).to.equal(1n);
      expect(await a.messenger.read.inboxCount([ROLLUP_B])).to.equal(1n);
    });

    it("f2: gives the callee its whole gas limit and not more", async () => {
      await pair.b.action(toProbe(onProbe("record"), { gasLimit: 234_567n }), 2_000_000n);
      const atEntry = (await probed("gasAtEntry")) as bigint;
      // what the callee spends before it looks: function dispatch
      expect(Number(234_567n - atEntry)).to.be.within(0, 300);
    });
  });

  describe("given a target that misbehaves", () => {
    it("f7: refuses re-entry with the guard's own error", async () => {
      const next = toProbe("0x", { nonce: 1n });
      const inner = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "action",
        args: [next.message, next.data],
      });
      await pair.b.action(toProbe(onProbe("forward", [MESSENGER, inner])));
      const answer = (await probed("answer")) as Hex;
      expect(decodeErrorResult({ abi: guardAbi, data: answer }).errorName).to.equal(
        "ReentrancyGuardReentrantCall",
      );
      expect(await pair.b.messenger.read.inboxCount([ROLLUP_A])).to.equal(1n);
    });

    it("f7: refuses sealing inside an action", async () => {
      const inner = encodeFunctionData({ abi: crossRollupMessengerAbi, functionName: "seal" });
      await pair.b.action(toProbe(onProbe("forward", [MESSENGER, inner])));
      const { errorName } = decodeErrorResult({
        abi: crossRollupMessengerAbi,
        data: (await probed("answer")) as Hex,
      });
      expect(errorName).to.equal("MessengerNotProducer");
      expect(await pair.b.messenger.read.unsealed()).to.equal(true);
    });

    it("K5: does not answer crossSender to anyone the target calls", async () => {
      const other = await deploy(pair.b, "MessageProbe", [MESSENGER]);
      await pair.b.action(toProbe(onProbe("forward", [other, onProbe("askCrossSender")])));
      expect(
        decodeErrorResult({ abi: crossRollupMessengerAbi, data: (await probed("answer")) as Hex }),
      ).to.include({ errorName: "MessengerNotInAction" });
    });

    it("f7: does not answer crossSender after the action (stale sender)", async () => {
      await pair.b.action(toProbe(onProbe("record")));
      const ask = pair.b.read({ to: probe, abi: probeAbi, functionName: "askCrossSender" });
      expect(await refusal(ask)).to.deep.equal({ name: "MessengerNotInAction", args: [probe] });
    });

    it("MessengerNotInAction: outside any action, even for the zero address", async () => {
      const ask = (functionName: "crossSender" | "crossChainId") =>
        pair.b.client.readContract({
          address: MESSENGER,
          abi: crossRollupMessengerAbi,
          functionName,
          account: "0x0000000000000000000000000000000000000000",
        });
      for (const name of ["crossSender", "crossChainId"] as const) {
        expect((await refusal(ask(name))).name).to.equal("MessengerNotInAction");
      }
    });

    it("f32 MessengerActionFailed: carries exactly what the target reverted with (K2)", async () => {
      const failing = pair.b.action(toProbe(onProbe("refuse", ["not today", 42n])));
      const { name, args } = await refusal(failing);
      expect(name).to.equal("MessengerActionFailed");
      expect(args[0]).to.equal(
        encodeErrorResult({ abi: probeAbi, errorName: "ProbeRefused", args: ["not today", 42n] }),
      );
      expect(await pair.b.messenger.read.inboxCount([ROLLUP_A])).to.equal(0n);
    });

    it("f2: caps what a reverting target gives back at 4096 bytes", async () => {
      const { name, args } = await refusal(
        pair.b.action(toProbe(onProbe("bomb", [100_000n, true]), { gasLimit: 1_000_000n })),
      );
      expect(name).to.equal("MessengerActionFailed");
      expect(size(args[0] as Hex)).to.equal(4096);
    });

    it("f2: does not pay for a returndata bomb", async () => {
      const small = await pair.b.action(toProbe(onProbe("bomb", [0n, false]), { gasLimit: 4_000_000n }));
      const bombed = await pair.b.action(
        toProbe(onProbe("bomb", [1_000_000n, false]), { gasLimit: 4_000_000n, nonce: 1n }),
      );
      // the callee's own memory for 1 MB: 3 × words + words² / 512
      const words = 31_250n;
      const calleePays = 3n * words + (words * words) / 512n;
      expect(Number(bombed.gasUsed - small.gasUsed - calleePays)).to.be.below(5_000);
    });

    it("MessengerActionFailed: a target that burns all its gas", async () => {
      const { name, args } = await refusal(pair.b.action(toProbe(onProbe("burnAllGas"))));
      expect([name, ...args]).to.deep.equal(["MessengerActionFailed", "0x"]);
    });

    it("K4 MessengerActionFailed: more value than the reserve holds", async () => {
      const failing = pair.b.action(toProbe("0x", { value: RESERVE + 1n }));
      expect(await refusal(failing)).to.deep.equal({ name: "MessengerActionFailed", args: ["0x"] });
    });
  });

  describe("refuses", () => {
    it("MessengerNotProducer: an account that is not the block's producer", async () => {
      const { b } = pair;
      const { message, data } = toProbe("0x");
      const send = b.send(
        { to: MESSENGER, abi: crossRollupMessengerAbi, functionName: "action", args: [message, data] },
        { from: b.accounts[3]! },
      );
      expect(await refusal(send)).to.deep.equal({
        name: "MessengerNotProducer",
        args: [b.accounts[3], b.producer],
      });
    });

    it("MessengerNotProducer: a contract, even when it is the block's producer", async () => {
      const { b } = pair;
      await b.client.setCoinbase({ address: probe });
      await b.client.mine({ blocks: 1 });
      const { message, data } = toProbe("0x");
      const inner = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "action",
        args: [message, data],
      });
      await b.send({ to: probe, abi: probeAbi, functionName: "forward", args: [MESSENGER, inner] });
      expect(
        decodeErrorResult({ abi: crossRollupMessengerAbi, data: (await probed("answer")) as Hex }),
      ).to.deep.include({ errorName: "MessengerNotProducer", args: [probe, probe] });
    });

    it("MessengerNotProducer: a contract under construction at the producer's address", async () => {
      const { b } = pair;
      const nonce = BigInt(await b.client.getTransactionCount({ address: b.user }));
      const born = getContractAddress({ from: b.user, nonce });
      await b.client.setCoinbase({ address: born });
      await b.client.mine({ blocks: 1 });
      const { message, data } = toProbe("0x");
      const call = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "action",
        args: [message, data],
      });
      expect(await refusal(deploy(b, "ConstructorCaller", [MESSENGER, call]))).to.deep.equal({
        name: "MessengerNotProducer",
        args: [born, born],
      });
    });

    it("MessengerNotProducer: a producer that runs code (EIP-7702)", async () => {
      const { b } = pair;
      await b.client.setCode({ address: b.producer, bytecode: concatHex(["0xef0100", probe]) });
      expect((await refusal(b.action(toProbe("0x")))).name).to.equal("MessengerNotProducer");
      await b.client.setCode({ address: b.producer, bytecode: "0x" });
    });

    it("f24 MessengerWrongDestination: a message for another chain", async () => {
      const replayed = sentFrom(ROLLUP_A, 77n, { target: probe });
      expect(await refusal(pair.b.action(replayed))).to.deep.equal({
        name: "MessengerWrongDestination",
        args: [ROLLUP_B, 77n],
      });
    });

    it("MessengerUnknownChain: from L1, from itself, from outside the set", async () => {
      for (const src of [L1_CHAIN_ID, ROLLUP_B, 77n]) {
        const sent = sentFrom(src, ROLLUP_B, { target: probe });
        expect(await refusal(pair.b.action(sent))).to.deep.equal({
          name: "MessengerUnknownChain",
          args: [src],
        });
      }
    });

    it("MessengerWrongKind: anything but a call", async () => {
      for (const kind of [1, 2, 3, 255]) {
        const sent = sentFrom(ROLLUP_A, ROLLUP_B, { target: probe, kind });
        expect(await refusal(pair.b.action(sent))).to.deep.equal({
          name: "MessengerWrongKind",
          args: [kind],
        });
      }
    });

    it("f5 MessengerWrongNonce: the same message twice, and one ahead of its turn (K3)", async () => {
      const sent = toProbe("0x");
      await pair.b.action(sent);
      expect(await refusal(pair.b.action(sent))).to.deep.equal({
        name: "MessengerWrongNonce",
        args: [1n, 0n],
      });
      expect(await refusal(pair.b.action(toProbe("0x", { nonce: 2n })))).to.deep.equal({
        name: "MessengerWrongNonce",
        args: [1n, 2n],
      });
    });

    it("MessengerWrongData: other data than the leaf commits to", async () => {
      const sent: SentMessage = { ...toProbe("0x1234"), data: "0x1235" };
      const { name, args } = await refusal(pair.b.action(sent));
      expect([name, args[0]]).to.deep.equal(["MessengerWrongData", sent.message.dataHash]);
    });

    it("MessengerForbiddenTarget: every system contract, but not the token bridge", async () => {
      const reserved = [
        "0x4C53000000000000000000000000000000000001",
        "0x4C53000000000000000000000000000000000003",
        "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02",
        "0x0000F90827F1C53a10cb7A02335B175320002935",
        "0x00000961Ef480Eb55e80D19ad83579A64c007002",
        "0x0000BBdDc7CE488642fb579F8B00f3a590007251",
      ] as const;
      for (const target of reserved) {
        const sent = sentFrom(ROLLUP_A, ROLLUP_B, { target });
        expect(await refusal(pair.b.action(sent))).to.deep.equal({
          name: "MessengerForbiddenTarget",
          args: [target],
        });
      }
      const toBridge = sentFrom(ROLLUP_A, ROLLUP_B, { target: "0x4c53000000000000000000000000000000000002" });
      expect((await refusal(pair.b.action(toBridge))).name).to.equal("MessengerActionFailed");
    });

    it("f2 MessengerNotEnoughGas: less than the callee's limit × 64/63 and the cost of the call", async () => {
      const sent = toProbe(onProbe("record"), { gasLimit: 3_000_000n });
      const { name, args } = await refusal(pair.b.action(sent, 3_100_000n));
      expect(name).to.equal("MessengerNotEnoughGas");
      expect(args[0]).to.equal((3_000_000n * 64n) / 63n + 42_000n);
      expect(Number(args[1])).to.be.below(Number(args[0]));
      expect(await pair.b.messenger.read.inboxCount([ROLLUP_A])).to.equal(0n);
      expect((await pair.b.action(sent, 3_300_000n)).status).to.equal("success");
    });

    it("refuses data that is not a message at all, without leaving a trace", async () => {
      const hash = pair.b.client.sendTransaction({
        account: pair.b.producer,
        chain: null,
        to: MESSENGER,
        data: "0xdeadbeef",
        gas: 1_000_000n,
      });
      expect(await revertDataOf(hash)).to.equal("0x");
    });
  });

  it("f25: a nested message of an action that fails leaves nothing in any outbox", async () => {
    const inner = encodeFunctionData({
      abi: crossRollupMessengerAbi,
      functionName: "trigger",
      args: [L1_CHAIN_ID, FRESH, "0x", 0n],
    });
    // The first call sends to L1, the second fails: both go.
    const both = onProbe("forwardOrRevert", [MESSENGER, inner, 0n]);
    expect(sentMessages(await pair.b.action(toProbe(both))).map((s) => s.message.dstChainId)).to.deep.equal([
      L1_CHAIN_ID,
    ]);
    const tooMuch = onProbe("forwardOrRevert", [MESSENGER, inner, 1n]);
    expect((await refusal(pair.b.action(toProbe(tooMuch, { nonce: 1n })))).name).to.equal(
      "MessengerActionFailed",
    );
    expect(await pair.b.messenger.read.outboxCount([L1_CHAIN_ID])).to.equal(1n);
  });
});
