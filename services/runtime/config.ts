/**
 * Configuration: defaults, overlaid by a JSON file (`--config`), overlaid by options of the command line. Unknown
 * keys and options are errors that name them.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { beacon, keyOptions, port, sendingOptions, url } from "./l1Options.ts";
import { isBoolean, isList, isNumber, optionOf } from "./options.ts";
import { UsageError } from "./serviceError.ts";

const filled = z.string().min(1);
const logLevel = z.enum(["trace", "debug", "info", "warn", "error", "silent"]);

/** One or several, so that a sequencer that tells one this and another that is found out. */
export const feeds = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.url({ protocol: /^wss?$/, error: "must be ws:// or wss:// URLs, separated by commas" })))
  .optional()
  .describe("ws:// URL of the sequencer's feed, several separated by commas");

export const l1Url = url.describe("Ethereum JSON-RPC of L1");
export const deployment = filled.describe("deployment file");
export const level = (standard: z.output<typeof logLevel>) =>
  logLevel.default(standard).describe("of the log");

export const devnetSchema = z.strictObject({
  l1Url: url.optional().describe("Ethereum JSON-RPC to use instead of our own L1 node"),
  stateDir: filled.default(".lockstep").describe("folder that a later start continues from"),
  parameters: filled.default("deploy/parameters/devnet.json").describe("file with those of a new deployment"),
  fresh: z.boolean().default(false).describe("empty the state folder first"),
  once: z.boolean().default(false).describe("end after the story"),
  story: z.boolean().default(true).describe("tell the story"),
  l1Port: port.default(8545).describe("of our own L1 node; 0 takes any free one"),
  rpcPort: port.default(9545).describe("of the first rollup; the others follow"),
  miningPort: port.default(9332).describe("of the mining RPC"),
  opsPort: port.default(9100).describe("of health and metrics"),
  feedPort: port.default(9700).describe("of the feed of signed superblocks"),
  logLevel: level("info"),
});
export type DevnetConfig = z.output<typeof devnetSchema>;

export const nodeSchema = z.strictObject({
  l1Url,
  deployment,
  stateDir: filled.optional().describe("folder to continue from; a temporary one when absent"),
  once: z.boolean().default(false).describe("print what L1 has now as JSON lines, then end"),
  beacon,
  archive: filled.optional().describe("folder or URL with blobs that L1 has forgotten"),
  rpcPort: port.optional().describe("serve JSON-RPC: port of the first rollup, the others follow"),
  opsPort: port.default(9101).describe("of health and metrics, unless --once"),
  feed: feeds,
  claimKey: z
    .string()
    .min(1)
    .optional()
    .describe("file with a 0x private key, mode 600: proves lies of the leader on L1, paid from its bond"),
  revertUnmined: z
    .boolean()
    .default(false)
    .describe("with --claim-key: take back on L1 what no work has come for in revertDelay"),
  logLevel: level("warn"),
});
export type NodeConfig = z.output<typeof nodeSchema>;

export const sequencerSchema = z.strictObject({
  l1Url,
  deployment,
  stateDir: filled.default(".lockstep-sequencer").describe("folder that a later start continues from"),
  ...keyOptions,
  ...sendingOptions,
  batchEverySec: z.number().int().min(1).default(600).describe("longest wait of a superblock for its batch"),
  abandonLostTerms: z
    .boolean()
    .default(false)
    .describe("give a term up by itself when L1 lost what its soft blocks stand on"),
  execution: z
    .enum(["threads", "one-thread"])
    .default("one-thread")
    .describe("build blocks in a thread for each rollup, or all in the main one"),
  revertUnmined: z
    .boolean()
    .default(false)
    .describe("take back on L1 what no work has come for in revertDelay, and begin again from there"),
  rpcPort: port.default(9545).describe("of the first rollup; the others follow"),
  miningPort: port.default(9332).describe("of the mining RPC"),
  opsPort: port.default(9100).describe("of health and metrics"),
  feedPort: port.default(9700).describe("of the feed of signed superblocks"),
  miningUser: z.string().default("lockstep").describe("of the mining RPC"),
  miningPasswordFile: filled.describe("file with the password of the mining RPC, mode 600"),
  miningWorkersFile: filled
    .optional()
    .describe("workers with passwords of their own, a line each: name:password:0xaccount; mode 600"),
  templateStableSec: z.number().int().min(1).default(30).describe("how long work for miners stays the same"),
  minerFeeShareBps: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(2_000)
    .describe("part of the priority fees that miners get, in 1/10000"),
  logLevel: level("info"),
});
export type SequencerConfig = z.output<typeof sequencerSchema>;

export const deploySchema = z.strictObject({
  l1Url,
  parameters: filled.default("deploy/parameters/testnet.json").describe("file with those of the deployment"),
  deployerKeyFile: filled.describe("file with the deployer's 0x private key, mode 600"),
  out: filled.default("deployment.json").describe("deployment file to write"),
  stateDir: filled.default(".lockstep-deploy").describe("folder that an interrupted run continues from"),
});
export type DeployConfig = z.output<typeof deploySchema>;

const optionNames = (schema: z.ZodObject): string[] =>
  [...Object.keys(schema.shape).map(optionOf), "config"].map((name) => `--${name}`);

const camel = (option: string): string => option.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase());

/** Reads one command's configuration from its arguments and the file they may name. */
export function readConfig<S extends z.ZodObject>(schema: S, argv: readonly string[]): z.output<S> {
  const given = parseOptions(schema, argv);
  const { config, ...options } = given;
  const fromFile = typeof config === "string" ? readConfigFile(config) : {};
  const parsed = schema.safeParse({ ...fromFile, ...options });
  if (parsed.success) return parsed.data;
  const source = typeof config === "string" ? `${config} or the command line` : "the command line";
  throw new UsageError(`configuration from ${source}: ${describeIssues(parsed.error)}`);
}

function parseOptions(schema: z.ZodObject, argv: readonly string[]): Record<string, unknown> {
  const options: Record<string, { type: "boolean" | "string"; multiple?: boolean }> = {
    config: { type: "string" },
  };
  const keyOf = new Map<string, string>();
  for (const [key, field] of Object.entries(schema.shape)) {
    const name = optionOf(key);
    keyOf.set(name, key);
    options[name] = { type: isBoolean(field) ? "boolean" : "string", multiple: isList(field) };
  }
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowNegative: true });
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const key = keyOf.get(name) ?? camel(name);
        return [key, isNumber(schema.shape[key]) ? numberOf(value) : value];
      }),
    );
  } catch (cause) {
    const names = optionNames(schema);
    const what = cause instanceof Error ? cause.message.split(". ")[0] : String(cause);
    throw new UsageError(`${what}. Options: ${names.join(" ")}`, { cause });
  }
}

/** `Number` makes nothing at all a zero, which for a port would mean any. */
const numberOf = (text: unknown): number => (/^-?\d/.test(String(text)) ? Number(text) : Number.NaN);

function readConfigFile(path: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new UsageError(`cannot read the configuration file ${path} as a JSON object`, { cause });
  }
}

function describeIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      if (issue.code === "unrecognized_keys")
        return `unknown key ${issue.keys.map((k) => `"${k}"`).join(", ")}`;
      return `${issue.path.join(".") || "value"}: ${issue.message}`;
    })
    .join("; ");
}
