/** What a deployment is made of: the files in deploy/parameters/, checked once, here. */
import { readFileSync } from "node:fs";
import { isAddress, zeroAddress } from "viem";
import { z } from "zod";
import { UsageError } from "../services/runtime/serviceError.ts";

const address = z
  .string()
  .refine((text) => isAddress(text), "not an address (or its checksum is wrong)")
  .refine((text) => text !== zeroAddress, "still zero: fill in your own")
  .transform((text) => text as `0x${string}`);
/** Wei, gas or seconds that become bigint: a JSON integer or a decimal string. */
const amount = z
  .union([z.int().nonnegative(), z.string().regex(/^\d+$/, "not a decimal number")])
  .transform((value) => BigInt(value));
const seconds = amount;
const compactBits = z
  .string()
  .regex(/^0x[0-9a-f]{8}$/, "not eight hex digits")
  .transform(Number);

const mining = z.strictObject({
  anchorBits: compactBits,
  spacingSec: z.int().positive(),
  halfLifeSec: z.int().positive(),
  minSpacingSec: seconds,
  auxChainId: z.int().positive().max(0x1fff),
});

const limits = z.strictObject({
  maxLagSec: seconds,
  maxLeadSec: seconds,
  forceDelaySec: seconds,
  forcedGasPerSuperblock: amount,
  miningTimeoutSec: seconds,
  maxUnminedSuperblocks: amount,
  challengeWindowSec: seconds,
  revertDelaySec: seconds,
  sequencerTimeoutSec: seconds,
  exitDelaySec: seconds,
  originDepth: amount,
  actionGasPriceWei: amount,
});

const inbox = z.strictObject({
  /** places for batch hashes, used in turn: so many batches stand at most from the newest final one on */
  batchesKept: amount,
});

const ledger = z.strictObject({
  /** places of the leading chain, used in turn: what lies further below the lead is forgotten */
  checkpointsKept: z
    .int()
    .min(2)
    .max(2 ** 32 - 1),
});

const portal = z.strictObject({
  maxGasPerMessage: amount,
  maxDataBytes: amount,
  gasPriceWei: amount,
  withdrawWindowSec: seconds,
  withdrawCapBps: z.int().min(0).max(10_000),
});

/** What stands behind the leader's word (BondedSequencer). */
const bond = z.strictObject({
  minBondWei: amount,
  /** price of a term that the leader gives up */
  abandonCostWei: amount,
  unbondingSec: seconds,
  /** of a slashed bond, to whoever proved the lie */
  proverShareBps: z.int().min(0).max(10_000),
  /** what the deployer stakes for the leader; zero if the leader does it itself */
  stakeWei: amount,
});

/** ETH that the deployer sends through the Portal, to each account on every rollup. */
const deposits = z.strictObject({
  valueWei: amount,
  gasLimit: amount,
  accounts: z.array(address),
});

const shape = z.strictObject({
  /** refuses any other L1 when given */
  l1ChainId: amount.optional(),
  /** blocks that must stand on a deployment's transaction before the next is sent */
  confirmations: z.int().positive(),
  rollups: z
    .array(z.strictObject({ name: z.string().min(1), chainId: amount }))
    .min(2)
    .refine(
      (list) => list.every((r, i) => i === 0 || list[i - 1]!.chainId < r.chainId),
      "chain ids must ascend",
    ),
  leader: address,
  producer: address,
  /** every batch proves its channels when it is posted */
  strict: z.boolean(),
  mining,
  limits,
  inbox,
  ledger,
  portal,
  bond,
  deposits: deposits.optional(),
});

/** The longest that a batch may take is no silence. */
const isSilenceLonger = ({ limits: { sequencerTimeoutSec, maxLagSec } }: z.infer<typeof shape>): boolean =>
  sequencerTimeoutSec > maxLagSec;

/** Each checkpoint that leads is over a later batch, so none that a rollback may have to go back to is forgotten. */
const parameters = shape
  .refine(
    ({ inbox: { batchesKept }, ledger: { checkpointsKept } }) => BigInt(checkpointsKept) >= batchesKept,
    {
      path: ["ledger", "checkpointsKept"],
      message: "fewer than inbox.batchesKept",
    },
  )
  .refine(isSilenceLonger, {
    path: ["limits", "sequencerTimeoutSec"],
    message: "not longer than limits.maxLagSec",
  });

export type Parameters = z.infer<typeof parameters>;

/** One line that names the first thing that is wrong, e.g. `limits.maxLag: unknown key`. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return `unknown key ${issue.keys.map((key) => (path === "" ? key : `${path}.${key}`)).join(", ")}`;
  return `${path}: ${issue.message}`;
}

/** Checks parameters that came as JSON; `source` is named in the error. */
export function parseParameters(json: unknown, source: string): Parameters {
  const parsed = parameters.safeParse(json);
  if (!parsed.success) throw new UsageError(`${source}: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

export function readParameters(path: string): Parameters {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new UsageError(`${path} cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
  return parseParameters(json, path);
}
