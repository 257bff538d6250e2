/**
 * bcoin as the Bitcoin node: regtest, all in memory. It spends every coinbase that has matured, so that the pools'
 * blocks carry transactions and their proofs a branch.
 * Arguments: { rpcPort, password, firstBlocks } as JSON. Prints one JSON line, { address }, when it can be asked for work.
 */
process.env.NODE_BACKEND = "js";
const { FullNode, KeyRing, MTX, Coin } = require("bcoin");

const { rpcPort, password, firstBlocks } = JSON.parse(process.argv[2]);
const COINBASE_MATURITY = 100;
const FEE = 10_000;
const PRIVATE_KEY = Buffer.alloc(32, 7);

async function main() {
  const key = KeyRing.fromPrivate(PRIVATE_KEY, true);
  const address = key.getAddress("string", "regtest");
  const node = new FullNode({
    network: "regtest",
    memory: true,
    listen: false,
    workers: false,
    logLevel: "warning",
    httpHost: "127.0.0.1",
    httpPort: rpcPort,
    apiKey: password,
    coinbaseAddress: [address],
  });
  await node.open();
  for (let mined = 0; mined < firstBlocks; mined++) await node.chain.add(await node.miner.mineBlock());
  await spendMatured(node, key);
  // Later, not now: while a block is connected the chain and the mempool are locked.
  node.chain.on("connect", () => void setImmediate(() => spendMatured(node, key).catch(fail)));
  process.stdout.write(`${JSON.stringify({ address })}\n`);
}

/** The coinbase that became spendable with the present tip. */
async function spendMatured(node, key) {
  const height = node.chain.height + 1 - COINBASE_MATURITY;
  const [coinbase] = (await node.chain.getBlock(height)).txs;
  const coin = Coin.fromTX(coinbase, 0, height);
  const spend = new MTX();
  spend.addCoin(coin);
  spend.addOutput(key.getAddress(), coin.value - FEE);
  spend.sign(key);
  await node.mempool.addTX(spend.toTX());
}

function fail(error) {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}

main().catch(fail);
