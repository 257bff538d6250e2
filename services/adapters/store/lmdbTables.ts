/** Tables of the store's LMDB environment and the record that says which schema they follow. */
import { type Database, type Key as LmdbKey, open, type RootDatabase } from "lmdb";
import { UsageError } from "../../runtime/serviceError.ts";
import { decodeRecord, encodeRecord } from "./jsonRecord.ts";

/** Raised with every change of a table's meaning; there is no migration, state is derived again from L1. */
const SCHEMA_VERSION = 2;

/** The folder holds state of another version or of other rollups. Nothing was changed. */
export class StoreSchemaMismatch extends UsageError {}

type Key = string | number | readonly (string | number)[];

/** A table of records: keys ordered, values as JSON with bigints. */
export type Table<K extends Key, V> = {
  get(key: K): V | undefined;
  put(key: K, value: V): void;
  remove(key: K): void;
  /** Entries from `start` on (inclusive), in the order of keys. */
  from(start: K): Iterable<{ readonly key: K; readonly value: V }>;
  /** The entry with the greatest key. */
  last(): V | undefined;
};

/** A table of bytes. */
export type ByteTable = {
  get(key: Uint8Array): Uint8Array | undefined;
  put(key: Uint8Array, value: Uint8Array): void;
  remove(key: Uint8Array): void;
};

export type Environment = {
  readonly root: RootDatabase<string, string>;
  table<K extends Key, V>(name: string): Table<K, V>;
  bytes(name: string): ByteTable;
};

export function openEnvironment(path: string, chainIds: readonly bigint[]): Environment {
  const root = open<string, string>({ path, maxDbs: 32, encoding: "string", noSubdir: false });
  try {
    checkSchema(root, chainIds, path);
  } catch (error) {
    void root.close();
    throw error;
  }
  return {
    root,
    table: (name) => recordTable(root.openDB<string, LmdbKey>({ name, encoding: "string" })),
    bytes: (name) => {
      const db = root.openDB<Buffer, Uint8Array>({ name, encoding: "binary", keyEncoding: "binary" });
      return {
        get: (key) => db.get(key),
        put: (key, value) => db.putSync(key, Buffer.from(value.buffer, value.byteOffset, value.length)),
        remove: (key) => db.removeSync(key),
      };
    },
  };
}

function checkSchema(root: RootDatabase<string, string>, chainIds: readonly bigint[], path: string): void {
  const wanted = encodeRecord({ version: SCHEMA_VERSION, chainIds });
  const found = root.get("schema");
  if (found === undefined) root.putSync("schema", wanted);
  else if (found !== wanted)
    throw new StoreSchemaMismatch(
      `${path} holds ${found}, this program needs ${wanted}; use another folder or start with --fresh`,
    );
}

function recordTable<K extends Key, V>(db: Database<string, LmdbKey>): Table<K, V> {
  const decode = (text: string | undefined): V | undefined =>
    text === undefined ? undefined : decodeRecord<V>(text);
  // The library asks for mutable arrays as keys; it only reads them.
  const lmdbKey = (key: K): LmdbKey => key as LmdbKey;
  return {
    get: (key) => decode(db.get(lmdbKey(key))),
    put: (key, value) => {
      db.putSync(lmdbKey(key), encodeRecord(value));
    },
    remove: (key) => {
      db.removeSync(lmdbKey(key));
    },
    *from(start) {
      for (const { key, value } of db.getRange({ start: lmdbKey(start) }))
        yield { key: key as K, value: decodeRecord<V>(value) };
    },
    last: () => {
      for (const { value } of db.getRange({ reverse: true, limit: 1 })) return decodeRecord<V>(value);
      return undefined;
    },
  };
}
