import { expect } from "chai";
import {
  type Address,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEther,
  parseEventLogs,
  toHex,
  zeroHash,
} from "viem";
import { crossRollupTokenBridgeAbi } from "../../../services/abi/index.ts";
import { MINED_BLOCK_ORACLE, TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { type SendOptions, startPair } from "../../support/l2Fixture.ts";
import { ROLLUP_A } from "../../support/messages.ts";
import { refusalOf, revertDataOf } from "../../support/refusal.ts";

const exchangeAbi = artifactOf("PowLimitedExchange").abi;
const traderAbi = artifactOf("ReenteringTrader").abi;
const tokenAbi = artifactOf("SharedERC20").abi;
const FRESH = 600n;
const WHOLE = 1_000_000n;
/** Answers every question with its first slot: an oracle as old as a test wants it. */
const ORACLE_OF_ANY_AGE: Hex = "0x5f545f5260205ff3";
const WEI = parseEther("100");
const TOKENS = 50_000n * 10n ** 6n;

describe("PowLimitedExchange", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let token: Address;
  let exchange: Address;
  let other: Address;
  before(async () => {
    pair = await startPair();
    other = pair.a.accounts[1]!;
  });
  beforeEach(async () => {
    await pair.a.client.setCode({ address: MINED_BLOCK_ORACLE, bytecode: ORACLE_OF_ANY_AGE });
    await age(0n);
    const terms = {
      name: "Harbour",
      symbol: "HRB",
      decimals: 6,
      homeChainId: ROLLUP_A,
      initialHolder: pair.a.user,
      initialSupply: 10n * TOKENS,
      salt: zeroHash,
    };
    const onBridge = { to: TOKEN_BRIDGE, abi: crossRollupTokenBridgeAbi, args: [terms] } as const;
    await pair.a.send({ ...onBridge, functionName: "createToken" });
    token = (await pair.a.read({ ...onBridge, functionName: "tokenAddress" })) as Address;
    exchange = await deploy(pair.a, "PowLimitedExchange", [token, FRESH]);
    await onToken("approve", [exchange, 2n ** 256n - 1n]);
    await call("addLiquidity", [TOKENS, 0n], { value: WEI });
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const age = (seconds: bigint) =>
    pair.a.client.setStorageAt({
      address: MINED_BLOCK_ORACLE,
      index: 0,
      value: toHex(seconds, { size: 32 }),
    });
  const onToken = (functionName: string, args: readonly unknown[]) =>
    pair.a.send({ to: token, abi: tokenAbi, functionName, args });
  const call = (functionName: string, args: readonly unknown[], options: SendOptions = {}) =>
    pair.a.send({ to: exchange, abi: exchangeAbi, functionName, args }, options);
  const read = <T>(functionName: string, args: readonly unknown[] = []) =>
    pair.a.read({ to: exchange, abi: exchangeAbi, functionName, args }) as Promise<T>;
  const reserves = async () =>
    [await read<bigint>("reserveWei"), await read<bigint>("reserveTokens")] as const;
  const tokensOf = (owner: Address) =>
    pair.a.read({ to: token, abi: tokenAbi, functionName: "balanceOf", args: [owner] }) as Promise<bigint>;
  const refused = (job: Promise<unknown>) => refusalOf(job, exchangeAbi);
  const nextMinute = async () => {
    await pair.a.client.increaseTime({ seconds: 61 });
    await pair.a.client.mine({ blocks: 1 });
  };
  /** ETH that buys about this part of the tokens, in millionths. */
  const weiFor = (ppm: bigint): bigint => (WEI * ppm) / (WHOLE - ppm);

  it("gives the most for which the product of the reserves, less 0.3%, does not fall; both ways", async () => {
    const paid = parseEther("3");
    const [fromWei, fromTokens] = await reserves();
    await call("buy", [1n], { value: paid });
    const [wei, tokens] = await reserves();
    const isKept = (out: bigint) =>
      (fromWei * 1000n + paid * 997n) * (fromTokens - out) >= fromWei * 1000n * fromTokens;
    expect(wei - fromWei).to.equal(paid);
    expect([isKept(fromTokens - tokens), isKept(fromTokens - tokens + 1n)]).to.deep.equal([true, false]);
    expect(await tokensOf(exchange)).to.equal(tokens);

    await call("sell", [10n ** 9n, 1n]);
    const [weiLeft, tokensNow] = await reserves();
    const isKeptToo = (out: bigint) =>
      (tokens * 1000n + 10n ** 9n * 997n) * (wei - out) >= tokens * 1000n * wei;
    expect(tokensNow - tokens).to.equal(10n ** 9n);
    expect([isKeptToo(wei - weiLeft), isKeptToo(wei - weiLeft + 1n)]).to.deep.equal([true, false]);
    expect(await pair.a.client.getBalance({ address: exchange })).to.equal(weiLeft);
  });

  it("lowers its limit by steps, to nothing, as the last mined block ages", async () => {
    const limits: [bigint, bigint][] = [
      [0n, WHOLE],
      [FRESH, WHOLE],
      [FRESH + 1n, 100_000n],
      [2n * FRESH, 100_000n],
      [2n * FRESH + 1n, 10_000n],
      [4n * FRESH, 10_000n],
      [4n * FRESH + 1n, 0n],
      [2n ** 64n - 1n, 0n],
    ];
    for (const [seconds, limit] of limits) {
      await age(seconds);
      expect(await read<bigint>("limitPpm"), `${seconds} s`).to.equal(limit);
    }
  });

  it("ExchangeLimited: what leaves in a minute together, in whatever pieces, by trades and withdrawals", async () => {
    await nextMinute();
    await age(FRESH + 1n);
    await call("buy", [1n], { value: weiFor(60_000n) });
    const large = await refused(call("buy", [1n], { value: weiFor(60_000n) }));
    expect([large.name, large.args[0]]).to.deep.equal(["ExchangeLimited", 100_000n]);
    const shares = await read<bigint>("totalShares");
    const withdrawal = await refused(call("removeLiquidity", [shares / 20n]));
    expect([withdrawal.name, withdrawal.args[0]]).to.deep.equal(["ExchangeLimited", 100_000n]);
    expect((await refused(call("sell", [TOKENS / 10n, 1n]))).name).to.equal("ExchangeLimited");
    await call("buy", [1n], { value: weiFor(30_000n) });
    await nextMinute();
    await call("removeLiquidity", [shares / 20n]);
    // Less than 60000 on top of 60000: the first purchase has made tokens dearer.
    const [, asked] = large.args as [bigint, bigint];
    expect(Number(asked)).to.be.within(110_000, 120_000);
  });

  it("ExchangeLimited: nothing leaves once work is long missing, and liquidity still comes in", async () => {
    await age(4n * FRESH + 1n);
    await nextMinute();
    for (const job of [
      () => call("buy", [1n], { value: 10n ** 12n }),
      () => call("sell", [10n ** 3n, 1n]),
      () => call("removeLiquidity", [1n]),
    ]) {
      const { name, args } = await refused(job());
      expect([name, args[0]]).to.deep.equal(["ExchangeLimited", 0n]);
    }
    await call("addLiquidity", [TOKENS, 1n], { value: WEI / 2n });
    await age(0n);
    await call("removeLiquidity", [await read<bigint>("sharesOf", [pair.a.user])]);
  });

  it("shares are worth what was put in, whatever is sent to it in passing; fees stay with them", async () => {
    await onToken("transfer", [other, TOKENS]);
    await pair.a.send(
      { to: token, abi: tokenAbi, functionName: "approve", args: [exchange, TOKENS] },
      { from: other },
    );
    const before = await reserves();
    await onToken("transfer", [exchange, 12_345n]);
    expect(await reserves()).to.deep.equal(before);
    const added = await call("addLiquidity", [TOKENS, 1n], { value: WEI / 4n, from: other });
    const [{ args }] = parseEventLogs({
      abi: exchangeAbi,
      logs: added.logs,
      eventName: "LiquidityAdded",
    }) as unknown as [{ args: { shares: bigint; tokens: bigint } }];
    expect(args.tokens).to.equal(TOKENS / 4n);
    await call("buy", [1n], { value: parseEther("5") });
    await call("sell", [TOKENS / 20n, 1n]);
    const removed = await call("removeLiquidity", [args.shares], { from: other });
    const [{ args: back }] = parseEventLogs({
      abi: exchangeAbi,
      logs: removed.logs,
      eventName: "LiquidityRemoved",
    }) as unknown as [{ args: { amountWei: bigint; tokens: bigint } }];
    expect(back.amountWei * back.tokens > (WEI / 4n) * (TOKENS / 4n), "more than was put in").to.equal(true);
    await call("removeLiquidity", [await read<bigint>("sharesOf", [pair.a.user])]);
    const [wei, tokens] = await reserves();
    expect(wei > 0n && tokens > 0n, "some shares belong to nobody").to.equal(true);
  });

  it("ExchangeTooLittle: less than the trader wants, nothing at all, or less liquidity than is locked", async () => {
    const { name, args } = await refused(call("buy", [TOKENS], { value: 10n ** 15n }));
    expect([name, args[0]]).to.deep.equal(["ExchangeTooLittle", TOKENS]);
    expect(await refused(call("sell", [0n, 0n]))).to.deep.equal({
      name: "ExchangeTooLittle",
      args: [0n, 0n],
    });
    const empty = await deploy(pair.a, "PowLimitedExchange", [token, FRESH]);
    const onEmpty = { to: empty, abi: exchangeAbi } as const;
    const early = pair.a.send({ ...onEmpty, functionName: "buy", args: [0n] }, { value: 1n });
    expect(await refused(early)).to.deep.equal({ name: "ExchangeTooLittle", args: [0n, 0n] });
    const small = pair.a.send(
      { ...onEmpty, functionName: "addLiquidity", args: [1_000n, 0n] },
      { value: 1_000n },
    );
    expect(await refused(small)).to.deep.equal({ name: "ExchangeTooLittle", args: [1_000n, 1_000n] });
  });

  it("ExchangeTooManyTokens, ExchangeTooFewShares: with both numbers", async () => {
    const much = await refused(call("addLiquidity", [TOKENS / 2n - 1n, 1n], { value: WEI / 2n }));
    expect(much).to.deep.equal({ name: "ExchangeTooManyTokens", args: [TOKENS / 2n - 1n, TOKENS / 2n] });
    const few = await refused(call("removeLiquidity", [1n], { from: other }));
    expect(few).to.deep.equal({ name: "ExchangeTooFewShares", args: [0n, 1n] });
  });

  describe("given a trader that calls again when it is paid", () => {
    it("ExchangePaymentFailed: every way back in is closed", async () => {
      const trader = await deploy(pair.a, "ReenteringTrader", [exchange, token]);
      await onToken("transfer", [trader, TOKENS / 10n]);
      const sell = (again: Hex) =>
        pair.a.send({ to: trader, abi: traderAbi, functionName: "sell", args: [10n ** 6n, again] });
      const again = (functionName: string, args: readonly unknown[]) =>
        encodeFunctionData({ abi: exchangeAbi, functionName, args });
      for (const data of [
        again("sell", [1n, 0n]),
        again("buy", [0n]),
        again("addLiquidity", [1n, 0n]),
        again("removeLiquidity", [0n]),
      ]) {
        expect((await revertDataOf(sell(data))).slice(0, 10)).to.equal(
          keccak256(toHex("ExchangePaymentFailed(address)")).slice(0, 10),
        );
      }
      await sell("0x");
      // What only reads may be called.
      await sell(again("limitPpm", []));
    });
  });
});
