/**
 * Keys in a remote signer that speaks web3signer's eth1 interface: `POST /api/v1/eth1/sign/{public key}` signs the
 * Keccak-256 of the bytes it is given. Everything we sign is such a hash: L1 and L2 transactions, superblocks. What
 * comes back is checked against the account before it is used.
 */
import {
  type Address,
  bytesToHex,
  concatHex,
  domainSeparator,
  type Hex,
  hashStruct,
  hexToBytes,
  isHex,
  keccak256,
  parseSignature,
  recoverAddress,
  type Signature,
  serializeTransaction,
  size,
  stringToBytes,
  type TypedDataDomain,
  toHex,
} from "viem";
import { type LocalAccount, publicKeyToAddress, toAccount } from "viem/accounts";
import { z } from "zod";
import { ServiceError, UsageError } from "../runtime/serviceError.ts";

const TIMEOUT_MS = 10_000;
const publicKeysSchema = z.array(z.string());

export class RemoteSignerError extends ServiceError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("remote-signer", message, options);
    this.name = "RemoteSignerError";
  }
}

/** @returns an account like a local one; refuses a signer that does not hold its key */
export async function connectRemoteSigner(url: string, address: Address): Promise<LocalAccount> {
  const base = url.replace(/\/+$/, "");
  const identifier = await findKey(base, address);
  const sign = async (data: Hex): Promise<Hex> => {
    const answer = await ask(`${base}/api/v1/eth1/sign/${identifier}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data }),
    });
    return checked(answer.trim().replace(/^"|"$/g, ""), { data, address, base });
  };
  return toAccount({
    address,
    signMessage: ({ message }) => {
      const raw = typeof message === "string" ? stringToBytes(message) : message.raw;
      const bytes = typeof raw === "string" ? hexToBytes(raw) : raw;
      const prefix = toHex(`\u0019Ethereum Signed Message:\n${bytes.length}`);
      return sign(concatHex([prefix, bytesToHex(bytes)]));
    },
    signTransaction: async (transaction, { serializer = serializeTransaction } = {}) => {
      const signature = parseSignature(await sign(await serializer(transaction)));
      return serializer(transaction, signature as Signature);
    },
    signTypedData: ({ domain = {}, types, primaryType, message }) => {
      const typed = types as Record<string, readonly { readonly name: string; readonly type: string }[]>;
      const parts: Hex[] = [
        "0x1901",
        domainSeparator({ domain: domain as TypedDataDomain }),
        hashStruct({
          data: message as Record<string, unknown>,
          primaryType: String(primaryType),
          types: typed,
        }),
      ];
      return sign(concatHex(parts));
    },
  });
}

async function findKey(base: string, address: Address): Promise<Hex> {
  const answer = await ask(`${base}/api/v1/eth1/publicKeys`, {});
  const parsed = publicKeysSchema.safeParse(json(answer));
  if (!parsed.success) throw new RemoteSignerError(`${base} does not list its keys as web3signer does`);
  for (const text of parsed.data) {
    const key = (text.startsWith("0x") ? text : `0x${text}`) as Hex;
    // 64 bytes, or 65 with the mark of an uncompressed point.
    const point = size(key) === 64 ? concatHex(["0x04", key]) : key;
    if (isHex(key) && size(point) === 65 && publicKeyToAddress(point) === address) return key;
  }
  throw new UsageError(`the remote signer ${base} has no key of ${address}`);
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

async function ask(url: string, init: RequestInit): Promise<string> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { ...init, signal }).catch((cause: unknown) => {
    throw new RemoteSignerError(`the remote signer does not answer at ${url}`, { cause });
  });
  const text = await response.text();
  if (!response.ok)
    throw new RemoteSignerError(
      `the remote signer refused ${url}: HTTP ${response.status} ${text.slice(0, 200)}`,
    );
  return text;
}

/** The signature as 65 bytes with v of 27 or 28. */
async function checked(
  text: string,
  { data, address, base }: { readonly data: Hex; readonly address: Address; readonly base: string },
): Promise<Hex> {
  if (!isHex(text) || size(text) !== 65)
    throw new RemoteSignerError(`the remote signer ${base} answered something other than a signature`);
  const last = Number(`0x${text.slice(-2)}`);
  const signature: Hex = `${text.slice(0, -2) as Hex}${(last < 27 ? last + 27 : last).toString(16)}`;
  const signer = await recoverAddress({ hash: keccak256(data), signature }).catch(() => undefined);
  if (signer !== address)
    throw new RemoteSignerError(
      `the remote signer ${base} signed with ${signer ?? "nothing"}, not ${address}`,
    );
  return signature;
}
