/** Secrets in files of their own, readable by their owner only. */
import { readFileSync, statSync } from "node:fs";
import { type Hex, isHex, size } from "viem";
import type { LocalAccount } from "viem/accounts";
import { UsageError } from "../runtime/serviceError.ts";
import { nativeAccount } from "./nativeAccount.ts";

/** The text of the file, without white space around it. */
export function readSecretFile(path: string): string {
  if (isHex(path) && size(path) === 32)
    throw new UsageError("a private key was given where the name of its file belongs: put it into a file");
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      throw new UsageError(`${path} can be read by others than its owner: chmod 600 ${path}`);
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot read ${path}`, { cause });
  }
}

/** @returns a private key of 32 bytes */
export function readPrivateKeyFile(path: string): Hex {
  const key = readSecretFile(path);
  if (!isHex(key) || size(key) !== 32)
    throw new UsageError(`${path} does not hold a 0x private key of 32 bytes`);
  return key;
}

export const readKeyFile = (path: string): LocalAccount => nativeAccount(readPrivateKeyFile(path));
