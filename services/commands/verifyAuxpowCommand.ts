/** `lockstep verify-auxpow`. */
import { readFile } from "node:fs/promises";
import { artifactPath } from "../adapters/artifacts.ts";
import { loadContract } from "../adapters/localContract.ts";
import { verifyAuxpow } from "../mining/verifyAuxpow.ts";
import { type Command, say } from "./command.ts";

export const verifyAuxpowCommand: Command = {
  name: "verify-auxpow",
  summary: "check AuxPoW vectors, in Solidity and in TypeScript: FILE",
  run: (argv) =>
    verifyAuxpow(argv, say, {
      readText: (path) => readFile(path, "utf8"),
      openLens: () => loadContract(artifactPath("bitcoin/AuxPowLens")),
    }),
};
