/** Configuration of a claim that a person sends. */
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
