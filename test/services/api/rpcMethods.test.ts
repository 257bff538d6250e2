import { expect } from "chai";
import { type Hex, keccak256, pad, toHex } from "viem";
import type { SealedBlock } from "../../../services/ports.ts";
import { isLeafAt } from "../../../services/protocol/appendOnlyTree.ts";
import { hashMessage } from "../../../services/protocol/channels/channel.ts";
import { ECHO_REVERTER, FORWARDER, LOGGER, LOOPER, WRITER } from "../../support/bytecode.ts";
import {
  account,
  accountAt,
  CHAIN_A,
  FUNDED,
  nextSuperblock,
  PRODUCER,
  signed,
} from "../../support/rollupChain.ts";
import { createRpcRollup, type RpcRollup } from "../../support/rpcRollup.ts";
import { sentLog, sentMessage } from "../../support/sentLog.ts";

const word = (n: number): Hex => pad(toHex(n), { size: 32 });
const at = (n: number) => `0x00000000000000000000000000000000000b000${n}` as const;
const CODES = [WRITER, LOGGER, ECHO_REVERTER, LOOPER, FORWARDER];
const [WRITER_AT, LOGGER_AT, REVERTER_AT, LOOPER_AT, FORWARDER_AT] = [0, 1, 2, 3, 4].map((n) => at(n)) as [
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
];
const ALICE = FUNDED[0]!.address;
const BOB = account(9).address;

describe("JSON-RPC methods", () => {
  let rollup: RpcRollup;
  let transfer: Hex;
  let logging: Hex;

  before(async () => {
    rollup = await createRpcRollup({ accounts: CODES.map((code, n) => accountAt(at(n), code)) });
    transfer = await signed({ nonce: 0, to: BOB, value: 5n, gas: 21_000n });
    const writing = await signed({
      nonce: 1,
      to: WRITER_AT,
      data: `0x${word(1).slice(2)}${word(7).slice(2)}`,
    });
    await rollup.include(transfer, writing);
    logging = await signed({ nonce: 2, to: LOGGER_AT, data: word(99) });
    await rollup.include(logging);
  });

  const result = <T = string>(method: string, params?: unknown): Promise<T> => rollup.result(method, params);

  it("name the chain and the client", async () => {
    expect(await result("web3_clientVersion")).to.equal("Lockstep/test");
    expect(await result("web3_sha3", ["0x68656c6c6f"])).to.equal(keccak256("0x68656c6c6f"));
    expect(await result("net_version")).to.equal("42101");
    expect(await result("net_listening")).to.equal(true);
    expect(await result("net_peerCount")).to.equal("0x0");
    expect(await result("eth_chainId")).to.equal("0xa475");
    expect(await result("eth_syncing")).to.equal(false);
    expect(await result("eth_accounts")).to.deep.equal([]);
    expect(await result("eth_blockNumber")).to.equal("0x2");
  });

  it("read accounts at any block", async () => {
    expect(await result("eth_getBalance", [BOB])).to.equal("0x5");
    expect(await result("eth_getBalance", [BOB, "0x0"])).to.equal("0x0");
    expect(await result("eth_getBalance", [BOB, { blockNumber: "0x1" }])).to.equal("0x5");
    expect(await result("eth_getCode", [WRITER_AT, "latest"])).to.equal(WRITER);
    expect(await result("eth_getStorageAt", [WRITER_AT, "0x1", "latest"])).to.equal(word(7));
    expect(await result("eth_getStorageAt", [WRITER_AT, word(1), "earliest"])).to.equal(word(0));
    expect(await result("eth_getTransactionCount", [ALICE, "latest"])).to.equal("0x3");
  });

  it("count waiting transactions with the tag pending", async () => {
    rollup.waiting.set(word(1), "0x");
    expect(await result("eth_getTransactionCount", [ALICE, "pending"])).to.equal("0x4");
    expect(await result("eth_getTransactionCount", [ALICE, "latest"])).to.equal("0x3");
    rollup.waiting.clear();
  });

  it("prove accounts and slots against the state root", async () => {
    const proof = await result<{ storageProof: { value: string }[]; accountProof: Hex[] }>("eth_getProof", [
      WRITER_AT,
      ["0x1"],
      "latest",
    ]);
    const block = await result<{ stateRoot: Hex }>("eth_getBlockByNumber", ["latest"]);
    expect(keccak256(proof.accountProof[0]!)).to.equal(block.stateRoot);
    expect(proof.storageProof[0]!.value).to.equal("0x7");
  });

  it("give blocks by number, hash and tag", async () => {
    const byNumber = await result<Record<string, unknown>>("eth_getBlockByNumber", ["0x1", false]);
    expect(byNumber).to.deep.equal(await result("eth_getBlockByHash", [byNumber.hash, false]));
    expect(byNumber.transactions).to.deep.equal([
      keccak256(transfer),
      (byNumber.transactions as string[])[1],
    ]);
    expect(byNumber.miner).to.equal(PRODUCER.toLowerCase());
    expect(byNumber.lockstepRank).to.equal("soft");
    const full = await result<{ transactions: { hash: Hex; from: string; type: string }[] }>(
      "eth_getBlockByNumber",
      ["0x1", true],
    );
    expect(full.transactions[0]).to.include({
      hash: keccak256(transfer),
      from: ALICE.toLowerCase(),
      type: "0x2",
    });
    expect(await result("eth_getBlockByNumber", ["0x99", false])).to.equal(null);
    expect(await result("eth_getBlockTransactionCountByNumber", ["0x1"])).to.equal("0x2");
    expect(await result("eth_getBlockTransactionCountByHash", [byNumber.hash])).to.equal("0x2");
    expect(await result("eth_getUncleCountByBlockNumber", ["0x1"])).to.equal("0x0");
    expect(await result("eth_getUncleCountByBlockHash", [byNumber.hash])).to.equal("0x0");
  });

  it("hash and measure raw blocks as they say", async () => {
    const block = await result<{ hash: Hex; size: Hex }>("eth_getBlockByNumber", ["0x1", false]);
    expect(keccak256(await result<Hex>("debug_getRawHeader", ["0x1"]))).to.equal(block.hash);
    const raw = await result<Hex>("debug_getRawBlock", ["0x1"]);
    expect((raw.length - 2) / 2).to.equal(Number(block.size));
    expect(raw).to.include(transfer.slice(2));
  });

  it("map tags to ranks: safe is posted, finalized is final", async () => {
    rollup.ranks = { soft: 2n, posted: 1n, mined: 1n, final: 0n };
    const numbers = await Promise.all(
      ["latest", "safe", "finalized", "earliest", "pending"].map(
        async (tag) => (await result<{ number: string }>("eth_getBlockByNumber", [tag, false])).number,
      ),
    );
    expect(numbers).to.deep.equal(["0x2", "0x1", "0x0", "0x0", "0x2"]);
    expect(await result("lockstep_getRanks")).to.deep.equal({
      soft: "0x2",
      posted: "0x1",
      mined: "0x1",
      final: "0x0",
    });
    const receipt = await result<{ lockstepRank: string }>("eth_getTransactionReceipt", [
      keccak256(transfer),
    ]);
    expect(receipt.lockstepRank).to.equal("mined");
    const mined = await result<{ number: string; superblock: Hex }>("lockstep_lastMined");
    expect(mined.number).to.equal("0x1");
    const superblock = await result<{ rank: string; hash: Hex; superblock: { number: string } }>(
      "lockstep_getSuperblock",
      [mined.superblock],
    );
    expect(superblock.superblock.number).to.equal("0x1");
    expect(superblock.rank).to.equal("mined");
    expect(await result("lockstep_getSuperblock", ["0x1"])).to.deep.equal(superblock);
    expect(await result("lockstep_getSuperblock", ["0x99"])).to.equal(null);
  });

  it("find transactions and receipts", async () => {
    const hash = keccak256(logging);
    const tx = await result<Record<string, unknown>>("eth_getTransactionByHash", [hash]);
    expect(tx).to.include({
      hash,
      blockNumber: "0x2",
      transactionIndex: "0x0",
      nonce: "0x2",
      chainId: "0xa475",
    });
    expect(tx).to.deep.equal(await result("eth_getTransactionByBlockNumberAndIndex", ["0x2", "0x0"]));
    expect(tx).to.deep.equal(await result("eth_getTransactionByBlockHashAndIndex", [tx.blockHash, "0x0"]));
    expect(await result("eth_getTransactionByBlockNumberAndIndex", ["0x2", "0x5"])).to.equal(null);
    expect(await result("eth_getRawTransactionByHash", [hash])).to.equal(logging);
    const receipt = await result<{ status: string; logs: unknown[]; blockHash: string }>(
      "eth_getTransactionReceipt",
      [hash],
    );
    expect(receipt).to.include({
      status: "0x1",
      blockHash: tx.blockHash,
      gasUsed: (receipt as never as { cumulativeGasUsed: string }).cumulativeGasUsed,
    });
    expect(receipt.logs).to.have.length(1);
    expect(await result("eth_getBlockReceipts", ["0x2"])).to.deep.equal([receipt]);
    expect(await result("eth_getTransactionReceipt", [word(5)])).to.equal(null);
    expect(await result("eth_getTransactionByHash", [word(5)])).to.equal(null);
  });

  it("show a waiting transaction without a block", async () => {
    const raw = await signed({ nonce: 3, to: BOB });
    rollup.waiting.set(keccak256(raw), raw);
    const tx = await result<Record<string, unknown>>("eth_getTransactionByHash", [keccak256(raw)]);
    expect(tx).to.include({
      blockHash: null,
      blockNumber: null,
      from: ALICE.toLowerCase(),
      hash: keccak256(raw),
    });
    expect(await result("lockstep_getGroup", [keccak256(raw)])).to.deep.equal({
      status: "pending",
      id: keccak256(raw),
    });
    rollup.waiting.clear();
  });

  it("search logs by address, topic, range and block hash", async () => {
    const topic = pad(ALICE.toLowerCase() as Hex, { size: 32 });
    const all = await result<{ address: string; data: Hex; blockHash: Hex }[]>("eth_getLogs", [
      { fromBlock: "0x0", toBlock: "latest" },
    ]);
    expect(all).to.have.length(1);
    expect(all[0]).to.include({ address: LOGGER_AT, data: word(99) });
    const [log] = all;
    expect(
      await result("eth_getLogs", [
        { blockHash: log!.blockHash, address: [LOGGER_AT], topics: [[topic, word(0)]] },
      ]),
    ).to.deep.equal(all);
    expect(await result("eth_getLogs", [{ fromBlock: "0x0", address: BOB }])).to.deep.equal([]);
    expect(await result("eth_getLogs", [{ fromBlock: "0x0", topics: [word(3)] }])).to.deep.equal([]);
    expect(await result("eth_getLogs", [{ fromBlock: "0x0", topics: [null, topic] }])).to.deep.equal([]);
    expect(await result("eth_getLogs", [{ fromBlock: "0x0", toBlock: "0x1" }])).to.deep.equal([]);
    expect((await rollup.call("eth_getLogs", [{ fromBlock: "0x2", toBlock: "0x1" }])).error!.code).to.equal(
      -32602,
    );
  });

  it("call without a fee and without leaving a trace", async () => {
    const data = `0x${word(4).slice(2)}${word(4).slice(2)}` as Hex;
    expect(await result("eth_call", [{ to: WRITER_AT, data, from: account(77).address }, "latest"])).to.equal(
      "0x",
    );
    expect(await result("eth_getStorageAt", [WRITER_AT, "0x4", "latest"])).to.equal(word(0));
    expect(
      (await rollup.call("eth_call", [{ to: BOB, value: "0x1", from: account(77).address }])).error!.message,
    ).to.include("insufficient funds");
    expect(
      (await rollup.call("eth_call", [{ to: BOB }, "latest", { [BOB]: { balance: "0x1" } }])).error!.code,
    ).to.equal(-32004);
    expect((await rollup.call("eth_call", [{ to: BOB }, "0x99"])).error!.code).to.equal(-32001);
  });

  it("give revert data with code 3, and other failures by name", async () => {
    const errorString = `0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000046e6f7065${"0".repeat(56)}`;
    const reverted = await rollup.call("eth_call", [{ to: REVERTER_AT, data: errorString }]);
    expect(reverted.error).to.deep.equal({ code: 3, message: "execution reverted: nope", data: errorString });
    const custom = await rollup.call("eth_estimateGas", [{ to: REVERTER_AT, data: "0xdeadbeef" }]);
    expect(custom.error).to.deep.equal({ code: 3, message: "execution reverted", data: "0xdeadbeef" });
    expect((await rollup.call("eth_call", [{ to: LOOPER_AT, gas: "0x186a0" }])).error).to.deep.equal({
      code: -32000,
      message: "out of gas",
    });
  });

  it("estimate the least gas that is enough, nested calls included", async () => {
    expect(await result("eth_estimateGas", [{ from: ALICE, to: BOB, value: "0x1" }])).to.equal("0x5208");
    const call = { from: ALICE, to: FORWARDER_AT, data: pad(LOGGER_AT, { size: 32 }) };
    const gas = BigInt(await result("eth_estimateGas", [call]));
    expect((await rollup.call("eth_call", [{ ...call, gas: toHex(gas) }])).error).to.equal(undefined);
    expect((await rollup.call("eth_call", [{ ...call, gas: toHex(gas - 1n) }])).error).to.not.equal(
      undefined,
    );
  });

  it("suggest fees and tell their history", async () => {
    expect(BigInt(await result("eth_gasPrice"))).to.be.greaterThan(0n as never);
    expect(await result("eth_maxPriorityFeePerGas")).to.equal("0xf4240");
    expect(await result("eth_blobBaseFee")).to.equal("0x1");
    const history = await result<{
      oldestBlock: string;
      baseFeePerGas: string[];
      reward: string[][];
      gasUsedRatio: number[];
    }>("eth_feeHistory", ["0x2", "latest", [50]]);
    expect(history.oldestBlock).to.equal("0x1");
    expect(history.baseFeePerGas).to.deep.equal(["0x0", "0x0", "0x0"]);
    expect(history.reward).to.deep.equal([["0x3b9aca00"], ["0x3b9aca00"]]);
    expect(history.gasUsedRatio[0]).to.be.greaterThan(0.0007);
  });

  it("take transactions and say what is wrong with bad ones", async () => {
    const good = await signed({ nonce: 3, to: BOB, value: 1n, gas: 21_000n });
    expect(await result("eth_sendRawTransaction", [good])).to.equal(keccak256(good));
    const again = await rollup.call("eth_sendRawTransaction", [good]);
    expect(again.error!.message).to.match(/^nonce too low/);
    expect(again.error!.data).to.deep.equal({ reason: "nonce-too-low" });
    const foreign = await signed({ nonce: 4, to: BOB, chainId: 1n });
    expect((await rollup.call("eth_sendRawTransaction", [foreign])).error!.data).to.deep.equal({
      reason: "wrong-chain",
    });
    expect((await rollup.call("eth_sendRawTransaction", ["0x02c0"])).error!.data).to.deep.equal({
      reason: "malformed",
    });
  });

  it("tell of a group that was included, and why one was dropped", async () => {
    const included = await result<Record<string, unknown>>("lockstep_getGroup", [keccak256(transfer)]);
    expect(included).to.include({
      status: "included",
      id: keccak256(transfer),
      superblock: "0x1",
      rank: "mined",
    });
    const failure = {
      chainId: 42102n,
      reason: "action-reverted",
      target: BOB,
      revertData: "0xdeadbeef",
      detail: "no",
    } as const;
    rollup.dropped.set(word(8), { id: word(8), chainId: CHAIN_A, atMs: 5, failure });
    expect(await result("lockstep_getGroup", [word(8)])).to.deep.equal({
      status: "dropped",
      id: word(8),
      chainId: "0xa475",
      atMs: 5,
      failure: { ...failure, chainId: "0xa476" },
    });
    expect(await result("lockstep_getGroup", [word(9)])).to.deep.equal({ status: "unknown", id: word(9) });
  });

  it("prove a sent message in its channel", async () => {
    const l1 = 31337n;
    const own = await createRpcRollup();
    const open = await own.chain.open();
    await open.get(CHAIN_A)!.apply(await signed({ nonce: 0, to: BOB }));
    const sealed: SealedBlock[] = [];
    for (const block of open.values()) sealed.push(await block.seal());
    const logs = [0n, 1n, 2n].map((nonce) => sentLog(sentMessage(nonce, l1), "0xabcd"));
    const withLogs = [{ ...sealed[0]!, receipts: [{ ...sealed[0]!.receipts[0]!, logs }] }, sealed[1]!];
    own.chain.store.append(nextSuperblock(own.chain.store, withLogs), withLogs, []);
    type Proof = { leaf: Hex; siblings: Hex[]; root: Hex; data: Hex; message: { nonce: Hex; value: Hex } };
    const proof: Proof = await own.result("lockstep_getMessageProof", [toHex(l1), "0x1", "0x3"]);
    expect(proof).to.deep.include({ leaf: hashMessage(sentMessage(1n, l1)), data: "0xabcd" });
    expect(proof.message).to.include({ nonce: "0x1", value: toHex(2n ** 70n) });
    expect(isLeafAt(proof.leaf, 1n, { count: 3n, root: proof.root }, proof.siblings)).to.equal(true);
    expect(isLeafAt(proof.leaf, 2n, { count: 3n, root: proof.root }, proof.siblings)).to.equal(false);
    expect((await own.call("lockstep_getMessageProof", [toHex(l1), "0x1", "0x4"])).error!.code).to.equal(
      -32001,
    );
    expect((await own.call("lockstep_getMessageProof", [toHex(l1), "0x3", "0x3"])).error!.code).to.equal(
      -32001,
    );
  });

  it("refuse a message proof for a message that was never sent: not found", async () => {
    const answer = await rollup.call("lockstep_getMessageProof", ["0x7a69", "0x0", "0x1"]);
    expect(answer.error!.code).to.equal(-32001);
  });

  it("refuse transactions on a node without a pool: no-pool", async () => {
    const node = await createRpcRollup({ withoutPool: true });
    const { error } = await node.call("eth_sendRawTransaction", [transfer]);
    expect(error).to.include({ code: -32004 });
    expect(error!.data).to.deep.equal({ reason: "no-pool" });
    expect(await node.result("eth_getTransactionCount", [ALICE, "pending"])).to.equal("0x0");
  });
});

describe("polled filters", () => {
  it("report blocks and logs once, follow a rollback, and expire", async () => {
    const rollup = await createRpcRollup({ accounts: [accountAt(LOGGER_AT, LOGGER)] });
    const blocks: string = await rollup.result("eth_newBlockFilter");
    const logs: string = await rollup.result("eth_newFilter", [{ address: LOGGER_AT }]);
    await rollup.include(await signed({ nonce: 0, to: LOGGER_AT, data: word(1) }));
    const hash = rollup.chain.header(CHAIN_A).hash;
    expect(await rollup.result("eth_getFilterChanges", [blocks])).to.deep.equal([hash]);
    expect(await rollup.result("eth_getFilterChanges", [blocks])).to.deep.equal([]);
    expect(await rollup.result("eth_getFilterChanges", [logs])).to.have.length(1);
    expect(await rollup.result("eth_getFilterLogs", [logs])).to.have.length(1);
    rollup.chain.store.rollbackTo(0n);
    rollup.heads.announce({ kind: "rolledBack", to: 0n });
    await rollup.include(await signed({ nonce: 0, to: LOGGER_AT, data: word(2) }));
    expect(await rollup.result("eth_getFilterChanges", [blocks])).to.deep.equal([
      rollup.chain.header(CHAIN_A).hash,
    ]);
    expect(await rollup.result("eth_uninstallFilter", [logs])).to.equal(true);
    expect((await rollup.call("eth_getFilterChanges", [logs])).error!.message).to.equal("filter not found");
    await rollup.clock.advance(6 * 60_000);
    expect((await rollup.call("eth_getFilterChanges", [blocks])).error!.message).to.equal("filter not found");
  });
});
