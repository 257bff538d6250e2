/** The leader's bond, and what is proven against it. */
import type { Hex } from "viem";
import { hashSuperblock, type Superblock } from "../../services/protocol/superblock/superblock.ts";
import { ZERO_WORD } from "../support/l1/l1Fixture.ts";
import {
  ANYBODY,
  type Attempt,
  callOf,
  chance,
  contractsOf,
  LEADER,
  PROVER,
  reasons,
  type Scene,
  someBatch,
  unlessStanding,
} from "./attempt.ts";
import { domainOf, signDigest } from "./drafts.ts";
import { securedBatch } from "./finalityMoves.ts";
import {
  headOf,
  indexOf,
  isBonded,
  type Model,
  type ModelBatch,
  openedTerm,
  rolledBack,
  slashed,
} from "./model.ts";
import { freshSinceOf, isUnsigned } from "./modelFallback.ts";

const DIGEST_SLOT = 0;
const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;

const leavesOf = ({ blocks }: ModelBatch) => blocks.map(({ leaf }) => leaf);

/** Everything after the batch before falls, and the leader is slashed. */
const convicted =
  (batch: ModelBatch) =>
  (m: Model): Model =>
    (isUnsigned(m, batch) ? unpunished : slashed)(rolledBack(m, indexOf(batch) - 1));

/** A miner has no bond, and the leader answers for nothing that it has not signed. */
const unpunished = (m: Model): Model => m;

function againstConviction(model: Model, batch: ModelBatch) {
  return [
    [...unlessStanding(model, batch)],
    [indexOf(batch) - 1 < model.finalIndex, "InboxTargetBelowFinal", "InboxWrongParent"],
  ] as const;
}

function headerClaim(scene: Scene, batch: ModelBatch): Attempt {
  const { model } = scene;
  const accused = { batch: batch.batch, before: batch.parent!.batch };
  const opened = {
    superblocks: [batch.tip],
    blocks: leavesOf(batch),
    rollup: 0n,
    header: batch.blocks[0]!.header,
  };
  return {
    name: "claimHeader",
    call: callOf(contractsOf(scene).claims, "claimHeader", [accused, opened], { from: PROVER }),
    against: reasons([batch.lie !== "header", "ClaimsHeaderNotFalse"], ...againstConviction(model, batch)),
    after: convicted(batch),
  };
}

function channelClaim(scene: Scene, batch: ModelBatch): Attempt {
  const { model } = scene;
  const accused = { batch: batch.batch, before: batch.parent!.batch };
  const { accountProof, storageProof } = batch.blocks[0]!;
  const evidence = { rollup: 0n, slot: DIGEST_SLOT, peer: 0n, accountProof, storageProof };
  const args = [accused, leavesOf(batch), batch.channels, evidence];
  return {
    name: "claimChannel",
    call: callOf(contractsOf(scene).claims, "claimChannel", args, { from: PROVER }),
    against: reasons([batch.lie !== "channel", "ClaimsChannelNotFalse"], ...againstConviction(model, batch)),
    after: convicted(batch),
  };
}

/** What is false of the first false batch that is not final. */
export function lieClaim(scene: Scene): Attempt | undefined {
  const liar = scene.model.chain.find(({ lie }, index) => lie !== "none" && index > scene.model.finalIndex);
  if (liar === undefined) return undefined;
  return (liar.lie === "header" ? headerClaim : channelClaim)(scene, liar);
}

export function someClaim(scene: Scene): Attempt | undefined {
  if (!chance(scene, 3)) return lieClaim(scene);
  const batch = someBatch(scene);
  if (batch.parent === undefined) return undefined;
  const isHeader = batch.lie === "header" || (batch.lie === "none" && chance(scene, 2));
  return (isHeader ? headerClaim : channelClaim)(scene, batch);
}

/** Two signatures for one number, in the term in force or in one that is over. */
export function someEquivocation(scene: Scene): Attempt {
  const { model, random } = scene;
  const terms = [...model.terms.keys()];
  const term = chance(scene, 2) ? model.term : random.pick(terms);
  const one: Superblock = {
    ...headOf(model).tip,
    term,
    number: headOf(model).batch.number + BigInt(random.int(3)),
  };
  const two: Superblock = { ...one, historyRoot: OTHER_WORD };
  const signed = (superblock: Superblock) => ({
    superblock,
    signature: signDigest(hashSuperblock(superblock, domainOf(scene))),
  });
  const target = chance(scene, 5) ? someBatch(scene) : securedBatch(model);
  // In fallback signatures decide nothing, so two of them end no term.
  const isInForce = term === model.term && model.fallback === undefined;
  const opening = model.terms.get(term) ?? {
    previous: ZERO_WORD,
    startNumber: 0n,
    startSuperblock: ZERO_WORD,
    openedAtSec: 0n,
    freshSinceSec: 0n,
  };
  const against = isInForce
    ? reasons(
        [indexOf(target) !== indexOf(securedBatch(model)), "ClaimsWrongTarget"],
        [...unlessStanding(model, target)],
      )
    : reasons([opening.openedAtSec < model.bond.slashedAtSec, "BondSlashedSince"]);
  return {
    name: isInForce ? "claimEquivocation" : "claimEquivocation of an old term",
    call: callOf(
      contractsOf(scene).claims,
      "claimEquivocation",
      [signed(one), signed(two), opening, target.batch],
      {
        from: PROVER,
      },
    ),
    against,
    after: (m) => slashed(isInForce ? rolledBack(m, indexOf(target)) : m),
  };
}

export function someAbandonment(scene: Scene): Attempt {
  const { model, world } = scene;
  const { minBondWei, abandonCostWei } = world.parameters.bond;
  const from = chance(scene, 5) ? ANYBODY : LEADER.address;
  const batch = chance(scene, 8) ? someBatch(scene) : headOf(model);
  const against = reasons(
    [from !== LEADER.address || !isBonded(model, minBondWei), "InboxNotLeader"],
    [batch !== headOf(model), "InboxBatchNotThere", "InboxWrongParent"],
    [model.fallback !== undefined, "InboxInFallback"],
  );
  const after = (m: Model): Model => {
    const { stakeWei } = m.bond;
    const leftWei = stakeWei > abandonCostWei ? stakeWei - abandonCostWei : 0n;
    return openedTerm({ ...m, bond: { ...m.bond, stakeWei: leftWei } }, batch, freshSinceOf(m));
  };
  return {
    name: "abandonTerm",
    call: callOf(contractsOf(scene).inbox, "abandonTerm", [batch.batch], { from }),
    against,
    after,
  };
}
