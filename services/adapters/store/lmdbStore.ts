/** The store port on LMDB: one environment for all rollups, one synchronous transaction per superblock. */
import type { Hex } from "viem";
import type {
  BlockHeader,
  GroupRecord,
  Receipt,
  SealedBlock,
  SentMessage,
  SignedSuperblock,
  Store,
  StoredBlock,
  TransactionPlace,
} from "../../ports.ts";
import { checkAppend } from "./appendRules.ts";
import { recordsOf } from "./lmdbRecords.ts";
import { type ByteTable, type Environment, openEnvironment, type Table } from "./lmdbTables.ts";
import { type Sent, sentMessages } from "./sentMessages.ts";

export type StoreOptions = {
  /** folder; created if missing */
  readonly path: string;
  /** ascending */
  readonly chainIds: readonly bigint[];
};

type Body = { readonly transactions: readonly Hex[]; readonly receipts: readonly Receipt[] };
type AtBlock = readonly [chainId: number, number: number];
type AtHash = readonly [chainId: number, hash: Hex];
type AtNonce = readonly [source: number, destination: number, nonce: number];

type Tables = {
  readonly superblocks: Table<number, SignedSuperblock>;
  readonly numbers: Table<Hex, number>;
  readonly headers: Table<AtBlock, BlockHeader>;
  readonly bodies: Table<AtBlock, Body>;
  readonly blockNumbers: Table<AtHash, number>;
  readonly places: Table<AtHash, TransactionPlace>;
  readonly groups: Table<Hex, GroupRecord>;
  readonly groupOf: Table<Hex, Hex>;
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
  places: env.table("transaction-places"),
  groups: env.table("groups"),
  groupOf: env.table("group-of"),
  sent: env.table("sent-messages"),
  records: env.table("records"),
  state: new Map(chainIds.map((chainId) => [chainId, env.bytes(`state-${chainId}`)])),
});

export function openStore(options: StoreOptions): Store {
  const env = openEnvironment(options.path, options.chainIds);
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
        for (const group of groups) putGroup(tables, group);
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
    ...reads(tables),
    records: recordsOf(tables.records),
    close: () => env.root.close(),
  };
}

function reads(tables: Tables) {
  const superblock = (number: bigint) => tables.superblocks.get(Number(number));
  const header = (chainId: bigint, number: bigint) => tables.headers.get(at(chainId, number));
  const block = (chainId: bigint, number: bigint): StoredBlock | undefined => {
    const found = header(chainId, number);
    const body = tables.bodies.get(at(chainId, number));
    return found && body && { header: found, ...body };
  };
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
    transactionPlace: (chainId: bigint, hash: Hex) => tables.places.get([Number(chainId), hash]),
    group: (transactionHash: Hex) => {
      const id = tables.groupOf.get(transactionHash);
      return id === undefined ? undefined : tables.groups.get(id);
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
  tables.bodies.put(key, { transactions, receipts });
  tables.blockNumbers.put([chain, header.hash], Number(header.number));
  for (const [index, { transactionHash }] of receipts.entries())
    tables.places.put([chain, transactionHash], {
      blockHash: header.hash,
      blockNumber: header.number,
      index,
    });
  for (const sent of sentMessages({ header, receipts })) tables.sent.put(sentKey(sent), sent);
  const state = tables.state.get(header.chainId)!;
  for (const { key: node, value } of stateWrites) state.put(node, value);
}

function putGroup(tables: Tables, group: GroupRecord): void {
  tables.groups.put(group.id, group);
  for (const leg of group.legs) tables.groupOf.put(leg.transactionHash, group.id);
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
  tables.numbers.remove(superblock.hash);
  for (const { chainId, blockHash } of superblock.blocks) {
    const chain = Number(chainId);
    const header = tables.headers.get([chain, number])!;
    const { receipts } = tables.bodies.get([chain, number])!;
    for (const { transactionHash } of receipts) {
      tables.places.remove([chain, transactionHash]);
      const id = tables.groupOf.get(transactionHash);
      if (id !== undefined) tables.groups.remove(id);
      tables.groupOf.remove(transactionHash);
    }
    for (const sent of sentMessages({ header, receipts })) tables.sent.remove(sentKey(sent));
    tables.blockNumbers.remove([chain, blockHash]);
    tables.headers.remove([chain, number]);
    tables.bodies.remove([chain, number]);
  }
}
