/** Tables of the store's LMDB environment and the record that says which schema they follow. */
import { type Database, type Key as LmdbKey, open, type RootDatabase } from "lmdb";
import { UsageError } from "../../runtime/serviceError.ts";
import { decodeRecord, encodeRecord } from "./jsonRecord.ts";

/** Raised with every change of a table's meaning, together with an upgrade from the one before. */
const SCHEMA_VERSION = 2;

/** The folder holds state of another version or of other rollups. Nothing was changed. */
export class StoreSchemaMismatch extends UsageError {}

type Key = string | number | readonly (string | number)[];

/** A table of records: keys ordered, values as JSON with bigints. */
export type Table<K extends Key, V> = {
  get(key: K): V | undefined;
  put(key: K, value: V): void;
  remove(key: K): void;
  clear(): void;
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
  clear(): void;
};

export type Environment = {
  readonly root: RootDatabase<string, string>;
  table<K extends Key, V>(name: string): Table<K, V>;
  bytes(name: string): ByteTable;
};

export type EnvironmentOptions = {
  readonly path: string;
  readonly chainIds: readonly bigint[];
  /** Opens what it needs and answers what rewrites schema 1, in a transaction. Absent: schema 1 is refused. */
  readonly upgradeFromFirst?: (env: Environment) => () => void;
};

export function openEnvironment(options: EnvironmentOptions): Environment {
  const root = open<string, string>({
    path: options.path,
    maxDbs: 32,
    encoding: "string",
    noSubdir: false,
  });
  const env: Environment = {
    root,
    table: (name) => recordTable(root.openDB<string, LmdbKey>({ name, encoding: "string" })),
    bytes: (name) => {
      const db = root.openDB<Buffer, Uint8Array>({ name, encoding: "binary", keyEncoding: "binary" });
      return {
        get: (key) => db.get(key),
        put: (key, value) => db.putSync(key, Buffer.from(value.buffer, value.byteOffset, value.length)),
        remove: (key) => db.removeSync(key),
        clear: () => db.clearSync(),
      };
    },
  };
  try {
    checkSchema(env, options);
  } catch (error) {
    void root.close();
    throw error;
  }
  return env;
}

type Schema = { readonly version: number; readonly chainIds: readonly bigint[] };

function checkSchema(env: Environment, { path, chainIds, upgradeFromFirst }: EnvironmentOptions): void {
  const { root } = env;
  const wanted = encodeRecord({ version: SCHEMA_VERSION, chainIds } satisfies Schema);
  const written = root.get("schema");
  if (written === wanted) return;
  if (written === undefined) return void root.putSync("schema", wanted);
  const found = decodeRecord<Schema>(written);
  if (String(found.chainIds) !== String(chainIds))
    throw new StoreSchemaMismatch(
      `${path} holds the rollups ${found.chainIds}, the deployment has ${chainIds}: give the --state folder or the --deployment file that belong together`,
    );
  if (found.version !== 1 || upgradeFromFirst === undefined)
    throw new StoreSchemaMismatch(
      `${path} was written by another version of Lockstep (schema ${found.version}, this one has ${SCHEMA_VERSION}): run that version on it. A node or producer may delete its folder and derive it again; a sequencer must not, as it could sign a number twice`,
    );
  const rewrite = upgradeFromFirst(env);
  // All of it or nothing: a process killed here leaves schema 1 as it was.
  root.transactionSync(() => {
    rewrite();
    root.putSync("schema", wanted);
  });
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
    clear: () => db.clearSync(),
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
