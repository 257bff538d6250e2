/**
 * Whether to ask again for what was missing: at the next look, then at every second, every fourth, up to every
 * 32nd. Counted in looks, so it needs no clock.
 */
const MAX_PAUSE_LOOKS = 31;

export interface Patience {
  /** What was missing of `id`, if it is too early to ask again; counts as a look. */
  waitsFor(id: string): string | undefined;
  /** It is missing still, or now. */
  missed(id: string, detail: string): void;
}

export function createPatience(): Patience {
  let missing: { readonly id: string; readonly detail: string; readonly pause: number } | undefined;
  let looksLeft = 0;
  return {
    waitsFor: (id) => {
      if (missing?.id !== id || looksLeft === 0) return undefined;
      looksLeft--;
      return missing.detail;
    },
    missed: (id, detail) => {
      const pause = missing?.id === id ? Math.min(MAX_PAUSE_LOOKS, 2 * missing.pause + 1) : 0;
      missing = { id, detail, pause };
      looksLeft = pause;
    },
  };
}
