/** Counts by key until they are taken. */
export interface TallyCounter<Key extends object> {
  count(key: Key): void;
  take(): readonly (Key & { readonly count: number })[];
}

export function createTallyCounter<Key extends object>(): TallyCounter<Key> {
  let counts = new Map<string, Key & { readonly count: number }>();
  return {
    count: (key) => {
      const name = JSON.stringify(key);
      counts.set(name, { ...key, count: (counts.get(name)?.count ?? 0) + 1 });
    },
    take: () => {
      const taken = [...counts.values()];
      counts = new Map();
      return taken;
    },
  };
}
