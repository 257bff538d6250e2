/** Compiled contracts as the build leaves them under artifacts/. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Abi, Hex } from "viem";
import { z } from "zod";
import { UsageError } from "../runtime/serviceError.ts";

export type Artifact = { readonly contractName: string; readonly abi: Abi; readonly bytecode: Hex };

/** The contracts were not compiled, or the folder is another project's. */
export class ArtifactUnreadable extends UsageError {}

const artifactSchema = z.object({
  contractName: z.string(),
  abi: z.array(z.looseObject({ type: z.string() })),
  bytecode: z.templateLiteral(["0x", z.string()]),
});

const ROOT = join(import.meta.dirname, "../..");

/** @param source path under contracts/, without extension: "l2/CrossRollupMessenger" */
export const artifactPath = (source: string, root: string = ROOT): string =>
  join(root, "artifacts/contracts", `${source}.sol`, `${basename(source)}.json`);

export function readArtifact(source: string, root: string = ROOT): Artifact {
  const path = artifactPath(source, root);
  try {
    return artifactSchema.parse(JSON.parse(readFileSync(path, "utf8"))) as unknown as Artifact;
  } catch (cause) {
    throw new ArtifactUnreadable(`${path} cannot be read; run: npx hardhat build`, { cause });
  }
}

/** What genesis needs of the build. */
export const readSystemArtifacts = (root: string = ROOT) => ({
  messenger: readArtifact("l2/CrossRollupMessenger", root),
  tokenBridge: readArtifact("l2/CrossRollupTokenBridge", root),
  oracle: readArtifact("l2/MinedBlockOracle", root),
});
