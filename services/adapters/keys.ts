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
  // A term may come back when L1 takes a rollback back, so each one's newest signature counts.
  const newest = new Map<Hex, SignerRecord>();
  let last: SignerRecord | undefined;
  const note = (record: SignerRecord): void => {
    newest.set(record.term, record);
    last = record;
  };
  readRecords(recordPath).forEach(note);
  const file = openSync(recordPath, "a");
  return {
    address: account.address,
    get last() {
      return last && { ...last, number: BigInt(last.number) };
    },
    close: () => closeSync(file),
    sign: async (superblock: Superblock) => {
      const digest = hashSuperblock(superblock, domain);
      const before = newest.get(superblock.term);
      if (before !== undefined) {
        const number = BigInt(before.number);
        if (superblock.number < number)
          return { ok: false, reason: "lower-number", detail: `signed ${number} in this term already` };
        if (superblock.number === number && digest !== before.digest)
          return {
            ok: false,
            reason: "second-digest",
            detail: `signed ${before.digest} for number ${number}`,
          };
      }
      const record: SignerRecord = { term: superblock.term, number: superblock.number.toString(), digest };
      writeSync(file, `${JSON.stringify(record)}\n`);
      fsyncSync(file);
      note(record);
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

/** The whole lines; one cut short by a crash was never acted on, because the flush comes first. */
function readRecords(path: string): readonly SignerRecord[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  const whole = lines.slice(0, -1);
  if (lines.at(-1) !== "") truncateSync(path, Buffer.byteLength(whole.map((line) => `${line}\n`).join("")));
  try {
    return whole.filter((line) => line !== "").map((line) => JSON.parse(line) as SignerRecord);
  } catch (cause) {
    throw new ServiceError("signer-record", `the signer's record ${path} is damaged: do not sign with it`, {
      cause,
    });
  }
}
