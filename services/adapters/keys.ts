/** Keys of the producer (L2 transactions) and of the leader (superblocks), held in this process. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import type { Hex } from "viem";
import type { LocalAccount } from "viem/accounts";
import type { ProducerKey, SuperblockSigner } from "../ports.ts";
import {
  hashSuperblock,
  SUPERBLOCK_TYPES,
  type Superblock,
  type SuperblockDomain,
  typedDomain,
} from "../protocol/superblock/superblock.ts";
import { ServiceError } from "../runtime/serviceError.ts";

export const createProducerKey = (account: LocalAccount): ProducerKey => ({
  address: account.address,
  signTransaction: ({ chainId, nonce, to, data, value = 0n, gas, maxFeePerGas }) =>
    account.signTransaction({
      type: "eip1559",
      chainId: Number(chainId),
      nonce: Number(nonce),
      to,
      data,
      value,
      gas,
      maxFeePerGas,
      maxPriorityFeePerGas: 0n,
    }),
});

type SignerRecord = { readonly term: Hex; readonly number: string; readonly digest: Hex };

/**
 * Signs superblocks and keeps its own append-only record, one JSON line a signature, flushed before the signature
 * leaves: no second digest for a (term, number), no lower number in a term, whatever the rest of the node believes.
 */
export function createSuperblockSigner(options: {
  readonly account: LocalAccount;
  readonly domain: SuperblockDomain;
  readonly recordPath: string;
}): SuperblockSigner & {
  readonly last: { readonly term: Hex; readonly number: bigint; readonly digest: Hex } | undefined;
  close(): void;
} {
  const { account, domain, recordPath } = options;
  let last = readLast(recordPath);
  const file = openSync(recordPath, "a");
  return {
    address: account.address,
    get last() {
      return last && { ...last, number: BigInt(last.number) };
    },
    close: () => closeSync(file),
    sign: async (superblock: Superblock) => {
      const digest = hashSuperblock(superblock, domain);
      if (last !== undefined && last.term === superblock.term) {
        const number = BigInt(last.number);
        if (superblock.number < number)
          return { ok: false, reason: "lower-number", detail: `signed ${number} in this term already` };
        if (superblock.number === number && digest !== last.digest)
          return { ok: false, reason: "second-digest", detail: `signed ${last.digest} for number ${number}` };
      }
      const record: SignerRecord = { term: superblock.term, number: superblock.number.toString(), digest };
      writeSync(file, `${JSON.stringify(record)}\n`);
      fsyncSync(file);
      last = record;
      const signature = await account.signTypedData({
        domain: typedDomain(domain),
        types: SUPERBLOCK_TYPES,
        primaryType: "Superblock",
        message: superblock,
      });
      return { ok: true, signature };
    },
  };
}

/** The last whole line; a line cut short by a crash was never acted on, because the flush comes first. */
function readLast(path: string): SignerRecord | undefined {
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").split("\n");
  const whole = lines.slice(0, -1).filter((line) => line !== "");
  const text = whole.at(-1);
  if (lines.at(-1) !== "")
    truncateSync(
      path,
      Buffer.byteLength(
        lines
          .slice(0, -1)
          .map((l) => `${l}\n`)
          .join(""),
      ),
    );
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as SignerRecord;
  } catch (cause) {
    throw new ServiceError("signer-record", `the signer's record ${path} is damaged: do not sign with it`, {
      cause,
    });
  }
}
