import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { VerifyAuxpowPorts } from "../mining/verifyAuxpow.ts";
import { loadContract } from "./localContract.ts";

const LENS = new URL("../../artifacts/contracts/bitcoin/AuxPowLens.sol/AuxPowLens.json", import.meta.url);

/** Files of this machine and the compiled verifier in a local EVM. */
export const auxPowVerifier: VerifyAuxpowPorts = {
  readText: (path) => readFile(path, "utf8"),
  openLens: () => loadContract(fileURLToPath(LENS)),
};
