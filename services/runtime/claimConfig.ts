/** Configuration of what a person sends to L1: a claim, a revert. */
import { z } from "zod";
import { deployment, l1Url, level } from "./config.ts";

export const claimSchema = z.strictObject({
  l1Url,
  deployment,
  evidence: z.string().min(1).describe("file with two superblocks that the leader has signed for one number"),
  claimKey: z.string().min(1).describe("file with the 0x private key that pays on L1, mode 600"),
  logLevel: level("warn"),
});
export type ClaimConfig = z.output<typeof claimSchema>;

export const revertSchema = z.strictObject({
  l1Url,
  deployment,
  keyFile: z.string().min(1).describe("file with the 0x private key that pays on L1, mode 600"),
  logLevel: level("warn"),
});
export type RevertConfig = z.output<typeof revertSchema>;
