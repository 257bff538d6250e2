import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createPublicClient, createWalletClient, type Hex, http, parseEther } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { DevnetL1Error } from "../../../../services/adapters/l1/devnet/blockJournal.ts";
import { type DevnetL1, startDevnetL1 } from "../../../../services/adapters/l1/devnet/devnetL1.ts";
import { createLogger } from "../../../../services/runtime/logger.ts";

const alice = mnemonicToAccount("test test test test test test test test test test test junk");
const chain = {
  id: 31337,
  name: "devnet",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
} as const;

/** Answers 42 to everything and, when created, stores 7 in slot 0. */
const CREATION: Hex = ("0x600760005560" + "0a80601160003960" + "00f3" + "602a60005260206000f3") as Hex;

describe("startDevnetL1", function () {
  this.timeout(60_000);
  let stateDir: string;
  let running: DevnetL1[] = [];
  const abort = new AbortController();

  const start = async (options: { port?: number; blockTimeMs?: number; dir?: string } = {}) => {
    const l1 = await startDevnetL1({
      stateDir: options.dir ?? stateDir,
      port: options.port ?? 0,
      blockTimeMs: options.blockTimeMs ?? 60_000,
      log: createLogger("silent"),
      signal: abort.signal,
    });
    running.push(l1);
    const transport = http(l1.url, { retryCount: 0 });
    return {
      l1,
      pub: createPublicClient({ chain, transport, cacheTime: 0 }),
      wallet: createWalletClient({ chain, transport, account: alice }),
    };
  };
  const failure = async (promise: Promise<unknown>): Promise<DevnetL1Error> => {
    const err = await promise.then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(err).to.be.instanceOf(DevnetL1Error);
    return err as DevnetL1Error;
  };
  const journalPath = () => join(stateDir, "l1", "blocks.jsonl");
  const hashes = async (pub: Awaited<ReturnType<typeof start>>["pub"], upTo: bigint) => {
    const out: Hex[] = [];
    for (let n = 0n; n <= upTo; n++) out.push((await pub.getBlock({ blockNumber: n })).hash);
    return out;
  };

  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), "lockstep-l1-"));
    running = [];
  });
  afterEach(async () => {
    for (const l1 of running) await l1.stop();
    rmSync(stateDir, { recursive: true });
  });
  after(() => abort.abort());

  it("mines a transaction at once and an empty block every block time, on the wall clock", async () => {
    const { pub, wallet } = await start({ blockTimeMs: 200 });
    expect(await pub.getChainId()).to.equal(31337);
    expect(await pub.getBalance({ address: alice.address })).to.equal(parseEther("10000"));
    const hash = await wallet.sendTransaction({ to: alice.address, value: 1n });
    const receipt = await pub.getTransactionReceipt({ hash });
    expect(receipt.status).to.equal("success");
    while ((await pub.getBlockNumber()) < receipt.blockNumber + 3n);
    const block = await pub.getBlock();
    expect(Math.abs(Number(block.timestamp) - Date.now() / 1000)).to.be.lessThan(3);
  });

  it("has the same blocks, state and logs after a restart, with block hashes identical", async () => {
    const first = await start({ blockTimeMs: 100 });
    const deployed = await first.wallet.deployContract({ abi: [], bytecode: CREATION });
    const { contractAddress, blockNumber } = await first.pub.getTransactionReceipt({ hash: deployed });
    while ((await first.pub.getBlockNumber()) < blockNumber + 5n);
    const unlocked = await first.pub.request({
      method: "eth_sendTransaction" as never,
      params: [{ from: alice.address, to: alice.address, value: "0x5" }] as never,
    });
    await first.l1.stop();

    const second = await start();
    const number = await second.pub.getBlockNumber();
    const again = await hashes(second.pub, number);
    expect((await second.pub.getTransactionReceipt({ hash: unlocked })).status).to.equal("success");
    expect(await second.pub.getStorageAt({ address: contractAddress!, slot: "0x0" })).to.match(/07$/);
    await second.wallet.sendTransaction({ to: alice.address, value: 2n });
    await second.l1.stop();

    const third = await start();
    expect(await third.pub.getBlockNumber()).to.equal(number + 1n);
    expect(await hashes(third.pub, number)).to.deep.equal(again);
    const lines = readFileSync(journalPath(), "utf8").trim().split("\n");
    expect(lines.length).to.be.lessThan(Number(number), "empty runs are one line");
  });

  it("takes a torn last line off and goes on from the block before", async () => {
    const first = await start();
    await first.wallet.sendTransaction({ to: alice.address, value: 1n });
    const tip = (await first.pub.getBlock()).hash;
    await first.l1.stop();
    appendFileSync(journalPath(), '{"number":2,"timeSec":17');
    const second = await start();
    expect((await second.pub.getBlock()).hash).to.equal(tip);
    await second.wallet.sendTransaction({ to: alice.address, value: 1n });
    await second.l1.stop();
    expect(await (await start()).pub.getBlockNumber()).to.equal(2n);
  });

  it("block-hash-mismatch: a journal whose block comes out with another hash", async () => {
    const { l1, wallet } = await start();
    await wallet.sendTransaction({ to: alice.address, value: 1n });
    await l1.stop();
    const lines = readFileSync(journalPath(), "utf8").split("\n");
    const block = JSON.parse(lines[1]!) as { timeSec: number };
    lines[1] = JSON.stringify({ ...block, timeSec: block.timeSec + 1 });
    writeFileSync(journalPath(), lines.join("\n"));
    const err = await failure(start());
    expect(err.code).to.equal("block-hash-mismatch");
    expect(err.message).to.match(/^.*block 1 .*--fresh$/);
  });

  it("journal-damaged: a line in the middle that is no block", async () => {
    const { l1, wallet } = await start();
    await wallet.sendTransaction({ to: alice.address, value: 1n });
    await l1.stop();
    const [genesis, block] = readFileSync(journalPath(), "utf8").split("\n");
    writeFileSync(journalPath(), `${genesis}\nnonsense\n${block}\n`);
    expect((await failure(start())).code).to.equal("journal-damaged");
    writeFileSync(journalPath(), `${genesis}\n${block}\n${block}\n`);
    expect((await failure(start())).message).to.contain("line 3");
  });

  it("port-occupied: one line that names the port", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const err = await failure(start({ port }));
    other.close();
    expect(err.code).to.equal("port-occupied");
    expect(err.message).to.contain(String(port)).and.not.contain("\n");
  });

  it("refuses calls whose effect a restart could not repeat", async () => {
    const { pub } = await start();
    for (const method of ["evm_snapshot", "hardhat_setBalance", "evm_increaseTime", "anvil_mine"]) {
      const err = await pub
        .request({ method: method as never, params: [] as never })
        .catch((e: unknown) => e);
      expect(String(err)).to.contain(`${method} is refused`);
    }
  });

  it("tells its owner when the process ends by itself", async () => {
    const { l1 } = await start();
    const ended = failure(l1.ended);
    process.kill(l1.pid, "SIGKILL");
    expect((await ended).code).to.equal("process-ended");
  });
});
