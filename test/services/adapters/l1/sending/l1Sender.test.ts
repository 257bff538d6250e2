import { expect } from "chai";
import { type Hex, http, keccak256, type Transport, toHex } from "viem";
import { createAnvilSource } from "../../../../../services/adapters/l1/blobs/anvilSource.ts";
import { createBlobReader } from "../../../../../services/adapters/l1/blobs/blobReader.ts";
import type { SidecarForm } from "../../../../../services/adapters/l1/blobs/blobTransaction.ts";
import { createKzg, type Kzg } from "../../../../../services/adapters/l1/blobs/kzg.ts";
import { createL1Sender } from "../../../../../services/adapters/l1/l1Sender.ts";
import {
  openSendJournal,
  type SendJournal,
} from "../../../../../services/adapters/l1/sending/sendJournal.ts";
import { systemClock } from "../../../../../services/adapters/systemClock.ts";
import type { L1Call } from "../../../../../services/ports.ts";
import { BLOB_BYTES, packBlobs, unpackBlobs } from "../../../../../services/protocol/batch/blobs.ts";
import { type Anvil, startAnvil } from "../../../../support/anvil.ts";
import { person, quiet } from "../../../../support/livePair.ts";
import { createMemoryStore } from "../../../../support/memoryStore.ts";

const TARGET = `0x${"12".repeat(20)}` as const;
const PAYMENT: L1Call = { to: TARGET, data: "0x", value: 1_000n };
const account = person(1);

/** Where a process may die. `before` and `after` tell whether what the step does is done. */
const DEATHS = [
  "before the journal",
  "after the journal",
  "before the signature",
  "before the signature is journaled",
  "after the signature is journaled",
  "before the node has it",
  "after the node has it",
] as const;
type Death = (typeof DEATHS)[number];

class Killed extends Error {}

describe("L1 sender on anvil", function () {
  this.timeout(60_000);
  let anvil: Anvil;
  let kzg: Kzg;
  before(async () => {
    kzg = createKzg();
    await kzg.commitment(new Uint8Array(BLOB_BYTES));
  });
  after(() => kzg.close());
  beforeEach(async () => {
    anvil = await startAnvil(["--hardfork", "osaka", "--no-mining"]);
  });
  afterEach(() => anvil.stop());

  const senderOf = (change: Partial<Parameters<typeof createL1Sender>[0]> = {}) =>
    createL1Sender({
      transport: http(anvil.url),
      account,
      clock: systemClock,
      log: quiet,
      pollMs: 20,
      kzg,
      ...change,
    } as Parameters<typeof createL1Sender>[0]);
  const journalOf = () => {
    const { records, flushed } = createMemoryStore([]);
    return openSendJournal(account.address, { records, flushed });
  };
  const poolSize = async (): Promise<number> =>
    Number(((await anvil.ask("txpool_status")) as { pending: Hex }).pending);
  /** Sends, and mines once the node has been given the transaction, again or for the first time. */
  const sendAndMine = async (journal: SendJournal, call: L1Call) => {
    let given = 0;
    const transport: Transport = (config) => {
      const inner = http(anvil.url)(config);
      const request = async (args: { method: string }, options?: unknown) => {
        const ask = inner.request as (a: unknown, o?: unknown) => Promise<unknown>;
        const answer = await ask(args, options).finally(() => {
          if (args.method === "eth_sendRawTransaction") given++;
        });
        return answer;
      };
      return { ...inner, request } as ReturnType<Transport>;
    };
    const sending = senderOf({ journal, transport }).send(call);
    for (let tries = 0; given === 0 && tries < 500; tries++) await systemClock.sleep(20);
    await anvil.mine();
    return sending;
  };
  /** Patient: proofs wait for the thread that loads the trusted setup. */
  const untilPending = async (count = 1): Promise<void> => {
    for (let tries = 0; tries < 2_500; tries++) {
      if ((await poolSize()) >= count) return;
      await systemClock.sleep(20);
    }
    throw new Error("nothing came into the pool");
  };
  const paid = () => anvil.client.getBalance({ address: TARGET });
  const nonce = () => anvil.client.getTransactionCount({ address: account.address });

  /** A sender that dies once at a step, as a process does. */
  const mortal = (death: Death, journal: SendJournal) => {
    const die = (at: Death): void => {
      if (at === death) throw new Killed(at);
    };
    const transport: Transport = (config) => {
      const inner = http(anvil.url)(config);
      const request = async (args: { method: string }, options?: unknown) => {
        const isSend = args.method === "eth_sendRawTransaction";
        if (isSend) die("before the node has it");
        const answer = await (inner.request as (a: unknown, o?: unknown) => Promise<unknown>)(args, options);
        if (isSend) die("after the node has it");
        return answer;
      };
      return { ...inner, request } as ReturnType<Transport>;
    };
    let puts = 0;
    const dying: SendJournal = {
      at: journal.at,
      put: async (entry) => {
        const isFirst = puts++ === 0;
        die(isFirst ? "before the journal" : "before the signature is journaled");
        await journal.put(entry);
        die(isFirst ? "after the journal" : "after the signature is journaled");
      },
    };
    const signTransaction: typeof account.signTransaction = async (...args) => {
      die("before the signature");
      return account.signTransaction(...args);
    };
    const stop = new AbortController();
    const sender = senderOf({ transport, journal: dying, account: { ...account, signTransaction } });
    return { sender, stop };
  };

  for (const death of DEATHS) {
    it(`pays once when the process dies ${death} (f14)`, async () => {
      const journal = journalOf();
      const { sender, stop } = mortal(death, journal);
      const first = sender.send(PAYMENT, stop.signal).catch((error: unknown) => error);
      // The sender takes a node that does not answer for one that may have the transaction, and waits; it ends here.
      if (death.endsWith("node has it")) setTimeout(() => stop.abort(), 200);
      const ended = await first;
      if (ended instanceof Error) expect(ended).instanceOf(Killed);
      else expect(ended).to.include({ ok: false, error: "aborted" });
      expect(await sendAndMine(journal, PAYMENT)).to.include({ ok: true });
      expect(await paid()).to.equal(1_000n);
      expect(await nonce()).to.equal(1);
      expect(await poolSize()).to.equal(0);
    });
  }

  for (const depth of [1, 7, 64]) {
    it(`sends the identical transaction again after a reorganisation ${depth} deep (f15)`, async () => {
      const journal = journalOf();
      await anvil.mine(70);
      const sending = senderOf({ journal }).send(PAYMENT);
      await untilPending();
      await anvil.mine();
      const first = await sending;
      await anvil.mine(depth - 1);
      await anvil.reorganise(depth);
      expect(await nonce(), "taken back").to.equal(0);
      const second = await sendAndMine(journal, PAYMENT);
      if (!first.ok || !second.ok) throw new Error("refused");
      expect(second.transactionHash).to.equal(first.transactionHash);
      expect(await paid()).to.equal(1_000n);
    });
  }

  it("survives a reorganisation while it waits", async () => {
    await anvil.mine(10);
    const sending = senderOf().send(PAYMENT);
    await untilPending();
    await anvil.reorganise(5);
    await anvil.mine();
    expect(await sending).to.include({ ok: true });
  });

  it("fills a gap that a reorganisation left, before what stood behind it", async () => {
    const journal = journalOf();
    await anvil.mine(10);
    for (const value of [1n, 2n]) {
      const sending = senderOf({ journal }).send({ ...PAYMENT, value });
      await untilPending();
      await anvil.mine();
      expect(await sending).to.include({ ok: true });
    }
    await anvil.reorganise(5);
    await anvil.ask("anvil_dropAllTransactions");
    // The second payload is wanted again, the first is not: it takes nonce 0, the lowest that is free.
    expect(await sendAndMine(journal, { ...PAYMENT, value: 2n })).to.include({ ok: true });
    expect(await nonce()).to.equal(1);
    expect(await paid()).to.equal(2n);
  });

  it("refuses nonce-taken after a foreign transaction, and goes on with the next nonce", async () => {
    const journal = journalOf();
    const sender = senderOf({ journal });
    const sending = sender.send(PAYMENT);
    await untilPending();
    await anvil.ask("anvil_dropAllTransactions");
    const foreign = await account.signTransaction({
      type: "eip1559",
      chainId: 31337,
      nonce: 0,
      to: account.address,
      gas: 21_000n,
      maxFeePerGas: 10n ** 12n,
      maxPriorityFeePerGas: 10n ** 9n,
    });
    await anvil.client.sendRawTransaction({ serializedTransaction: foreign });
    await anvil.mine();
    expect(await sending).to.include({ ok: false, error: "nonce-taken" });
    const again = sender.send(PAYMENT);
    await untilPending();
    await anvil.mine();
    expect(await again).to.include({ ok: true });
    expect(await paid()).to.equal(1_000n);
  });

  describe("with blobs", () => {
    const data = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251);
    const call: L1Call = { ...PAYMENT, blobs: packBlobs(data) };

    for (const sidecar of ["cell-proofs", "blob-proofs", undefined] as const satisfies (
      | SidecarForm
      | undefined
    )[]) {
      it(`sends them with ${sidecar ?? "the form that the node takes"} and reads them back`, async () => {
        const sending = senderOf({ ...(sidecar && { sidecar }) }).send(call);
        await untilPending();
        await anvil.mine();
        const sent = await sending;
        if (!sent.ok) throw new Error(sent.detail);
        expect(sent.blobGasUsed).to.equal(131_072n);
        const { blobVersionedHashes } = await anvil.client.getTransaction({ hash: sent.transactionHash });
        const { timestamp } = await anvil.client.getBlock({ blockNumber: sent.blockNumber });
        const reader = createBlobReader([createAnvilSource(anvil.client)], kzg);
        const read = await reader.read({
          versionedHashes: blobVersionedHashes!,
          transactionHash: sent.transactionHash,
          timestamp,
        });
        const unpacked = read.ok && unpackBlobs(read.blobs);
        expect(unpacked && (unpacked.ok ? keccak256(unpacked.data) : unpacked.reason)).to.equal(
          keccak256(data),
        );
      });
    }

    it("doubles all three fees of one that is stuck, with the same blobs (f16)", async () => {
      const journal = journalOf();
      const sending = senderOf({ journal, stuckAfterMs: 100 }).send(call);
      await untilPending();
      for (let tries = 0; (journal.at(0)?.attempts.length ?? 0) < 2 && tries < 500; tries++)
        await systemClock.sleep(20);
      const [first, second] = journal.at(0)!.attempts;
      for (const fee of ["maxFeePerGas", "maxPriorityFeePerGas", "maxFeePerBlobGas"] as const)
        expect(second!.fees[fee]! >= 2n * first!.fees[fee]!, fee).to.equal(true);
      await systemClock.sleep(50);
      await anvil.mine();
      expect(await sending).to.include({ ok: true });
      expect(await paid()).to.equal(1_000n);
    });

    it("lets nothing ordinary out while one of them waits, and refuses other-kind-pending", async () => {
      const journal = journalOf();
      const stop = new AbortController();
      const blobs = senderOf({ journal }).send(call, stop.signal);
      await untilPending();
      stop.abort();
      expect(await blobs).to.include({ ok: false, error: "aborted" });
      const sender = senderOf({ journal });
      expect(await sender.send({ ...PAYMENT, value: 1n })).to.include({ error: "other-kind-pending" });
      await anvil.mine();
      const ordinary = sender.send({ ...PAYMENT, value: 1n });
      await untilPending();
      await anvil.mine();
      expect(await ordinary).to.include({ ok: true });
      expect(await paid()).to.equal(1_001n);
    });

    it("refuses blob-fee-above-cap with what L1 asks, and has signed nothing", async () => {
      const journal = journalOf();
      const outcome = await senderOf({ journal, caps: { maxFeePerBlobGas: 0n } }).send(call);
      expect(outcome).to.deep.include({ ok: false, error: "blob-fee-above-cap", args: [1n, 0n] });
      expect(journal.at(0)).to.equal(undefined);
    });
  });

  it("keeps the signatures of 64 nonces, enough for a reorganisation as deep", async () => {
    const { records, flushed } = createMemoryStore([]);
    const journal = openSendJournal(account.address, { records, flushed });
    for (let n = 0; n < 70; n++)
      await journal.put({ nonce: n, digest: toHex(n, { size: 32 }), kind: "ordinary", attempts: [] });
    expect(journal.at(5)).to.equal(undefined);
    expect(journal.at(6)?.nonce).to.equal(6);
    expect(openSendJournal(person(2).address, { records, flushed }).at(69)).to.equal(undefined);
  });
});
