/** Configuration of a miner that builds in fallback: a node's, a key, and how it mines. */
import { z } from "zod";
import { level, nodeSchema } from "./config.ts";
import { port, sendingOptions } from "./l1Options.ts";
import { minerSchema } from "./minerConfig.ts";

const { l1Url, deployment, beacon, archive, feed, claimKey } = nodeSchema.shape;
const { maxFeeGwei } = sendingOptions;
const { bitcoin, payout, form, threads } = minerSchema.shape;

export const produceSchema = z.strictObject({
  l1Url,
  deployment,
  stateDir: z
    .string()
    .min(1)
    .default(".lockstep-producer")
    .describe("folder that a later start continues from"),
  keyFile: z
    .string()
    .min(1)
    .describe(
      "file with a 0x private key, mode 600: builds and pays gas on the rollups, posts on L1, is credited",
    ),
  open: z.boolean().default(false).describe("open fallback as soon as L1 allows it"),
  threads,
  bitcoin,
  payout,
  form,
  templateStableSec: z.number().int().min(1).default(5).describe("how long what is mined stays the same"),
  maxFeeGwei,
  rpcPort: port.default(9645).describe("JSON-RPC of the first rollup; the others follow"),
  opsPort: port.default(9103).describe("of health and metrics"),
  feed,
  beacon,
  archive,
  claimKey,
  logLevel: level("info"),
});
export type ProduceConfig = z.output<typeof produceSchema>;
