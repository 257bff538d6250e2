/** Options about the way to L1: keys, where batch data go, what may be paid. Several commands share some. */
import { z } from "zod";

export const port = z.number().int().min(0).max(65535);
export const url = z.url({ protocol: /^https?$/ });
export const beacon = url.optional().describe("beacon API of a consensus client, for data in blobs");
const keyFile = z.string().min(1).optional();

export const keyOptions = {
  leaderKeyFile: keyFile.describe("file with the leader's 0x private key, mode 600; posts on L1 too"),
  leaderSigner: url.optional().describe("web3signer that has the leader's key; this or the file is required"),
  producerKeyFile: z.string().min(1).optional().describe("file with the producer's 0x private key, mode 600"),
  producerSigner: url
    .optional()
    .describe("web3signer that has the producer's key; this or the file is required"),
  relayKeyFile: keyFile.describe("file with the key that relays and finalises on L1, not the leader's"),
} as const;

export const sendingOptions = {
  data: z
    .enum(["auto", "calldata", "blobs"])
    .default("auto")
    .describe("where batch data go on L1; auto: where they cost less"),
  maxBlobs: z.number().int().min(1).max(6).default(6).describe("most blobs for one batch"),
  maxFeeGwei: z
    .number()
    .positive()
    .optional()
    .describe("highest gas price on L1, in gwei; posting waits while it is above"),
  maxBlobFeeGwei: z.number().positive().optional().describe("the same for blob gas, in gwei"),
  beacon,
  archive: z.string().min(1).optional().describe("folder for posted blobs (blobs/ in the --state folder)"),
  archivePort: port.optional().describe("serve the archive of blobs at this port"),
} as const;
