/**
 * The feed of signed superblocks, version 1, as JSON in text frames; docs/feed.md says why it is as it is. Numbers are
 * decimal strings, bytes lower-case hex. What arrives is checked whole: unknown keys, versions and types are refused.
 */
import { z } from "zod";

type Hex = `0x${string}`;

export const FEED_VERSION = 1;
/** Two blocks full of the cheapest call data, as hex, with room for more rollups. */
export const MAX_FEED_FRAME_BYTES = 64 * 1024 * 1024;

const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`), `not ${bytes} bytes of lower-case hex`)
    .transform((text) => text as Hex);
const word = hexOf(32);
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "not an address")
  .transform((text) => text as Hex);
const bytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})+$/, "not lower-case hex")
  .transform((text) => text as Hex);
/** uint64, decimal */
const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/, "not a decimal number")
  .transform(BigInt)
  .refine((value) => value < 1n << 64n, "more than 64 bits");

/** A superblock that somebody has: the feed goes on after it. The hash covers the term. */
const position = z.strictObject({ number: amount, hash: word });

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

const blockLeaf = z.strictObject({
  chainId: amount,
  number: amount,
  blockHash: word,
  stateRoot: word,
  traceRoot: word,
});

const channelEntry = z.strictObject({ srcChainId: amount, dstChainId: amount, count: amount, root: word });

export const FEED_REFUSALS = [
  /** the first frame is not a request of this version, or a second one came */
  "bad-request",
  "no-request",
  "wrong-deployment",
  /** the superblock named is later than the newest signed one */
  "position-ahead",
  /** another superblock stands at that number */
  "position-unknown",
  /** superblocks that the sequencer holds without its signature: L1 has them */
  "not-signed-here",
  "too-many-followers",
] as const;

const message = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hello"),
    version: z.literal(FEED_VERSION),
    sequence: amount,
    l1ChainId: amount,
    inbox: address,
    rollups: z.array(amount),
    /** nothing is silent for longer than this */
    heartbeatMs: z.int().min(1).max(3_600_000),
    head: position,
  }),
  z.strictObject({
    type: z.literal("superblock"),
    sequence: amount,
    superblock,
    signature: hexOf(65),
    blocks: z.array(blockLeaf),
    channels: z.array(channelEntry),
    consumed: z.array(amount),
    /** of each rollup's block, RLP, in chain-id order: with them the signature covers the transactions too */
    headers: z.array(bytes),
    /** raw, of each rollup, in chain-id order */
    transactions: z.array(z.array(bytes)),
  }),
  /** Everything above is gone. */
  z.strictObject({ type: z.literal("rolledBack"), sequence: amount, to: position }),
  /** Not a claim of anything but that the line lives and what went over it last. */
  z.strictObject({
    type: z.literal("heartbeat"),
    sequence: amount,
    sent: position,
    /** newest signed superblock */
    head: amount,
    /** Unix milliseconds */
    atMs: z.int(),
    /** why nothing is produced, if so */
    halt: z.string().max(100).nullable(),
  }),
  z.strictObject({
    type: z.literal("refusal"),
    sequence: amount,
    reason: z.enum(FEED_REFUSALS),
    detail: z.string().max(1_000),
  }),
]);

const request = z.strictObject({
  type: z.literal("follow"),
  version: z.literal(FEED_VERSION),
  inbox: address,
  from: position,
});

export type FeedPosition = z.output<typeof position>;
export type FeedRequest = z.output<typeof request>;
export type FeedMessage = z.output<typeof message>;
export type FeedSuperblock = Extract<FeedMessage, { type: "superblock" }>;
export type FeedRefusal = (typeof FEED_REFUSALS)[number];

export type FeedDecodeFailure = {
  readonly ok: false;
  readonly reason: "not-json" | "unknown-version" | "malformed";
  readonly detail: string;
};
export type DecodedFeedMessage = { readonly ok: true; readonly message: FeedMessage } | FeedDecodeFailure;
export type DecodedFeedRequest = { readonly ok: true; readonly request: FeedRequest } | FeedDecodeFailure;

/** A message or a request as it is sent. */
export const encodeFeed = (value: FeedMessage | FeedRequest): string =>
  JSON.stringify(value, (_key, field: unknown) => (typeof field === "bigint" ? field.toString() : field));

export function decodeFeedMessage(text: string): DecodedFeedMessage {
  const parsed = parse(text, message);
  return parsed.ok ? { ok: true, message: parsed.value } : parsed;
}

export function decodeFeedRequest(text: string): DecodedFeedRequest {
  const parsed = parse(text, request);
  return parsed.ok ? { ok: true, request: parsed.value } : parsed;
}

function parse<S extends z.ZodType>(
  text: string,
  schema: S,
): { readonly ok: true; readonly value: z.output<S> } | FeedDecodeFailure {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, reason: "not-json", detail: text.slice(0, 100) };
  }
  const version = typeof json === "object" && json !== null && "version" in json ? json.version : undefined;
  if (version !== undefined && version !== FEED_VERSION)
    return { ok: false, reason: "unknown-version", detail: `version ${String(version).slice(0, 20)}` };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0]!;
  return { ok: false, reason: "malformed", detail: `${issue.path.join(".") || "message"}: ${issue.message}` };
}
