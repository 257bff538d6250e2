/** `lockstep verify-auxpow`. */
import { auxPowVerifier } from "../adapters/auxPowVerifier.ts";
import { verifyAuxpow } from "../mining/verifyAuxpow.ts";
import { type Command, say } from "./command.ts";

export const verifyAuxpowCommand: Command = {
  name: "verify-auxpow",
  summary: "check AuxPoW vectors, in Solidity and in TypeScript: FILE",
  run: (argv) => verifyAuxpow(argv, say, auxPowVerifier),
};
