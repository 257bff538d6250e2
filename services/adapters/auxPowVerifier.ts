/** What `verify-auxpow` needs of this machine. */
import { readFile } from "node:fs/promises";
import { artifactPath } from "./artifacts.ts";
import { loadContract } from "./localContract.ts";

/** Files, and the compiled verifier in a local EVM. */
export const auxPowVerifier = {
  readText: (path: string): Promise<string> => readFile(path, "utf8"),
  openLens: () => loadContract(artifactPath("bitcoin/AuxPowLens")),
};
