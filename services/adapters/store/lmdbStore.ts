/** The store port on LMDB: one environment for all rollups, one synchronous transaction per superblock. */
import type { Hex } from "viem";
import type {
  BlockHeader,
  GroupRecord,
  SealedBlock,
  SentMessage,
  SignedSuperblock,
  Store,
  StoredBlock,
} from "../../ports.ts";
import { checkAppend } from "./appendRules.ts";
import { recordsOf } from "./lmdbRecords.ts";
import { type ByteTable, type Environment, openEnvironment, type Table } from "./lmdbTables.ts";
import { type Sent, sentMessages } from "./sentMessages.ts";
import { type StoredReceipt, withBloom, withoutEmptyBloom } from "./storedReceipt.ts";
import { type TransactionPlaces, transactionPlaces } from "./transactionPlaces.ts";
import { type UpgradeProgress, upgradeFromFirst } from "./upgradeStore.ts";

export type StoreOptions = {
  /** folder; created if missing */
  readonly path: string;
  /** ascending */
  readonly chainIds: readonly bigint[];
  /** while a folder of an earlier version is rewritten, before `openStore` returns */
  readonly onUpgrade?: UpgradeProgress;
};

type Body = { readonly transactions: readonly Hex[]; readonly receipts: readonly StoredReceipt[] };
type AtBlock = readonly [chainId: number, number: number];
type AtHash = readonly [chainId: number, hash: Hex];
type AtNonce = readonly [source: number, destination: number, nonce: number];

type Tables = {
  readonly superblocks: Table<number, SignedSuperblock>;
  readonly numbers: Table<Hex, number>;
  readonly headers: Table<AtBlock, BlockHeader>;
  readonly bodies: Table<AtBlock, Body>;
  readonly blockNumbers: Table<AtHash, number>;
  readonly places: TransactionPlaces;
  /** by superblock */
  readonly groups: Table<number, readonly GroupRecord[]>;
  readonly sent: Table<AtNonce, Sent>;
  readonly records: Table<string, unknown>;
  readonly state: ReadonlyMap<bigint, ByteTable>;
};

const openTables = (env: Environment, chainIds: readonly bigint[]): Tables => ({
  superblocks: env.table("superblocks"),
  numbers: env.table("superblock-numbers"),
  headers: env.table("headers"),
  bodies: env.table("bodies"),
  blockNumbers: env.table("block-numbers"),
  places: transactionPlaces(env.bytes("transaction-places")),
  groups: env.table("groups"),
  sent: env.table("sent-messages"),
  records: env.table("records"),
  state: new Map(chainIds.map((chainId) => [chainId, env.bytes(`state-${chainId}`)])),
});

export function openStore(options: StoreOptions): Store {
  const env = openEnvironment({
    ...options,
    upgradeFromFirst: (opened) => upgradeFromFirst(opened, options.onUpgrade),
  });
  const tables = openTables(env, options.chainIds);
  // Flushed to disk when it returns; an exception aborts it as a whole.
  const atomically = (work: () => void): void => env.root.transactionSync(work);
  let head = tables.superblocks.last();
  return {
    append(superblock, blocks, groups) {
      checkAppend(head, superblock, blocks, options.chainIds);
      atomically(() => {
        putSuperblock(tables, superblock);
        for (const block of blocks) putBlock(tables, block);
        tables.groups.put(Number(superblock.superblock.number), groups);
      });
      head = superblock;
    },
    sign(number, signature) {
      const stored = tables.superblocks.get(Number(number));
      if (stored === undefined) throw new RangeError(`superblock ${number} is not in the store`);
      const signed = { ...stored, signature };
      atomically(() => tables.superblocks.put(Number(number), signed));
      if (head?.superblock.number === number) head = signed;
    },
    rollbackTo(number) {
      atomically(() => {
        for (let n = head?.superblock.number ?? -1n; n > number; n--) removeSuperblock(tables, Number(n));
      });
      head = tables.superblocks.last();
    },
    async flushed() {
      await env.root.flushed;
    },
    head: () => head,
    ...reads(tables, options.chainIds),
    records: recordsOf(tables.records),
    close: () => env.root.close(),
  };
}

function reads(tables: Tables, chainIds: readonly bigint[]) {
  const superblock = (number: bigint) => tables.superblocks.get(Number(number));
  const header = (chainId: bigint, number: bigint) => tables.headers.get(at(chainId, number));
  const block = (chainId: bigint, number: bigint): StoredBlock | undefined => {
    const found = header(chainId, number);
    const body = tables.bodies.get(at(chainId, number));
    if (found === undefined || body === undefined) return undefined;
    return { header: found, ...body, receipts: body.receipts.map(withBloom) };
  };
  const groups = (number: bigint) => tables.groups.get(Number(number)) ?? [];
  return {
    superblock,
    header,
    block,
    superblockByHash: (hash: Hex) => {
      const number = tables.numbers.get(hash);
      return number === undefined ? undefined : tables.superblocks.get(number);
    },
    blockByHash: (chainId: bigint, hash: Hex) => {
      const number = tables.blockNumbers.get([Number(chainId), hash]);
      return number === undefined ? undefined : block(chainId, BigInt(number));
    },
    transactionPlace: (chainId: bigint, hash: Hex) => {
      const place = tables.places.get(chainId, hash);
      return place && { ...place, blockHash: header(chainId, place.blockNumber)!.hash };
    },
    groups,
    group: (transactionHash: Hex) => {
      const places = chainIds.map((chainId) => tables.places.get(chainId, transactionHash));
      const number = places.find((place) => place !== undefined)?.blockNumber;
      const found = number === undefined ? [] : groups(number);
      return found.find(({ legs }) => legs.some((leg) => leg.transactionHash === transactionHash));
    },
    leaves: (src: bigint, dst: bigint, count: bigint): Hex[] => {
      const leaves: Hex[] = [];
      for (const { key, value } of tables.sent.from([Number(src), Number(dst), 0])) {
        if (key[0] !== Number(src) || key[1] !== Number(dst) || leaves.length >= Number(count)) break;
        leaves.push(value.leaf);
      }
      return leaves;
    },
    sentMessage: (src: bigint, dst: bigint, nonce: bigint): SentMessage | undefined =>
      tables.sent.get([Number(src), Number(dst), Number(nonce)])?.sent,
    stateNode: (chainId: bigint, key: Uint8Array) => tables.state.get(chainId)?.get(key),
  };
}

const at = (chainId: bigint, number: bigint): AtBlock => [Number(chainId), Number(number)];

function putSuperblock(tables: Tables, superblock: SignedSuperblock): void {
  const number = Number(superblock.superblock.number);
  tables.superblocks.put(number, superblock);
  tables.numbers.put(superblock.hash, number);
}

function putBlock(tables: Tables, { header, transactions, receipts, stateWrites }: SealedBlock): void {
  const chain = Number(header.chainId);
  const key = at(header.chainId, header.number);
  tables.headers.put(key, header);
  tables.bodies.put(key, { transactions, receipts: receipts.map(withoutEmptyBloom) });
  tables.blockNumbers.put([chain, header.hash], Number(header.number));
  for (const [index, { transactionHash }] of receipts.entries())
    tables.places.put(header.chainId, transactionHash, { blockNumber: header.number, index });
  for (const sent of sentMessages({ header, receipts })) tables.sent.put(sentKey(sent), sent);
  const state = tables.state.get(header.chainId)!;
  for (const { key: node, value } of stateWrites) state.put(node, value);
}

const sentKey = ({ sent: { message } }: Sent): AtNonce => [
  Number(message.srcChainId),
  Number(message.dstChainId),
  Number(message.nonce),
];

/** State nodes stay: other states share them, and a state that returns finds its own again. */
function removeSuperblock(tables: Tables, number: number): void {
  const superblock = tables.superblocks.get(number)!;
  tables.superblocks.remove(number);
  tables.groups.remove(number);
  tables.numbers.remove(superblock.hash);
  for (const { chainId, blockHash } of superblock.blocks) {
    const chain = Number(chainId);
    const header = tables.headers.get([chain, number])!;
    const { receipts } = tables.bodies.get([chain, number])!;
    for (const { transactionHash } of receipts) tables.places.remove(chainId, transactionHash);
    for (const sent of sentMessages({ header, receipts })) tables.sent.remove(sentKey(sent));
    tables.blockNumbers.remove([chain, blockHash]);
    tables.headers.remove([chain, number]);
    tables.bodies.remove([chain, number]);
  }
}
