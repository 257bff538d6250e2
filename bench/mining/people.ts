/** Who mines when: hash rate by time, in units of what keeps the schedule at the beginning. */
import type { Hashing, Scenario, Settings } from "./simulation.ts";

type Rate = Scenario["hashing"];
export type Chance = Scenario["random"];

const trusting = (all: number): Hashing => ({ all, verifying: 0 });

export const steady: Rate = () => trusting(1);

/** From `atSec` on the rest of what there was. */
export const loses =
  (factor: number, atSec: number): Rate =>
  (now) =>
    trusting(now < atSec ? 1 : 1 / factor);

/**
 * Pools of equal size that come and go by themselves, and a little that always stays. On average as much as keeps the
 * schedule.
 */
export function comeAndGo(options: {
  readonly pools: number;
  readonly onSec: number;
  readonly offSec: number;
  readonly staysShare: number;
  readonly stepSec: number;
  readonly random: Chance;
}): Rate {
  const { pools, onSec, offSec, staysShare, stepSec, random } = options;
  const isOn = Array.from({ length: pools }, () => random() < onSec / (onSec + offSec));
  const each = ((1 - staysShare) / pools) * ((onSec + offSec) / onSec);
  return () => {
    for (let i = 0; i < pools; i++) if (random() < stepSec / (isOn[i] ? onSec : offSec)) isOn[i] = !isOn[i];
    return trusting(staysShare + each * isOn.filter(Boolean).length);
  };
}

/** `share` of the hash rate comes when work is a quarter of a half-life easier than usual and goes when it is harder. */
export function hops(share: number, usualDrift: number, { halfLifeSec }: Settings): Rate {
  let isThere = true;
  return (_, drift) => {
    if (drift > usualDrift + halfLifeSec / 4) isThere = true;
    if (drift < usualDrift - halfLifeSec / 4) isThere = false;
    return trusting(isThere ? 1 : 1 - share);
  };
}

/** All but `trustingShare` look before they mine. */
export const verify =
  (trustingShare: number): Rate =>
  () => ({ all: 1, verifying: 1 - trustingShare });
