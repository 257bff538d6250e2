/**
 * Configuration: defaults, overlaid by a JSON file (`--config`), overlaid by options of the command line. Unknown
 * keys and options are errors that name them.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { UsageError } from "./serviceError.ts";

const port = z.number().int().min(0).max(65535);
const url = z.url({ protocol: /^https?$/ });
const logLevel = z.enum(["trace", "debug", "info", "warn", "error", "silent"]);
const hexAddress = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an Ethereum address");

export const devnetSchema = z.strictObject({
  /** any Ethereum JSON-RPC instead of our own L1 node */
  l1Url: url.optional(),
  stateDir: z.string().min(1).default(".lockstep"),
  parameters: z.string().min(1).default("deploy/parameters/devnet.json"),
  fresh: z.boolean().default(false),
  once: z.boolean().default(false),
  story: z.boolean().default(true),
  l1Port: port.default(8545),
  /** first rollup; the others follow */
  rpcPort: port.default(9545),
  miningPort: port.default(9332),
  logLevel: logLevel.default("info"),
});
export type DevnetConfig = z.output<typeof devnetSchema>;

export const nodeSchema = z.strictObject({
  l1Url: url,
  deployment: z.string().min(1),
  /** memory only when absent */
  stateDir: z.string().min(1).optional(),
  once: z.boolean().default(false),
  /** first rollup's JSON-RPC; the others follow; none when absent */
  rpcPort: port.optional(),
  logLevel: logLevel.default("warn"),
});
export type NodeConfig = z.output<typeof nodeSchema>;

export const minerSchema = z.strictObject({
  url: url.default("http://127.0.0.1:9332"),
  user: z.string().default("lockstep"),
  password: z.string().default("lockstep"),
  address: hexAddress,
  threads: z.number().int().min(1).max(256).default(1),
  logLevel: logLevel.default("info"),
});
export type MinerConfig = z.output<typeof minerSchema>;

export const sequencerSchema = z.strictObject({
  l1Url: url,
  deployment: z.string().min(1),
  stateDir: z.string().min(1).default(".lockstep-sequencer"),
  /** encrypted JSON key files are not read yet: a file with one 0x private key, mode 600 */
  leaderKeyFile: z.string().min(1),
  producerKeyFile: z.string().min(1),
  rpcPort: port.default(9545),
  miningPort: port.default(9332),
  miningUser: z.string().default("lockstep"),
  miningPasswordFile: z.string().min(1),
  logLevel: logLevel.default("info"),
});
export type SequencerConfig = z.output<typeof sequencerSchema>;

export const deploySchema = z.strictObject({
  l1Url: url,
  parameters: z.string().min(1).default("deploy/parameters/testnet.json"),
  deployerKeyFile: z.string().min(1),
  out: z.string().min(1).default("deployment.json"),
  stateDir: z.string().min(1).default(".lockstep-deploy"),
  logLevel: logLevel.default("warn"),
});
export type DeployConfig = z.output<typeof deploySchema>;

/** Option names on the command line that differ from the key they set. */
const ALIASES: Readonly<Record<string, string>> = { l1: "l1Url", state: "stateDir" };

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
  const options: Record<string, { type: "boolean" | "string" }> = { config: { type: "string" } };
  const keyOf = new Map<string, string>();
  const shortNames = new Map(Object.entries(ALIASES).map(([name, key]) => [key, name]));
  for (const [key, field] of Object.entries(schema.shape)) {
    const name = shortNames.get(key) ?? key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    keyOf.set(name, key);
    options[name] = { type: isBoolean(field) ? "boolean" : "string" };
  }
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowNegative: true });
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const key = keyOf.get(name) ?? camel(name);
        return [key, isNumber(schema.shape[key]) ? Number(value) : value];
      }),
    );
  } catch (cause) {
    const names = Object.keys(options).map((name) => `--${name}`);
    const what = cause instanceof Error ? cause.message.split(". ")[0] : String(cause);
    throw new UsageError(`${what}. Options: ${names.join(" ")}`, { cause });
  }
}

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

function innermost(field: unknown): z.ZodType | undefined {
  let type = field as z.ZodType | undefined;
  while (type instanceof z.ZodDefault || type instanceof z.ZodOptional) type = type.unwrap() as z.ZodType;
  return type;
}
const isBoolean = (field: unknown): boolean => innermost(field) instanceof z.ZodBoolean;
const isNumber = (field: unknown): boolean => innermost(field) instanceof z.ZodNumber;
