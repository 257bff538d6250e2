/** Small records of services, in one table. */
import type { Records } from "../../ports.ts";
import type { Table } from "./lmdbTables.ts";

export const recordsOf = (table: Table<string, unknown>): Records => ({
  get: <T>(key: string) => table.get(key) as T | undefined,
  put: (key, value) => table.put(key, value),
  delete: (key) => table.remove(key),
  list: <T>(prefix: string) => {
    const found: { key: string; value: T }[] = [];
    for (const { key, value } of table.from(prefix)) {
      if (!key.startsWith(prefix)) break;
      found.push({ key, value: value as T });
    }
    return found;
  },
});
