/** The store port in memory. */
import type { Hex } from "viem";
import { checkAppend } from "../../services/adapters/store/appendRules.ts";
import { decodeRecord, encodeRecord } from "../../services/adapters/store/jsonRecord.ts";
import { sentMessages } from "../../services/adapters/store/sentMessages.ts";
import type { GroupRecord, Records, SealedBlock, SignedSuperblock, Store } from "../../services/ports.ts";

type Entry = {
  superblock: SignedSuperblock;
  readonly blocks: readonly SealedBlock[];
  readonly groups: readonly GroupRecord[];
};

export function createMemoryStore(chainIds: readonly bigint[]): Store {
  let entries: Entry[] = [];
  const state = new Map<string, Uint8Array>();
  const nodeKey = (chainId: bigint, key: Uint8Array): string =>
    `${chainId}:${Buffer.from(key).toString("hex")}`;
  const head = () => entries.at(-1)?.superblock;
  const entry = (number: bigint): Entry | undefined => entries[Number(number)];
  const block = (chainId: bigint, number: bigint) => {
    const found = entry(number)?.blocks.find((b) => b.header.chainId === chainId);
    if (found === undefined) return undefined;
    const { stateWrites: _, ...stored } = found;
    return stored;
  };
  const sent = (src: bigint, dst: bigint) =>
    entries
      .flatMap((e) => e.blocks)
      .flatMap(sentMessages)
      .filter(({ sent: { message } }) => message.srcChainId === src && message.dstChainId === dst)
      .sort((a, b) => Number(a.sent.message.nonce - b.sent.message.nonce));
  return {
    append(superblock, blocks, groups) {
      checkAppend(head(), superblock, blocks, chainIds);
      entries.push({ superblock, blocks, groups });
      for (const { header, stateWrites } of blocks)
        for (const { key, value } of stateWrites) state.set(nodeKey(header.chainId, key), value);
    },
    sign(number, signature) {
      const found = entry(number);
      if (found === undefined) throw new RangeError(`superblock ${number} is not in the store`);
      found.superblock = { ...found.superblock, signature };
    },
    rollbackTo(number) {
      entries = entries.slice(0, Number(number) + 1);
    },
    flushed: () => Promise.resolve(),
    head,
    superblock: (number) => entry(number)?.superblock,
    superblockByHash: (hash) => entries.find((e) => e.superblock.hash === hash)?.superblock,
    block,
    header: (chainId, number) => block(chainId, number)?.header,
    blockByHash: (chainId, hash) => {
      const at = entries.findIndex((e) =>
        e.blocks.some(({ header }) => header.chainId === chainId && header.hash === hash),
      );
      return at < 0 ? undefined : block(chainId, BigInt(at));
    },
    transactionPlace(chainId, hash) {
      for (const { header, receipts } of entries.flatMap((e) => e.blocks)) {
        const index = receipts.findIndex((r) => r.transactionHash === hash);
        if (header.chainId === chainId && index >= 0)
          return { blockHash: header.hash, blockNumber: header.number, index };
      }
      return undefined;
    },
    groups: (number) => entry(number)?.groups ?? [],
    group: (hash: Hex) =>
      entries.flatMap((e) => e.groups).find((g) => g.legs.some((leg) => leg.transactionHash === hash)),
    leaves: (src, dst, count) =>
      sent(src, dst)
        .slice(0, Number(count))
        .map(({ leaf }) => leaf),
    sentMessage: (src, dst, nonce) =>
      sent(src, dst).find(({ sent: { message } }) => message.nonce === nonce)?.sent,
    records: memoryRecords(),
    stateNode: (chainId, key) => state.get(nodeKey(chainId, key)),
    close: () => Promise.resolve(),
  };
}

function memoryRecords(): Records {
  const records = new Map<string, string>();
  return {
    get: <T>(key: string) => {
      const text = records.get(key);
      return text === undefined ? undefined : decodeRecord<T>(text);
    },
    put: (key, value) => {
      records.set(key, encodeRecord(value));
    },
    delete: (key) => {
      records.delete(key);
    },
    list: <T>(prefix: string) =>
      [...records.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort()
        .map((key) => ({ key, value: decodeRecord<T>(records.get(key)!) })),
  };
}
