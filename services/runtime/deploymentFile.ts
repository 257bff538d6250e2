/** The deployment file: JSON with amounts as decimal strings, checked strictly when it is read. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isAddress } from "viem";
import { z } from "zod";
import type { Deployment } from "../protocol/deployment.ts";
import { UsageError } from "./serviceError.ts";

const address = z
  .string()
  .refine((text) => isAddress(text), "not an address (or its checksum is wrong)")
  .transform((text) => text as `0x${string}`);
const word = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, "not 32 bytes of lower-case hex")
  .transform((text) => text as `0x${string}`);
const bytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/, "not lower-case hex")
  .transform((text) => text as `0x${string}`);
const amount = z.string().regex(/^\d+$/, "not a decimal number").transform(BigInt);

const superblock = z.strictObject({
  term: word,
  number: amount,
  timestamp: amount,
  producer: address,
  parent: word,
  historyRoot: word,
  blocksRoot: word,
  channelsRoot: word,
  l1OriginNumber: amount,
  l1Origin: word,
});

const genesisAccount = z.strictObject({
  address,
  balance: amount,
  nonce: amount,
  code: bytes,
  storage: z.array(z.strictObject({ slot: word, value: word })),
});

const deployment = z.strictObject({
  version: z.literal(1),
  l1ChainId: amount,
  l1StartBlock: amount,
  addresses: z.strictObject({
    sequencerPolicy: address,
    dataPolicy: address,
    inbox: address,
    ledger: address,
    settlement: address,
    portal: address,
    claims: address,
    fallback: address,
  }),
  rollups: z
    .array(
      z.strictObject({
        name: z.string(),
        chainId: amount,
        genesisHash: word,
        accounts: z.array(genesisAccount),
      }),
    )
    .min(2),
  genesisTimestamp: amount,
  genesisAccounts: z.array(genesisAccount),
  genesisSuperblock: superblock,
  leader: address,
  producer: address,
  strict: z.boolean(),
  mining: z.strictObject({
    anchorBits: z.int(),
    anchorTimeSec: amount,
    spacingSec: z.int(),
    halfLifeSec: z.int(),
    auxChainId: z.int(),
    minSpacingSec: amount,
  }),
  limits: z.strictObject({
    maxLagSec: amount,
    maxLeadSec: amount,
    forceDelaySec: amount,
    forcedGasPerSuperblock: amount,
    miningTimeoutSec: amount,
    maxUnminedSuperblocks: amount,
    challengeWindowSec: amount,
    revertDelaySec: amount,
    sequencerTimeoutSec: amount,
    exitDelaySec: amount,
    originDepth: amount,
    actionGasPriceWei: amount,
    batchesKept: amount,
  }),
});

/** JSON text of a deployment. */
export const formatDeployment = (value: Deployment): string =>
  `${JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? field.toString() : field), 2)}\n`;

/** A deployment from JSON; `source` is named in the error. */
export function parseDeployment(json: unknown, source: string): Deployment {
  const parsed = deployment.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.join(".");
  const what =
    issue.code === "unrecognized_keys"
      ? `unknown key ${issue.keys.map((key) => (path === "" ? key : `${path}.${key}`)).join(", ")}`
      : `${path}: ${issue.message}`;
  throw new UsageError(`deployment file ${source}: ${what}`);
}

/** Writes the whole file or nothing. */
export function writeDeployment(path: string, value: Deployment): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  writeFileSync(unfinished, formatDeployment(value));
  renameSync(unfinished, path);
}

export function readDeployment(path: string): Deployment {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError(`no deployment file at ${path}: deploy first, or give --deployment`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`deployment file ${path} is not JSON: fetch it anew`, { cause });
  }
  return parseDeployment(json, path);
}
