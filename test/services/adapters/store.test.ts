import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { openStore } from "../../../services/adapters/store/lmdbStore.ts";
import type { GroupRecord, SealedBlock, Store } from "../../../services/ports.ts";
import { hashMessage } from "../../../services/protocol/channels/channel.ts";
import { createMemoryStore } from "../../support/memoryStore.ts";
import {
  account,
  CHAIN_A,
  CHAIN_B,
  CHAINS,
  createTestChain,
  nextSuperblock,
  signed,
} from "../../support/rollupChain.ts";
import { sentLog, sentMessage } from "../../support/sentLog.ts";

type Fixture = { readonly store: Store; close(): Promise<void> };

/** Every store keeps to this. */
function behavesAsStore(open: () => Promise<Fixture>): void {
  let fixture: Fixture;
  let store: Store;

  beforeEach(async () => {
    fixture = await open();
    store = fixture.store;
  });

  afterEach(() => fixture.close());

  const group = (transaction: SealedBlock): GroupRecord => {
    const { transactionHash, gasUsed } = transaction.receipts[0]!;
    return {
      id: transactionHash,
      chainId: CHAIN_A,
      superblock: transaction.header.number,
      legs: [{ chainId: CHAIN_A, transactionHash, kind: "user", gasUsed }],
    };
  };

  it("is empty at first", () => {
    expect(store.head()).to.equal(undefined);
    expect(store.superblock(0n)).to.equal(undefined);
    expect(store.header(CHAIN_A, 0n)).to.equal(undefined);
  });

  it("gives back what was appended, by every key", async () => {
    const chain = await createTestChain({ store });
    const open = await chain.open();
    const outcome = await open
      .get(CHAIN_A)!
      .apply(await signed({ nonce: 0, to: account(9).address, value: 1n }));
    if (outcome.status !== "applied") throw new Error(outcome.reason);
    const sealed: SealedBlock[] = [];
    for (const block of open.values()) sealed.push(await block.seal());
    const superblock = nextSuperblock(store, sealed);
    const record = group(sealed[0]!);
    store.append(superblock, sealed, [record]);
    await store.flushed();
    const { stateWrites, ...stored } = sealed[0]!;
    expect(store.head()).to.deep.equal(superblock);
    expect(store.superblock(1n)).to.deep.equal(superblock);
    expect(store.superblockByHash(superblock.hash)).to.deep.equal(superblock);
    expect(store.block(CHAIN_A, 1n)).to.deep.equal(stored);
    expect(store.blockByHash(CHAIN_A, stored.header.hash)).to.deep.equal(stored);
    expect(store.blockByHash(CHAIN_B, stored.header.hash)).to.equal(undefined);
    expect(store.header(CHAIN_B, 1n)).to.deep.equal(sealed[1]!.header);
    expect(store.transactionPlace(CHAIN_A, outcome.hash)).to.deep.equal({
      blockHash: stored.header.hash,
      blockNumber: 1n,
      index: 0,
    });
    expect(store.transactionPlace(CHAIN_B, outcome.hash)).to.equal(undefined);
    expect(store.group(outcome.hash)).to.deep.equal(record);
    expect(store.group(`0x${"77".repeat(32)}`)).to.equal(undefined);
    expect(store.groups(1n)).to.deep.equal([record]);
    expect([store.groups(0n), store.groups(2n)]).to.deep.equal([[], []]);
    expect(stateWrites.length).to.be.greaterThan(3);
    for (const { key, value } of stateWrites)
      expect(Buffer.from(store.stateNode(CHAIN_A, key)!)).to.deep.equal(Buffer.from(value));
  });

  it("adds the signature to an appended superblock", async () => {
    await createTestChain({ store });
    store.sign(0n, "0x1234");
    expect(store.head()!.signature).to.equal("0x1234");
    expect(store.superblock(0n)!.signature).to.equal("0x1234");
    expect(() => store.sign(5n, "0x12")).to.throw(RangeError);
  });

  it("refuses what does not continue it: append-refused", async () => {
    const chain = await createTestChain({ store });
    const sealed = await chain.append(await chain.open());
    const next = nextSuperblock(store, sealed);
    const cases = [
      { ...next, superblock: { ...next.superblock, number: 5n } },
      { ...next, superblock: { ...next.superblock, parent: `0x${"77".repeat(32)}` as Hex } },
      next,
    ];
    for (const superblock of cases)
      expect(() => store.append(superblock, sealed, []))
        .to.throw()
        .with.property("code", "append-refused");
    expect(store.head()!.superblock.number).to.equal(1n);
  });

  it("takes superblocks back with their blocks and indexes, and goes on from there", async () => {
    const chain = await createTestChain({ store });
    const raw = await signed({ nonce: 0, to: account(9).address, value: 1n });
    const [first] = await chain.include(new Map([[CHAIN_A, [raw]]]));
    await chain.include(new Map());
    const hash = first!.receipts[0]!.transactionHash;
    store.rollbackTo(0n);
    expect(store.head()!.superblock.number).to.equal(0n);
    expect(store.superblock(1n)).to.equal(undefined);
    expect(store.block(CHAIN_A, 1n)).to.equal(undefined);
    expect(store.blockByHash(CHAIN_A, first!.header.hash)).to.equal(undefined);
    expect(store.transactionPlace(CHAIN_A, hash)).to.equal(undefined);
    expect(store.group(hash)).to.equal(undefined);
    expect(store.groups(1n)).to.deep.equal([]);
    const [again] = await chain.include(new Map([[CHAIN_A, [raw]]]));
    expect(again!.header.hash).to.equal(first!.header.hash);
  });

  it("lists the messages that a rollup sent, in order of nonce, without those taken back", async () => {
    const chain = await createTestChain({ store });
    for (const nonces of [[0n, 1n], [2n]]) {
      const open = await chain.open();
      await open
        .get(CHAIN_A)!
        .apply(await signed({ nonce: Number(nonces[0]) === 0 ? 0 : 1, to: account(9).address }));
      const sealed: SealedBlock[] = [];
      for (const block of open.values()) sealed.push(await block.seal());
      const receipt = {
        ...sealed[0]!.receipts[0]!,
        logs: nonces.map((n) => sentLog(sentMessage(n), "0xabcd")),
      };
      const withLogs = [{ ...sealed[0]!, receipts: [receipt] }, sealed[1]!];
      store.append(nextSuperblock(store, withLogs), withLogs, []);
    }
    const leaves = [0n, 1n, 2n].map((n) => hashMessage(sentMessage(n)));
    expect(store.leaves(CHAIN_A, CHAIN_B, 3n)).to.deep.equal(leaves);
    expect(store.leaves(CHAIN_A, CHAIN_B, 2n)).to.deep.equal(leaves.slice(0, 2));
    expect(store.leaves(CHAIN_B, CHAIN_A, 3n)).to.deep.equal([]);
    expect(store.sentMessage(CHAIN_A, CHAIN_B, 2n)).to.deep.include({
      message: sentMessage(2n),
      data: "0xabcd",
      blockNumber: 2n,
    });
    expect(store.sentMessage(CHAIN_A, CHAIN_B, 3n)).to.equal(undefined);
    store.rollbackTo(1n);
    expect(store.leaves(CHAIN_A, CHAIN_B, 3n)).to.deep.equal(leaves.slice(0, 2));
  });

  it("keeps records with bigints, listed by prefix in order", () => {
    store.records.put("poster/2", { nonce: 5n, deep: [{ fee: 2n ** 200n }] });
    store.records.put("poster/1", "one");
    store.records.put("signer", null);
    store.records.put("poster/1", "two");
    expect(store.records.get("poster/2")).to.deep.equal({ nonce: 5n, deep: [{ fee: 2n ** 200n }] });
    expect(store.records.get("signer")).to.equal(null);
    expect(store.records.list("poster/")).to.deep.equal([
      { key: "poster/1", value: "two" },
      { key: "poster/2", value: { nonce: 5n, deep: [{ fee: 2n ** 200n }] } },
    ]);
    store.records.delete("poster/1");
    expect(store.records.get("poster/1")).to.equal(undefined);
  });
}

describe("memory store", () => {
  behavesAsStore(async () => ({ store: createMemoryStore(CHAINS), close: () => Promise.resolve() }));
});

describe("LMDB store", () => {
  const inFolder = async (work: (path: string) => Promise<void>): Promise<void> => {
    const path = mkdtempSync(join(tmpdir(), "lockstep-store-"));
    try {
      await work(path);
    } finally {
      rmSync(path, { recursive: true });
    }
  };

  behavesAsStore(async () => {
    const path = mkdtempSync(join(tmpdir(), "lockstep-store-"));
    const store = openStore({ path, chainIds: CHAINS });
    return {
      store,
      close: async () => {
        await store.close();
        rmSync(path, { recursive: true });
      },
    };
  });

  it("has everything again when it is opened the next time, and blocks continue", () =>
    inFolder(async (path) => {
      const first = openStore({ path, chainIds: CHAINS });
      const chain = await createTestChain({ store: first });
      await chain.include(
        new Map([[CHAIN_A, [await signed({ nonce: 0, to: account(9).address, value: 4n })]]]),
      );
      const head = first.head();
      await first.close();
      const second = openStore({ path, chainIds: CHAINS });
      expect(second.head()).to.deep.equal(head);
      const again = await createTestChain({ store: second });
      await again.include(
        new Map([[CHAIN_A, [await signed({ nonce: 1, to: account(9).address, value: 3n })]]]),
      );
      const { balance } = await again
        .engine(CHAIN_A)
        .account(again.header(CHAIN_A).stateRoot, account(9).address);
      expect(balance).to.equal(7n);
      await second.close();
    }));

  it("keeps nothing of an append that fails midway", () =>
    inFolder(async (path) => {
      const store = openStore({ path, chainIds: CHAINS });
      const chain = await createTestChain({ store });
      const open = await chain.open();
      const sealed: SealedBlock[] = [];
      for (const block of open.values()) sealed.push(await block.seal());
      const superblock = nextSuperblock(store, sealed);
      const broken = [
        sealed[0]!,
        { ...sealed[1]!, stateWrites: [{ key: null as never, value: new Uint8Array(1) }] },
      ];
      expect(() => store.append(superblock, broken, [])).to.throw();
      expect(store.head()!.superblock.number).to.equal(0n);
      expect(store.header(CHAIN_A, 1n)).to.equal(undefined);
      store.append(superblock, sealed, []);
      expect(store.header(CHAIN_A, 1n)).to.deep.equal(sealed[0]!.header);
      await store.close();
    }));

  it("has every superblock that was reported durable after the process was killed, and goes on", () =>
    inFolder(async (path) => {
      const program = join(import.meta.dirname, "../../support/appendingProcess.ts");
      const child = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
      let printed = "";
      for await (const chunk of child.stdout) {
        printed += chunk;
        if (printed.split("\n").length > 6) child.kill("SIGKILL");
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      const durable = BigInt(printed.trimEnd().split("\n").at(-1)!);
      const store = openStore({ path, chainIds: CHAINS });
      const { number } = store.head()!.superblock;
      expect(number >= durable).to.equal(true);
      const chain = await createTestChain({ store });
      const { stateRoot } = chain.header(CHAIN_A);
      const { balance } = await chain.engine(CHAIN_A).account(stateRoot, account(9).address);
      expect(balance).to.equal(number);
      await chain.include(new Map());
      await store.close();
    })).timeout(20_000);

  it("refuses a folder of other rollups: usage error, nothing changed", () =>
    inFolder(async (path) => {
      await openStore({ path, chainIds: CHAINS }).close();
      expect(() => openStore({ path, chainIds: [1n, 2n] })).to.throw(
        /holds the rollups 42101,42102, the deployment has 1,2: .*--state/,
      );
      await openStore({ path, chainIds: CHAINS }).close();
    }));
});
