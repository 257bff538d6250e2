/** Configuration of what miners run. */
import { z } from "zod";
import { deployment, feeds, l1Url, level } from "./config.ts";
import { beacon, port, url } from "./l1Options.ts";

const hexAddress = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an Ethereum address");

export const minerSchema = z.strictObject({
  url: url.default("http://127.0.0.1:9332").describe("URL of the mining RPC"),
  user: z.string().default("lockstep").describe("of the mining RPC"),
  password: z.string().default("lockstep").describe("of the mining RPC"),
  aux: z
    .array(url)
    .default([])
    .describe("mining RPC of one more deployment, http://user:password@host:port; may be repeated"),
  bitcoin: url.optional().describe("Bitcoin node to mine blocks for, http://user:password@host:port"),
  payout: z.string().min(1).optional().describe("Bitcoin address that those blocks pay"),
  form: z
    .enum(["script", "output"])
    .default("script")
    .describe("where the commitment stands in the coinbase"),
  address: hexAddress.describe("Ethereum account that the work is credited to"),
  threads: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe("how many threads search for work; each takes a core"),
  verify: z.boolean().default(false).describe("commit to nothing that a node of its own has not executed"),
  l1Url: l1Url.optional().describe("Ethereum JSON-RPC of L1, for --verify"),
  deployment: deployment.optional().describe("deployment file, for --verify"),
  feed: feeds,
  beacon: beacon.describe("beacon API of a consensus client, for data in blobs, for --verify"),
  archive: z.string().min(1).optional().describe("folder or URL with blobs, for --verify"),
  stateDir: z.string().min(1).default(".lockstep-miner").describe("folder of the node, for --verify"),
  opsPort: port.default(9102).describe("of the node's health and metrics, for --verify"),
  logLevel: level("info"),
});
export type MinerConfig = z.output<typeof minerSchema>;

export const aggregatorSchema = z.strictObject({
  member: z
    .array(url, "give at least one --member")
    .min(1, "give at least one --member")
    .describe("mining RPC of a deployment, http://user:password@host:port; may be repeated"),
  rpcPort: port.default(9342).describe("of the aggregator's RPC"),
  user: z.string().min(1).default("lockstep").describe("of the aggregator's RPC"),
  passwordFile: z.string().min(1).describe("file with the password of the aggregator's RPC, mode 600"),
  logLevel: level("info"),
});
export type AggregatorConfig = z.output<typeof aggregatorSchema>;

export const creditSchema = z.strictObject({
  address: hexAddress.describe("account that work was credited to"),
  rpc: z
    .array(url, "give at least one --rpc")
    .min(1, "give at least one --rpc")
    .default(["http://127.0.0.1:9545", "http://127.0.0.1:9546"])
    .describe("JSON-RPC of a rollup; may be repeated. Without it ports 9545 and 9546 of this machine"),
  keyFile: z
    .string()
    .min(1)
    .optional()
    .describe("file with a 0x private key, mode 600: claims, has all paid to --address, pays the gas"),
});
