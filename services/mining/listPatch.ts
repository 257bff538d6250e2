/** What to tell somebody who has the list as it was: how much of it stays, and what comes behind. */
export type ListPatch<T> = { readonly keep: number; readonly add: readonly T[] };

export function patchBetween<T>(
  before: readonly T[],
  after: readonly T[],
  isSame: (a: T, b: T) => boolean,
): ListPatch<T> {
  const shorter = Math.min(before.length, after.length);
  let keep = 0;
  while (keep < shorter && isSame(before[keep]!, after[keep]!)) keep++;
  return { keep, add: after.slice(keep) };
}

export const patched = <T>(before: readonly T[], { keep, add }: ListPatch<T>): readonly T[] =>
  keep === before.length && add.length === 0 ? before : [...before.slice(0, keep), ...add];
