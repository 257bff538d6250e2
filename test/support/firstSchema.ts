/** A store's folder as schema 1 had it, written and read without the store. */
import { open } from "lmdb";
import { encodeRecord } from "../../services/adapters/store/jsonRecord.ts";
import { sentMessages } from "../../services/adapters/store/sentMessages.ts";
import type { GroupRecord, SealedBlock, SignedSuperblock } from "../../services/ports.ts";

export type Appended = {
  readonly superblock: SignedSuperblock;
  readonly blocks: readonly SealedBlock[];
  readonly groups: readonly GroupRecord[];
};
type Key = string | number | (string | number)[];

export async function writeFirstSchema(
  path: string,
  chainIds: readonly bigint[],
  chain: readonly Appended[],
  version = 1,
): Promise<void> {
  const root = open<string, string>({ path, maxDbs: 32, encoding: "string", noSubdir: false });
  const put = (name: string, key: Key, value: unknown) =>
    root.openDB<string, Key>({ name, encoding: "string" }).putSync(key, encodeRecord(value));
  root.putSync("schema", encodeRecord({ version, chainIds }));
  put("records", "poster/last", { nonce: 7n });
  for (const { superblock, blocks, groups } of chain) {
    const number = Number(superblock.superblock.number);
    put("superblocks", number, superblock);
    put("superblock-numbers", superblock.hash, number);
    for (const { header, transactions, receipts, stateWrites } of blocks) {
      const rollup = Number(header.chainId);
      put("headers", [rollup, number], header);
      put("bodies", [rollup, number], { transactions, receipts });
      put("block-numbers", [rollup, header.hash], number);
      for (const [index, { transactionHash }] of receipts.entries()) {
        const place = { blockHash: header.hash, blockNumber: header.number, index };
        put("transaction-places", [rollup, transactionHash], place);
      }
      for (const sent of sentMessages({ header, receipts })) {
        const { srcChainId, dstChainId, nonce } = sent.sent.message;
        put("sent-messages", [Number(srcChainId), Number(dstChainId), Number(nonce)], sent);
      }
      const name = `state-${header.chainId}`;
      const state = root.openDB<Buffer, Uint8Array>({ name, encoding: "binary", keyEncoding: "binary" });
      for (const { key, value } of stateWrites) state.putSync(key, Buffer.from(value));
    }
    for (const group of groups) {
      put("groups", group.id, group);
      for (const leg of group.legs) put("group-of", leg.transactionHash, group.id);
    }
  }
  await root.flushed;
  await root.close();
}

/** Every entry of every table of records, as text; tables of bytes as hex. */
export async function readTables(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const root = open<string, string>({ path, maxDbs: 32, encoding: "string", noSubdir: false });
  const found = new Map<string, readonly string[]>();
  for (const name of root.getKeys({})) {
    if (name === "schema") found.set(name, [root.get(name)!]);
    else {
      const table = root.openDB<Buffer, Buffer>({ name, encoding: "binary", keyEncoding: "binary" });
      const entries = [...table.getRange({})];
      found.set(
        name,
        entries.map(({ key, value }) => `${key.toString("hex")} ${value.toString("hex")}`),
      );
    }
  }
  await root.close();
  return found;
}
