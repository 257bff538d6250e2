/** What the compiler made of a contract, by its name (`hardhat build` has run). */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Abi, Hex } from "viem";

const ARTIFACTS = join(import.meta.dirname, "../../artifacts");

export type Artifact = { readonly abi: Abi; readonly bytecode: Hex; readonly deployedBytecode: Hex };

export function artifactOf(contract: string): Artifact {
  const [path] = globSync(`{contracts,test}/**/${contract}.json`, { cwd: ARTIFACTS });
  if (path === undefined) throw new Error(`no artifact of ${contract}; run: hardhat build`);
  return JSON.parse(readFileSync(join(ARTIFACTS, path), "utf8")) as Artifact;
}
