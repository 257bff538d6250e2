import { bytesToHex } from "@noble/hashes/utils.js";
import * as AuxPow from "../protocol/bitcoin/auxPow.ts";
import * as NamecoinAuxPow from "../protocol/bitcoin/namecoinAuxPow.ts";
import { type AuxPowVector, readAuxPowVectors } from "./auxPowVectors.ts";

/** Calls a function of a deployed contract and says what its frame cost. */
export type ContractCall = (
  functionName: string,
  args: readonly unknown[],
) => Promise<{ readonly gas: number; readonly result: unknown }>;

export interface VerifyAuxpowPorts {
  /** The text of a file; rejects if it cannot be read. */
  readText(path: string): Promise<string>;
  /** The deployed verifier (contract AuxPowLens) in a local EVM; rejects if it is not compiled. */
  openLens(): Promise<ContractCall>;
}

/**
 * `verify-auxpow FILE`: what the Solidity verifier and its twin say about each proof in a file, one JSON line each.
 * Returns the exit code: 0 all ok, 1 some proof is not, 2 there is nothing to verify.
 */
export async function verifyAuxpow(
  argv: readonly string[],
  out: (line: string) => void,
  ports: VerifyAuxpowPorts,
): Promise<number> {
  const refuse = (error: string, detail: string) => {
    out(JSON.stringify({ error, detail }));
    return 2;
  };
  const path = argv[0];
  if (path === undefined || argv.length > 1) return refuse("usage", "verify-auxpow FILE");
  const text = await ports.readText(path).catch((error: Error) => error);
  if (text instanceof Error) return refuse("unreadable-file", text.message);
  const read = readAuxPowVectors(text);
  if (!read.ok) return refuse(read.reason, read.detail);
  const lens = await ports.openLens().catch((error: Error) => error);
  if (lens instanceof Error) return refuse("contract-not-compiled", lens.message);

  let code = 0;
  for (const vector of read.vectors) {
    const verdict = await verifyOne(vector, lens);
    if (verdict.solidity !== "ok" || verdict.typescript !== "ok") code = 1;
    out(JSON.stringify(verdict));
  }
  return code;
}

async function verifyOne({ id, auxHash, chainId, nBits, auxPow }: AuxPowVector, lens: ContractCall) {
  const name = (failure: string) => (failure === "None" ? "ok" : failure);
  const typescript = name(NamecoinAuxPow.tryVerify(auxHash, chainId, nBits, auxPow));
  const { failure, bytes } = NamecoinAuxPow.toCalldata(auxHash, auxPow);
  // Without a root to leave out there is no calldata, so the contract has nothing to judge.
  if (failure !== "None") return { id, solidity: failure, typescript, gas: null };
  const args = [`0x${bytesToHex(auxHash)}`, chainId, nBits, `0x${bytesToHex(bytes)}`];
  const { gas, result } = await lens("tryVerify", args);
  return { id, solidity: name(AuxPow.FAILURES[Number(result)] ?? String(result)), typescript, gas };
}
