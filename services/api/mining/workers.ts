/** Who may use the mining RPC: configured workers, and any Ethereum account with the general password. */
import { timingSafeEqual } from "node:crypto";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Address, getAddress, isAddress } from "viem";
import type { Secret } from "../../runtime/logger.ts";

export type Worker = {
  readonly name: string;
  /** what `getauxblock` credits */
  readonly account?: Address;
};

/** A worker with a password of its own. */
export type WorkerEntry = Worker & { readonly password: Secret };

export type WorkerBookOptions = {
  /** the general user; besides, the account to be credited is a user name with the same password */
  readonly user: string;
  readonly password: Secret;
  readonly workers?: readonly WorkerEntry[];
};

/** Who sends this Authorization header, if anybody. */
export type Authenticate = (header: string | undefined) => Worker | undefined;

const digest = (text: string): Uint8Array => sha256(utf8ToBytes(text));

/** Compares digests, so that time tells nothing about how much of a guess was right. */
export function createWorkerBook({ user, password, workers = [] }: WorkerBookOptions): Authenticate {
  const general = digest(password.reveal());
  const own = new Map(
    workers.map(({ password: secret, ...worker }) => [
      worker.name,
      { worker, expected: digest(secret.reveal()) },
    ]),
  );
  return (header) => {
    const [, encoded] = /^Basic +(\S+) *$/i.exec(header ?? "") ?? [];
    if (encoded === undefined) return undefined;
    const text = Buffer.from(encoded, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon < 0) return undefined;
    const name = text.slice(0, colon);
    const found = own.get(name);
    if (!timingSafeEqual(digest(text.slice(colon + 1)), found?.expected ?? general)) return undefined;
    if (found !== undefined) return found.worker;
    if (name === user) return { name };
    const isAccount = isAddress(name, { strict: false });
    return isAccount ? { name, account: getAddress(name.toLowerCase()) } : undefined;
  };
}
