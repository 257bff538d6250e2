/** Where a devnet dies: at a moment of its start, at one under load, or in the middle of a signature. */
import type { Random } from "../random.ts";
import { MOMENTS, type Moment } from "./dieWhileSigning.ts";

export type CrashPoint =
  | {
      readonly kind: "starting" | "loaded";
      readonly what: "the devnet" | "everything";
      readonly afterMs: number;
    }
  | { readonly kind: "signing"; readonly nth: number; readonly moment: Moment };

/** Every kind in turn, what is left to chance by the seed. */
export function crashPoints(count: number, random: Random): readonly CrashPoint[] {
  return Array.from({ length: count }, (_, i): CrashPoint => {
    if (i % 5 < 2) return { kind: "signing", nth: 1 + random.int(4), moment: random.pick(MOMENTS) };
    const what = random.pick(["the devnet", "everything"] as const);
    if (i % 5 < 4) return { kind: "loaded", what, afterMs: 1_500 + random.int(2_500) };
    return { kind: "starting", what, afterMs: 500 + random.int(2_500) };
  });
}

export function describePoint(point: CrashPoint): string {
  if (point.kind === "signing") return `at the signature ${point.nth} away, ${point.moment}`;
  const moment = point.kind === "starting" ? "after the start began" : "into the load";
  return `${point.what}, ${point.afterMs} ms ${moment}`;
}
