/**
 * Gas of a message between rollups and from L1, as whole transactions: intrinsic gas and call data included, refunds
 * taken off. "First" finds empty slots; "later" is the eighth message of a channel, which folds a subtree of eight.
 */
import { encodeFunctionData, type Hex, type TransactionReceipt } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../services/abi/index.ts";
import { hashMessage } from "../../services/protocol/channels/channel.ts";
import { missingResult } from "../../services/protocol/channels/missingResult.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../test/support/artifact.ts";
import { deploy } from "../../test/support/hardhatChain.ts";
import { startPair } from "../../test/support/l2Fixture.ts";
import {
  L1_CHAIN_ID,
  priceForResult,
  priceOf,
  ROLLUP_A,
  ROLLUP_B,
  sentFrom,
} from "../../test/support/messages.ts";
import { revertDataOf } from "../../test/support/refusal.ts";
import type { Measurement } from "../measurement.ts";

const COUNTED_GAS = 200_000n;
const counterAbi = artifactOf("CrossRollupCounter").abi;
const PAYEE = "0x0000000000000000000000000000000000001003";
const TERMS = {
  name: "Harbour",
  symbol: "HRB",
  decimals: 18,
  homeChainId: ROLLUP_A,
  salt: `0x${"00".repeat(32)}` as Hex,
};

type Pair = Awaited<ReturnType<typeof startPair>>;

const row = (name: string, receipt: TransactionReceipt): Measurement => ({
  name,
  gas: Number(receipt.gasUsed),
});

/** A call of 36 bytes to a counter, sealed in every block. */
async function calls(pair: Pair): Promise<Measurement[]> {
  const { a, b } = pair;
  const counter = await deploy(b, "CrossRollupCounter", [ROLLUP_A, a.user]);
  const data = encodeFunctionData({ abi: counterAbi, functionName: "increment", args: [1n] });
  const rows: Measurement[] = [];
  for (let i = 1; i <= 8; i += 1) {
    const triggered = await a.trigger(ROLLUP_B, counter, data, COUNTED_GAS).send();
    const [acted] = await pair.carry(triggered);
    const sealed = await a.seal();
    await b.seal();
    const name = i === 1 ? "first" : i === 8 ? "later" : undefined;
    if (name === undefined) continue;
    rows.push(row(`messenger: trigger, ${name}`, triggered), row(`messenger: action, ${name}`, acted!));
    rows.push(row(`messenger: seal, ${name}`, sealed));
  }
  return rows;
}

/** ETH from L1 to an account without code, and one that bounces. */
async function deposits(pair: Pair): Promise<Measurement[]> {
  const { a } = pair;
  const deposit = (nonce: bigint, deadline = 0n) =>
    a.consume(
      sentFrom(L1_CHAIN_ID, ROLLUP_A, { nonce, target: PAYEE, value: 1n, gasLimit: 21_000n, deadline }),
    );
  await deposit(0n);
  await deposit(1n, 1n);
  return [
    row("messenger: consume a deposit, later", await deposit(2n)),
    row("messenger: consume and bounce, later", await deposit(3n, 1n)),
    row("messenger: withdraw to L1, later", await a.trigger(L1_CHAIN_ID, PAYEE, "0x", 0n).send(1n)),
  ];
}

async function tokens(pair: Pair): Promise<Measurement[]> {
  const { a, b } = pair;
  const terms = { ...TERMS, initialHolder: a.user, initialSupply: 10n ** 24n };
  const bridge = (functionName: string, args: readonly unknown[]) => ({
    to: TOKEN_BRIDGE,
    abi: crossRollupTokenBridgeAbi,
    functionName,
    args,
  });
  for (const rollup of [a, b]) await rollup.send(bridge("createToken", [terms]));
  const token = await a.bridge.read.tokenAddress([terms]);
  const burn = bridge("burn", [token, ROLLUP_B, PAYEE, 10n ** 18n, "0x", 300_000n]);
  const move = () => a.send(burn, { value: priceOf(300_000n) });
  await pair.carry(await move());
  const burnt = await move();
  const [minted] = await pair.carry(burnt);
  return [row("token bridge: burn, later", burnt), row("token bridge: mint, later", minted!)];
}

/** A word from a contract on the other rollup; the refused first run of the question is paid by nobody. */
async function results({ a, b }: Pair): Promise<Measurement[]> {
  const feed = artifactOf("CrossRollupPriceFeed");
  const feedAddress = await deploy(b, "CrossRollupPriceFeed");
  await b.send({ to: feedAddress, abi: feed.abi, functionName: "setPrice", args: [7n] });
  const data = encodeFunctionData({ abi: feed.abi, functionName: "price" });
  const ask = () =>
    a.send(
      {
        to: MESSENGER,
        abi: crossRollupMessengerAbi,
        functionName: "triggerForResult",
        args: [ROLLUP_B, feedAddress, data, 50_000n, 32n],
      },
      { value: priceForResult(50_000n, 32n) },
    );
  const rows: Measurement[] = [];
  for (let i = 1; i <= 8; i += 1) {
    const asked = missingResult(await revertDataOf(ask()));
    const { result, receipt } = await b.answer(asked);
    const supplied = await a.supply(hashMessage(asked.message), result);
    const taken = await ask();
    if (i !== 8) continue;
    rows.push(
      row("messenger: action for a result, later", receipt),
      row("messenger: supply a word", supplied),
    );
    rows.push(row("messenger: trigger that takes a word, later", taken));
  }
  return rows;
}

export async function measure(): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  for (const part of [calls, results, deposits, tokens]) {
    const pair = await startPair();
    try {
      rows.push(...(await part(pair)));
    } finally {
      await pair.close();
    }
  }
  return rows;
}
