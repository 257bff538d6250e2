import { expect } from "chai";
import { type Address, decodeErrorResult, encodeFunctionData, type Hex, zeroHash } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../../services/abi/index.ts";
import { hashMessage } from "../../../services/protocol/channels/channel.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { type Rollup, startPair } from "../../support/l2Fixture.ts";
import { priceOf, ROLLUP_A, ROLLUP_B, sentFrom, sentMessages } from "../../support/messages.ts";

const hookAbi = artifactOf("HookProbe").abi;
const probeAbi = artifactOf("MessageProbe").abi;
const token20 = artifactOf("SharedERC20");
const guardAbi = artifactOf("CrossRollupMessenger").abi;
const GAS = 1_500_000n;
const STRANGER: Address = "0x0000000000000000000000000000000000001001";
const fire = encodeFunctionData({ abi: hookAbi, functionName: "fire" });

type Armed = { readonly target: Address; readonly valueWei?: bigint; readonly data: Hex };

describe("re-entry across rollups (f7)", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let hook: Address;
  before(async () => {
    pair = await startPair();
  });
  beforeEach(async () => {
    hook = await deploy(pair.b, "HookProbe");
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  /** What the hook does when it is called next, first to last. */
  const arm = (rollup: Rollup, at: Address, ...calls: readonly Armed[]) =>
    rollup.send(
      {
        to: at,
        abi: hookAbi,
        functionName: "arm",
        args: [calls.map((call) => ({ valueWei: 0n, ...call })).reverse()],
      },
      { value: calls.reduce((sum, { valueWei = 0n }) => sum + valueWei, 0n) },
    );
  const outcomes = async (rollup: Rollup, at: Address) => {
    const [successes, answers] = (await rollup.read({
      to: at,
      abi: hookAbi,
      functionName: "outcomes",
    })) as [boolean[], Hex[]];
    return successes.map((success, i) => ({ success, answer: answers[i]! }));
  };
  const onMessenger = (functionName: "trigger" | "crossSender" | "seal", args: readonly unknown[] = []) =>
    encodeFunctionData({ abi: crossRollupMessengerAbi, functionName, args } as never) as Hex;
  const triggerBack = (data: Hex = "0x"): Armed => ({
    target: MESSENGER,
    valueWei: priceOf(21_000n),
    data: onMessenger("trigger", [ROLLUP_A, STRANGER, data, 21_000n]),
  });
  const nameOf = (answer: Hex) =>
    decodeErrorResult({ abi: [...guardAbi, ...crossRollupTokenBridgeAbi], data: answer }).errorName;
  const trees = async () => {
    const [a, b] = [await pair.a.messenger.read.channels(), await pair.b.messenger.read.channels()];
    const between = (entries: typeof a) =>
      entries.filter((e) => [e.srcChainId, e.dstChainId].every((id) => id === ROLLUP_A || id === ROLLUP_B));
    return [between(a), between(b)] as const;
  };
  const expectEqualTrees = async (counts: readonly bigint[]) => {
    const [atA, atB] = await trees();
    expect(atA).to.deep.equal(atB);
    expect(atA.map(({ count }) => count)).to.deep.equal(counts);
  };

  it("a target that triggers twice in its action is the sender of both, in order, and the trees stay equal", async () => {
    await arm(pair.b, hook, triggerBack("0x01"), triggerBack("0x02"));
    const sent = await pair.a.trigger(ROLLUP_B, hook, fire, GAS).send();
    const [acted] = await pair.carry(sent);
    expect(
      sentMessages(acted!).map(({ message, data }) => [message.sender, message.nonce, data]),
    ).to.deep.equal([
      [hook, 0n, "0x01"],
      [hook, 1n, "0x02"],
    ]);
    await expectEqualTrees([1n, 2n]);
  });

  it("no target starts an action, a question's action, a message from L1, a supply or a seal", async () => {
    const { message, data } = sentFrom(ROLLUP_A, ROLLUP_B, { nonce: 1n, target: hook });
    const calls = [
      ["action", [message, data], "ReentrancyGuardReentrantCall"],
      ["actionForResult", [message, data], "ReentrancyGuardReentrantCall"],
      ["consume", [message, data], "ReentrancyGuardReentrantCall"],
      ["supply", [zeroHash, "0x01"], "MessengerNotProducer"],
      ["seal", [], "MessengerNotProducer"],
    ] as const;
    await arm(
      pair.b,
      hook,
      ...calls.map(([functionName, args]) => ({
        target: MESSENGER,
        data: encodeFunctionData({ abi: crossRollupMessengerAbi, functionName, args } as never) as Hex,
      })),
    );
    await pair.carry(await pair.a.trigger(ROLLUP_B, hook, fire, GAS).send());
    const results = await outcomes(pair.b, hook);
    expect(results.map(({ success }) => success)).to.deep.equal([false, false, false, false, false]);
    expect(results.map(({ answer }) => nameOf(answer))).to.deep.equal(calls.map(([, , name]) => name));
    await expectEqualTrees([1n, 0n]);
  });

  it("crossSender is not another's to borrow: who calls the target back is not the messenger", async () => {
    // The target calls a stranger, who calls it back: inside, the messenger still answers the target, and the check
    // of msg.sender is what tells them apart.
    const stranger = await deploy(pair.b, "HookProbe");
    const record = encodeFunctionData({ abi: probeAbi, functionName: "record" });
    const target = await deploy(pair.b, "MessageProbe", [MESSENGER]);
    await arm(
      pair.b,
      stranger,
      { target: MESSENGER, data: onMessenger("crossSender") },
      { target, data: record },
    );
    const forward = encodeFunctionData({ abi: probeAbi, functionName: "forward", args: [stranger, fire] });
    await pair.carry(await pair.a.trigger(ROLLUP_B, target, forward, GAS).send());
    const [asked, calledBack] = await outcomes(pair.b, stranger);
    expect([asked!.success, nameOf(asked!.answer)]).to.deep.equal([false, "MessengerNotInAction"]);
    expect(calledBack!.success).to.equal(true);
    const probed = (functionName: string) => pair.b.read({ to: target, abi: probeAbi, functionName });
    expect(await probed("crossSender")).to.equal(pair.a.user);
    expect(await probed("caller")).to.equal(stranger);
  });

  it("a nested trigger's action knows its own sender, and afterwards nobody is answered", async () => {
    const home = await deploy(pair.a, "MessageProbe", [MESSENGER]);
    const record = encodeFunctionData({ abi: probeAbi, functionName: "record" });
    await arm(pair.b, hook, {
      target: MESSENGER,
      valueWei: priceOf(300_000n),
      data: onMessenger("trigger", [ROLLUP_A, home, record, 300_000n]),
    });
    await pair.carry(await pair.a.trigger(ROLLUP_B, hook, fire, GAS).send());
    expect(await pair.a.read({ to: home, abi: probeAbi, functionName: "crossSender" })).to.equal(hook);
    const ask = pair.a.read({ to: home, abi: probeAbi, functionName: "askCrossSender" });
    expect(await ask.catch((error: Error) => error.message)).to.include("reverted");
  });

  describe("a receiver of tokens", () => {
    const TERMS = {
      name: "Harbour",
      symbol: "HRB",
      decimals: 6,
      homeChainId: ROLLUP_A,
      initialSupply: 1_000n,
      salt: zeroHash,
    };
    let token: Address;
    beforeEach(async () => {
      const terms = { ...TERMS, initialHolder: pair.a.user };
      for (const rollup of [pair.a, pair.b])
        await rollup.send({
          to: TOKEN_BRIDGE,
          abi: crossRollupTokenBridgeAbi,
          functionName: "createToken",
          args: [terms],
        });
      token = (await pair.a.bridge.read.tokenAddress([terms])) as Address;
    });
    const onBridge = (functionName: "burn" | "mint", args: readonly unknown[]) =>
      encodeFunctionData({ abi: crossRollupTokenBridgeAbi, functionName, args } as never) as Hex;
    const burnTo = (to: Address, amount: bigint) =>
      pair.a.send(
        {
          to: TOKEN_BRIDGE,
          abi: crossRollupTokenBridgeAbi,
          functionName: "burn",
          args: [token, ROLLUP_B, to, amount, "0x01", GAS],
        },
        { value: priceOf(GAS) },
      );
    const supplies = () =>
      Promise.all(
        [pair.a, pair.b].map((rollup) =>
          rollup.read({ to: token, abi: token20.abi, functionName: "totalSupply" }),
        ),
      );

    it("that burns what it gets, and once more, keeps the supply", async () => {
      const back = (amount: bigint): Armed => ({
        target: TOKEN_BRIDGE,
        valueWei: priceOf(300_000n),
        data: onBridge("burn", [token, ROLLUP_A, STRANGER, amount, "0x", 300_000n]),
      });
      await arm(pair.b, hook, back(40n), back(60n), back(1n));
      await pair.carry(await burnTo(hook, 100n));
      const results = await outcomes(pair.b, hook);
      expect(results.map(({ success }) => success)).to.deep.equal([true, true, false]);
      expect(await supplies()).to.deep.equal([1_000n, 0n]);
      await expectEqualTrees([1n, 2n]);
    });

    it("that calls mint, or has the messenger call it, gets nothing", async () => {
      const mint = onBridge("mint", [token, hook, hook, 500n, "0x"]);
      const viaMessenger = onMessenger("trigger", [ROLLUP_A, TOKEN_BRIDGE, mint, 300_000n]);
      await arm(
        pair.b,
        hook,
        { target: TOKEN_BRIDGE, data: mint },
        { target: MESSENGER, valueWei: priceOf(300_000n), data: viaMessenger },
      );
      const carried = pair.carry(await burnTo(hook, 100n));
      // The trigger stands, so its action must: the bridge on A refuses it, which ends the whole group.
      const refused = await carried.then(
        () => "carried",
        (error: Error) => error.message,
      );
      expect(refused).to.include("MessengerActionFailed");
      const [direct, sent] = await outcomes(pair.b, hook);
      expect([direct!.success, nameOf(direct!.answer)]).to.deep.equal([false, "BridgeNotMessenger"]);
      expect(sent!.success).to.equal(true);
    });
  });

  it("a producer's account with code that triggers as it is paid comes after the one that paid it", async () => {
    const { a } = pair;
    const producer = await deploy(a, "HookProbe");
    const inner = onMessenger("trigger", [ROLLUP_B, STRANGER, "0x02", 21_000n]);
    await arm(a, producer, { target: MESSENGER, valueWei: priceOf(21_000n), data: inner });
    await a.client.setCoinbase({ address: producer });
    await a.client.mine({ blocks: 1 });
    const receipt = await a.trigger(ROLLUP_B, STRANGER, "0x01", 21_000n).send();
    const sent = sentMessages(receipt);
    expect(sent.map(({ message, data }) => [message.nonce, message.sender, data])).to.deep.equal([
      [0n, a.user, "0x01"],
      [1n, producer, "0x02"],
    ]);
    for (const { message, leaf } of sent) expect(leaf).to.equal(hashMessage(message));
    expect(await a.messenger.read.outboxCount([ROLLUP_B])).to.equal(2n);
  });
});
