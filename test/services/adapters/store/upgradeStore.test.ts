import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openStore } from "../../../../services/adapters/store/lmdbStore.ts";
import { StoreSchemaMismatch } from "../../../../services/adapters/store/lmdbTables.ts";
import { openStateReader } from "../../../../services/adapters/store/stateReader.ts";
import type { GroupRecord, Leg, SealedBlock, Store } from "../../../../services/ports.ts";
import { hashMessage } from "../../../../services/protocol/channels/channel.ts";
import { type Appended, readTables, writeFirstSchema } from "../../../support/firstSchema.ts";
import { createMemoryStore } from "../../../support/memoryStore.ts";
import {
  account,
  CHAIN_A,
  CHAIN_B,
  CHAINS,
  createTestChain,
  nextSuperblock,
  signed,
} from "../../../support/rollupChain.ts";
import { sentLog, sentMessage } from "../../../support/sentLog.ts";

const BOB = account(9).address;
/** Legs as [chain, index in its block], groups in the order in which they ran, by superblock. */
const GROUPS = [
  [],
  [
    [["A", 0]],
    [["B", 0]],
    [
      ["B", 1],
      ["A", 1],
      ["B", 2],
    ],
    [
      ["A", 2],
      ["B", 3],
    ],
    [["A", 3]],
  ],
  [],
  [
    [
      ["A", 0],
      ["B", 0],
    ],
    [["B", 1]],
  ],
] as const;
const COUNT = GROUPS.length;

/** Superblocks of two rollups with transactions for every leg; the last block of A sends a message. */
async function chainWithGroups(): Promise<{ store: Store; appended: readonly Appended[] }> {
  const memory = createMemoryStore(CHAINS);
  const appended: Appended[] = [];
  const store: Store = {
    ...memory,
    append: (superblock, blocks, groups) => {
      memory.append(superblock, blocks, groups);
      appended.push({ superblock, blocks, groups });
    },
  };
  const chain = await createTestChain({ store });
  const nonces = { A: 0, B: 0 };
  for (const [number, layout] of GROUPS.entries()) {
    if (number === 0) continue;
    const open = await chain.open();
    for (const [name, chainId] of [
      ["A", CHAIN_A],
      ["B", CHAIN_B],
    ] as const)
      for (const _leg of layout.flat().filter(([at]) => at === name))
        await open.get(chainId)!.apply(await signed({ chainId, nonce: nonces[name]++, to: BOB, value: 1n }));
    const sealed: SealedBlock[] = [];
    for (const block of open.values()) sealed.push(await block.seal());
    if (number === COUNT - 1) sealed[0] = sending(sealed[0]!);
    store.append(
      nextSuperblock(store, sealed),
      sealed,
      layout.map((legs) => groupOf(legs, sealed)),
    );
  }
  return { store, appended };
}

function sending(block: SealedBlock): SealedBlock {
  const [first, ...rest] = block.receipts;
  return { ...block, receipts: [{ ...first!, logs: [sentLog(sentMessage(0n), "0xabcd")] }, ...rest] };
}

function groupOf(
  layout: readonly (readonly ["A" | "B", number])[],
  sealed: readonly SealedBlock[],
): GroupRecord {
  const legs = layout.map(([name, index]): Leg => {
    const { header, receipts } = sealed[name === "A" ? 0 : 1]!;
    const { transactionHash, gasUsed } = receipts[index]!;
    return { chainId: header.chainId, transactionHash, kind: "user", gasUsed };
  });
  const { chainId, transactionHash } = legs[0]!;
  return { id: transactionHash, chainId, superblock: sealed[0]!.header.number, legs };
}

/** All that a store says of the superblocks up to a number. */
const contents = (store: Store, { appended }: { appended: readonly Appended[] }) => ({
  head: store.head(),
  superblocks: Array.from({ length: COUNT }, (_, number) => ({
    superblock: store.superblock(BigInt(number)),
    groups: store.groups(BigInt(number)),
    blocks: CHAINS.map((chainId) => store.block(chainId, BigInt(number))),
  })),
  transactions: appended.flatMap(({ blocks }) =>
    blocks.flatMap(({ header: { chainId, hash }, receipts }) =>
      receipts.map(({ transactionHash }) => ({
        place: store.transactionPlace(chainId, transactionHash),
        group: store.group(transactionHash),
        block: store.blockByHash(chainId, hash)?.header.number,
      })),
    ),
  ),
  leaves: store.leaves(CHAIN_A, CHAIN_B, 9n),
});

describe("the upgrade of a store from schema 1", () => {
  let path: string;
  let original: Store;
  let appended: readonly Appended[];

  before(async () => {
    ({ store: original, appended } = await chainWithGroups());
  });
  beforeEach(async () => {
    path = mkdtempSync(join(tmpdir(), "lockstep-upgrade-"));
    await writeFirstSchema(path, CHAINS, appended);
  });
  afterEach(() => rmSync(path, { recursive: true }));

  const inStore = async (work: (store: Store) => Promise<void> | void): Promise<void> => {
    const store = openStore({ path, chainIds: CHAINS });
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  it("keeps everything: blocks, places, groups in their order, messages, records, state", async () => {
    for (const _start of ["first", "second"])
      await inStore((store) => {
        const found = contents(store, { appended });
        expect(found).to.deep.equal(contents(original, { appended }));
        expect(found.transactions.filter(({ place, group }) => place && group).length).to.equal(11);
        expect(found.leaves).to.deep.equal([hashMessage(sentMessage(0n))]);
        expect(store.records.get("poster/last")).to.deep.equal({ nonce: 7n });
        for (const { header, stateWrites } of appended.flatMap(({ blocks }) => blocks))
          for (const { key, value } of stateWrites)
            expect(Buffer.from(store.stateNode(header.chainId, key)!)).to.deep.equal(Buffer.from(value));
      });
  });

  it("leaves nothing of the old tables", async () => {
    await inStore(() => undefined);
    const tables = await readTables(path);
    expect(tables.get("schema")).to.deep.equal(['{"version":2,"chainIds":[{"$n":"42101"},{"$n":"42102"}]}']);
    expect(tables.get("group-of")).to.deep.equal([]);
    expect(tables.get("groups")!.length).to.equal(COUNT);
    expect(tables.get("transaction-places")!.length).to.equal(11);
  });

  it("takes superblocks back and goes on", () =>
    inStore(async (store) => {
      store.rollbackTo(2n);
      original.rollbackTo(2n);
      const last = appended[3]!;
      try {
        expect(contents(store, { appended })).to.deep.equal(contents(original, { appended }));
        expect(store.group(last.groups[0]!.id)).to.equal(undefined);
      } finally {
        original.append(last.superblock, last.blocks, last.groups);
      }
      store.append(last.superblock, last.blocks, last.groups);
      expect(contents(store, { appended })).to.deep.equal(contents(original, { appended }));
      const chain = await createTestChain({ store });
      await chain.include(new Map([[CHAIN_A, [await signed({ nonce: 5, to: BOB, value: 1n })]]]));
      const { balance } = await chain.engine(CHAIN_A).account(chain.header(CHAIN_A).stateRoot, BOB);
      expect(balance).to.equal(6n);
    }));

  it("is all or nothing: a failure at its very end leaves the folder as it was, and the next start does it", async () => {
    const before = await readTables(path);
    const onUpgrade = (done: number, of: number): void => {
      if (done === of) throw new Error("disk on fire");
    };
    expect(() => openStore({ path, chainIds: CHAINS, onUpgrade })).to.throw("disk on fire");
    const after = await readTables(path);
    expect(after).to.deep.equal(before);
    await inStore((store) => {
      expect(contents(store, { appended })).to.deep.equal(contents(original, { appended }));
    });
  });

  it("says how far it is", async () => {
    const told: [number, number][] = [];
    const store = openStore({ path, chainIds: CHAINS, onUpgrade: (done, of) => told.push([done, of]) });
    await store.close();
    expect(told).to.deep.equal([
      [0, COUNT],
      [COUNT, COUNT],
    ]);
  });

  it("is not for a reader of the state: it refuses schema 1, and reads beside the store what is upgraded", async () => {
    const before = await readTables(path);
    expect(() => openStateReader({ path, chainIds: CHAINS })).to.throw(StoreSchemaMismatch, /schema 1/);
    expect(await readTables(path)).to.deep.equal(before);
    await inStore(async (store) => {
      const reader = openStateReader({ path, chainIds: CHAINS });
      const { key } = appended[1]!.blocks[0]!.stateWrites[0]!;
      expect(reader.stateNode(CHAIN_A, key)).to.deep.equal(store.stateNode(CHAIN_A, key)!);
      await reader.close();
    });
  });

  it("is not for other rollups, nor for a later version: usage errors that say what to do", async () => {
    const before = await readTables(path);
    expect(() => openStore({ path, chainIds: [1n, 2n] })).to.throw(
      StoreSchemaMismatch,
      /holds the rollups 42101,42102, the deployment has 1,2: .*--state.*--deployment/,
    );
    expect(await readTables(path)).to.deep.equal(before);
    const later = join(path, "later");
    await writeFirstSchema(later, CHAINS, [], 3);
    expect(() => openStore({ path: later, chainIds: CHAINS })).to.throw(
      StoreSchemaMismatch,
      /another version of Lockstep \(schema 3, this one has 2\): run that version .*; a sequencer must not/,
    );
  });
});
