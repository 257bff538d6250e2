/**
 * Gas of a message between rollups and from L1, as whole transactions: intrinsic gas and call data included, refunds
 * taken off. "First" finds empty slots; "later" is the eighth message of a channel, which folds a subtree of eight.
 */
import { encodeFunctionData, type Hex, type TransactionReceipt } from "viem";
import { crossRollupTokenBridgeAbi } from "../../services/abi/index.ts";
import { TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../test/support/artifact.ts";
import { deploy } from "../../test/support/hardhatChain.ts";
import { startPair } from "../../test/support/l2Fixture.ts";
import { L1_CHAIN_ID, priceOf, ROLLUP_A, ROLLUP_B, sentFrom } from "../../test/support/messages.ts";
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

export async function measure(): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  for (const part of [calls, deposits, tokens]) {
    const pair = await startPair();
    try {
      rows.push(...(await part(pair)));
    } finally {
      await pair.close();
    }
  }
  return rows;
}
