/** A key of a role: in a file, or in a remote signer. Never in the configuration itself. */
import type { Address } from "viem";
import type { LocalAccount } from "viem/accounts";
import { UsageError } from "../runtime/serviceError.ts";
import { readKeyFile } from "./keyFile.ts";
import { connectRemoteSigner } from "./remoteSigner.ts";

export async function openKey(
  role: "leader" | "producer",
  address: Address,
  { file, signer }: { readonly file: string | undefined; readonly signer: string | undefined },
): Promise<LocalAccount> {
  if (file !== undefined && signer !== undefined)
    throw new UsageError(`the ${role}'s key is in a file or in a signer: give one of the two`);
  if (signer !== undefined) return connectRemoteSigner(signer, address);
  if (file !== undefined) return readKeyFile(file);
  throw new UsageError(`the ${role}'s key is missing: give --${role}-key-file or --${role}-signer`);
}
