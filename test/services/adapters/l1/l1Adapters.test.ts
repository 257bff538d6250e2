import { expect } from "chai";
import { network } from "hardhat";
import { createPublicClient, encodeErrorResult, http, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { rollupInboxAbi, settlementAbi } from "../../../../services/abi/index.ts";
import { createL1Reader } from "../../../../services/adapters/l1/l1Reader.ts";
import { createL1Sender } from "../../../../services/adapters/l1/l1Sender.ts";
import { decodeRevert } from "../../../../services/adapters/l1/revertReason.ts";
import { systemClock } from "../../../../services/adapters/systemClock.ts";
import { person, quiet } from "../../../support/livePair.ts";

const SOMEBODY = `0x${"12".repeat(20)}` as const;
/** Reverts in blocks up to a time. */
const OPENS_LATER = `0x${"34".repeat(20)}` as const;
const addresses = {
  sequencerPolicy: SOMEBODY,
  dataPolicy: SOMEBODY,
  inbox: SOMEBODY,
  ledger: SOMEBODY,
  settlement: SOMEBODY,
  portal: SOMEBODY,
  claims: SOMEBODY,
  fallback: SOMEBODY,
};
const deployment = { l1ChainId: 31337n, l1StartBlock: 0n, addresses, rollups: [] };

/** A Hardhat node that mines only when told. */
async function startManualL1() {
  const server = await network.createServer(
    { override: { mining: { auto: false, interval: 0 } } },
    "127.0.0.1",
    0,
  );
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const client = createPublicClient({ transport: http(url), cacheTime: 0 });
  const request = client.request as (args: { method: string; params?: unknown[] }) => Promise<unknown>;
  return { url, client, request, close: () => server.close() };
}

const codeOf = async (job: Promise<unknown>): Promise<{ code: unknown; lines: number }> => {
  try {
    await job;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return { code, lines: message.split("\n").length };
  }
  return { code: "none", lines: 0 };
};

describe("L1 adapters", function () {
  this.timeout(20_000);
  let l1: Awaited<ReturnType<typeof startManualL1>>;
  before(async () => {
    l1 = await startManualL1();
  });
  after(() => l1.close());

  describe("createL1Reader", () => {
    it("refuses l1-unreachable, in one line", async () => {
      const reader = createL1Reader({ url: "http://127.0.0.1:1", deployment });
      expect(await codeOf(reader.head())).to.deep.equal({ code: "l1-unreachable", lines: 1 });
    });

    it("refuses l1-wrong-chain, in one line", async () => {
      const reader = createL1Reader({ url: l1.url, deployment: { ...deployment, l1ChainId: 1n } });
      expect(await codeOf(reader.head())).to.deep.equal({ code: "l1-wrong-chain", lines: 1 });
    });

    it("refuses l1-not-deployed, in one line", async () => {
      const reader = createL1Reader({ url: l1.url, deployment });
      expect(await codeOf(reader.head())).to.deep.equal({ code: "l1-not-deployed", lines: 1 });
    });
  });

  describe("createL1Sender", () => {
    const senderOf = (index: number) =>
      createL1Sender({
        url: l1.url,
        account: person(index),
        clock: systemClock,
        log: quiet,
        stuckAfterMs: 150,
        pollMs: 20,
      });
    const pendingOf = async (address: string) => {
      const { transactions } = (await l1.request({
        method: "eth_getBlockByNumber",
        params: ["pending", true],
      })) as {
        transactions: { from: string; nonce: string; input: string; maxFeePerGas: string; hash: string }[];
      };
      return transactions.find((tx) => tx.from === address.toLowerCase());
    };
    const until = async <T>(job: () => Promise<T | undefined>): Promise<T> => {
      for (let tries = 0; tries < 200; tries++) {
        const found = await job();
        if (found !== undefined) return found;
        await systemClock.sleep(20);
      }
      throw new Error("it did not happen");
    };

    it("replaces a stuck transaction by one with the identical payload and higher fees (f16)", async () => {
      const sender = senderOf(6);
      const sending = sender.send({ to: SOMEBODY, data: "0x1234", value: 5n });
      const first = await until(() => pendingOf(sender.address));
      const second = await until(async () => {
        const now = await pendingOf(sender.address);
        return now?.hash === first.hash ? undefined : now;
      });
      await l1.request({ method: "evm_mine" });
      expect(second).to.include({ nonce: first.nonce, input: first.input });
      expect(BigInt(second.maxFeePerGas) > BigInt(first.maxFeePerGas)).to.equal(true);
      expect(await sending).to.include({ ok: true });
      expect(await l1.client.getBalance({ address: SOMEBODY })).to.equal(5n);
    });

    it("replaces what an earlier life has left in the pool", async () => {
      const stopping = new AbortController();
      const left = senderOf(7).send({ to: SOMEBODY, data: "0x01" }, stopping.signal);
      await until(() => pendingOf(person(7).address));
      stopping.abort();
      expect(await left).to.include({ ok: false, error: "aborted" });
      const sending = senderOf(7).send({ to: SOMEBODY, data: "0x02" });
      await until(async () => ((await pendingOf(person(7).address))?.input === "0x02" ? true : undefined));
      await l1.request({ method: "evm_mine" });
      expect(await sending).to.include({ ok: true });
      expect(await l1.client.getTransactionCount({ address: person(7).address })).to.equal(1);
    });

    it("sends what the newest block is too old for and the next one takes", async () => {
      const { timestamp } = await l1.client.getBlock();
      const from = (sec: bigint) => setCode(`0x4263${toHex(sec, { size: 4 }).slice(2)}10600d575f5ffd5b00`);
      const setCode = (code: string) =>
        l1.request({ method: "hardhat_setCode", params: [OPENS_LATER, code] });
      await l1.request({ method: "evm_setNextBlockTimestamp", params: [toHex(timestamp + 1000n)] });
      await from(timestamp + 2000n);
      const call = { to: OPENS_LATER, data: "0x" } as const;
      expect(await senderOf(9).send(call)).to.include({ ok: false, error: "unknown" });
      await from(timestamp + 500n);
      const sending = senderOf(9).send(call);
      await until(() => pendingOf(person(9).address));
      await l1.request({ method: "evm_mine" });
      expect(await sending).to.include({ ok: true });
    });

    it("refuses insufficient-funds with the amounts", async () => {
      const poor = privateKeyToAccount(`0x${"01".repeat(32)}`);
      const sender = createL1Sender({ url: l1.url, account: poor, clock: systemClock, log: quiet });
      const outcome = await sender.send({ to: SOMEBODY, data: "0x", gas: 21_000n });
      expect(outcome).to.include({ ok: false, error: "insufficient-funds" });
      expect(!outcome.ok && outcome.args[1]).to.equal(0n);
    });

    it("refuses nonce-taken when another program used the account", async () => {
      const sending = senderOf(8).send({ to: SOMEBODY, data: "0x03" });
      await until(() => pendingOf(person(8).address));
      await l1.request({
        method: "eth_sendTransaction",
        params: [
          {
            from: person(8).address,
            to: SOMEBODY,
            nonce: "0x0",
            maxFeePerGas: toHex(10n ** 12n),
            maxPriorityFeePerGas: toHex(10n ** 11n),
          },
        ],
      });
      await l1.request({ method: "evm_mine" });
      expect(await sending).to.include({ ok: false, error: "nonce-taken" });
    });
  });

  describe("decodeRevert", () => {
    it("names errors of every published contract, with their arguments", () => {
      const overdue = encodeErrorResult({
        abi: rollupInboxAbi,
        errorName: "InboxWorkOverdue",
        args: [400n, 300n],
      });
      expect(decodeRevert(overdue)).to.deep.equal({
        error: "InboxWorkOverdue",
        args: [400n, 300n],
        detail: "InboxWorkOverdue(400, 300)",
      });
      const stale = encodeErrorResult({ abi: settlementAbi, errorName: "SettlementStale", args: [1n, 2n] });
      expect(decodeRevert(stale).error).to.equal("SettlementStale");
    });

    it("says unknown for what no ABI declares", () => {
      expect(decodeRevert("0x12345678")).to.include({ error: "unknown", detail: "reverted with 0x12345678" });
    });
  });
});
