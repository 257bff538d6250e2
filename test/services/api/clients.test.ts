import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import {
  type Contract,
  ContractFactory,
  JsonRpcProvider,
  parseEther,
  Wallet,
  WebSocketProvider,
} from "ethers";
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  keccak256,
  parseAbi,
  toHex,
  webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { deployer } from "../../support/bytecode.ts";
import { account, CHAIN_A, FUNDED } from "../../support/rollupChain.ts";
import { createRpcRollup, type RpcRollup } from "../../support/rpcRollup.ts";

const keyOf = (n: number): Hex => keccak256(toHex(`test account ${n}`));
const ABI = parseAbi(["event Said(address indexed who)", "function say(uint256 what)"]);
/** Logs Said(caller) with word 0 of the call data as data, then returns it. */
const SPEAKER: Hex = `0x6004355f52337f${keccak256(toHex("Said(address)")).slice(2)}60205fa260205ff3`;
const cast = join(import.meta.dirname, "../../../node_modules/.bin/cast");
const run = promisify(execFile);

describe("JSON-RPC for the clients that people use", function () {
  this.timeout(60_000);
  let rollup: RpcRollup;
  let url: string;
  const bob = account(9).address;

  before(async () => {
    rollup = await createRpcRollup();
    url = await rollup.server.listen({ host: "127.0.0.1", port: 0 });
  });

  after(() => rollup.server.close());

  it("serves viem: chain id, balance, deploy, call, send, receipt, logs, block, heads over WebSocket", async () => {
    const chain = defineChain({
      id: Number(CHAIN_A),
      name: "A",
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [url] } },
    });
    const reader = createPublicClient({ chain, transport: http(), pollingInterval: 20 });
    const wallet = createWalletClient({ chain, transport: http(), account: privateKeyToAccount(keyOf(0)) });
    const watcher = createPublicClient({ chain, transport: webSocket(url.replace("http", "ws")) });
    const seen: bigint[] = [];
    const unwatch = watcher.watchBlocks({ onBlock: (block) => seen.push(block.number) });
    expect(await watcher.getChainId()).to.equal(42101);
    expect(await reader.getBalance({ address: FUNDED[0]!.address })).to.equal(10n ** 21n);
    const deployment = await wallet.sendTransaction({ data: deployer(SPEAKER) });
    const { contractAddress: speaker } = await reader.waitForTransactionReceipt({ hash: deployment });
    expect(await reader.getCode({ address: speaker! })).to.equal(SPEAKER);
    const { request } = await reader.simulateContract({
      address: speaker!,
      abi: ABI,
      functionName: "say",
      args: [5n],
      account: wallet.account,
    });
    const hash = await wallet.writeContract(request);
    const receipt = await reader.waitForTransactionReceipt({ hash });
    expect(receipt.status).to.equal("success");
    const events = await reader.getContractEvents({
      address: speaker!,
      abi: ABI,
      eventName: "Said",
      fromBlock: 0n,
    });
    expect(events.map((event) => event.args.who)).to.deep.equal([FUNDED[0]!.address]);
    const block = await reader.getBlock({ blockTag: "latest", includeTransactions: true });
    expect(block.transactions.map((tx) => tx.hash)).to.deep.equal([hash]);
    expect(await reader.getTransaction({ hash })).to.deep.include({
      hash,
      from: FUNDED[0]!.address.toLowerCase(),
    });
    expect((await reader.getProof({ address: speaker!, storageKeys: [] })).codeHash).to.equal(
      keccak256(SPEAKER),
    );
    while (!seen.includes(receipt.blockNumber)) await new Promise((resolve) => setImmediate(resolve));
    unwatch();
    const ranks: string[] = [];
    await watcher.transport.subscribe({
      params: ["lockstep_transaction", { hash }],
      onData: ({ result }: { result: { status: string } }) => ranks.push(result.status),
      onError: (err: Error) => ranks.push(err.message),
    } as never);
    rollup.ranks = { soft: 0n, posted: receipt.blockNumber, mined: 0n, final: 0n };
    rollup.tellRanks();
    while (ranks.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(ranks).to.deep.equal(["soft", "posted"]);
    (await watcher.transport.getRpcClient()).close();
  });

  it("serves ethers: chain id, balance, deploy, call, send, receipt, logs, block, over WebSocket too", async () => {
    const provider = new JsonRpcProvider(url, undefined, { pollingInterval: 20, cacheTimeout: -1 });
    const wallet = new Wallet(keyOf(1), provider);
    expect((await provider.getNetwork()).chainId).to.equal(CHAIN_A);
    expect(await provider.getBalance(wallet.address)).to.equal(parseEther("1000"));
    const factory = new ContractFactory(
      ["event Said(address indexed who)", "function say(uint256 what) returns (uint256)"],
      deployer(SPEAKER),
      wallet,
    );
    const speaker = (await (await factory.deploy()).waitForDeployment()) as Contract;
    expect(await speaker.getFunction("say").staticCall(11)).to.equal(11n);
    const receipt = await (await speaker.getFunction("say").send(12)).wait();
    expect(receipt!.status).to.equal(1);
    expect(await speaker.queryFilter("Said", 0)).to.have.length(1);
    const sent = await (await wallet.sendTransaction({ to: bob, value: 3n })).wait();
    expect((await provider.getBlock(sent!.blockNumber))!.hash).to.equal(sent!.blockHash);
    provider.destroy();
    const socket = new WebSocketProvider(url.replace("http", "ws"));
    expect(await socket.getBlockNumber()).to.equal(sent!.blockNumber);
    await socket.destroy();
  });

  it("serves cast: chain id, balance, deploy, call, send, receipt, logs, block", async () => {
    const ask = async (command: string, ...args: string[]): Promise<string> =>
      (await run(cast, [command, "--rpc-url", url, ...args])).stdout.trim();
    const key = ["--private-key", keyOf(2), "--json"];
    expect(await ask("chain-id")).to.equal("42101");
    expect(await ask("balance", FUNDED[2]!.address)).to.equal((10n ** 21n).toString());
    const deployed = JSON.parse(await ask("send", ...key, "--create", deployer(SPEAKER)));
    expect(deployed.status).to.equal("0x1");
    const speaker: string = deployed.contractAddress;
    expect(await ask("call", speaker, "say(uint256)(uint256)", "4")).to.equal("4");
    const said = JSON.parse(await ask("send", ...key, speaker, "say(uint256)", "4"));
    expect(said.logs).to.have.length(1);
    const sent = JSON.parse(await ask("send", ...key, bob, "--value", "7"));
    expect(sent.status).to.equal("0x1");
    expect(JSON.parse(await ask("receipt", sent.transactionHash, "--json")).transactionHash).to.equal(
      sent.transactionHash,
    );
    const logs = JSON.parse(await ask("logs", "--from-block", "0", "--address", speaker, "--json"));
    expect(logs).to.have.length(1);
    expect(JSON.parse(await ask("block", "latest", "--json")).hash).to.equal(sent.blockHash);
  });
});
