/** Bonding, leaving and coming back. */
import {
  ANYBODY,
  type Attempt,
  callOf,
  chance,
  contractsOf,
  LEADER,
  reasons,
  type Scene,
} from "./attempt.ts";
import { isBonded, type Model } from "./model.ts";

export function stakeAttempt(scene: Scene, value: bigint): Attempt {
  const after = (m: Model): Model => ({ ...m, bond: { ...m.bond, stakeWei: m.bond.stakeWei + value } });
  return {
    name: "stake",
    call: callOf(contractsOf(scene).sequencerPolicy, "stake", [], { value }),
    against: [],
    after,
  };
}

/** Bonding, leaving and coming back, by the leader or by somebody who must not. */
export function someBonding(scene: Scene): Attempt {
  const { model, world, random } = scene;
  const { sequencerPolicy } = contractsOf(scene);
  const { minBondWei, unbondingSec } = world.parameters.bond;
  if (!isBonded(model, minBondWei) && model.bond.exitAtSec === 0n && !chance(scene, 4))
    return stakeAttempt(scene, minBondWei);
  const from = chance(scene, 6) ? ANYBODY : LEADER.address;
  const isStranger = from !== LEADER.address;
  const { exitAtSec } = model.bond;
  const withExit = (at: bigint) => (m: Model) => ({ ...m, bond: { ...m.bond, exitAtSec: at } });
  const moves: readonly [
    name: string,
    args: readonly unknown[],
    against: string[],
    after: Attempt["after"],
  ][] = [
    [
      "announceExit",
      [],
      reasons([exitAtSec !== 0n, "BondExitPending"]),
      withExit(model.nowSec + unbondingSec),
    ],
    ["cancelExit", [], reasons([exitAtSec === 0n, "BondNotExiting"]), withExit(0n)],
    [
      "withdraw",
      [LEADER.address],
      reasons([exitAtSec === 0n, "BondNotExiting"], [model.nowSec < exitAtSec, "BondLocked"]),
      (m) => ({ ...m, bond: { ...m.bond, stakeWei: 0n } }),
    ],
  ];
  const isOver = exitAtSec !== 0n && model.nowSec >= exitAtSec && model.bond.stakeWei > 0n;
  const likely = exitAtSec === 0n ? moves[0]! : isOver ? moves[2]! : random.pick(moves.slice(1));
  const [name, args, against, after] = chance(scene, 6) ? random.pick(moves) : likely;
  return {
    name: `bond ${name}`,
    call: callOf(sequencerPolicy, name, args, { from }),
    against: [...against, ...reasons([isStranger, "BondNotLeader"])],
    after,
  };
}
