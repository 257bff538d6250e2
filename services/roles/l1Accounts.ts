/** The accounts with which a sequencer sends to L1, and how its poster uses blobs. */
import { join } from "node:path";
import { parseGwei } from "viem";
import type { LocalAccount } from "viem/accounts";
import { openBlobArchive } from "../adapters/l1/blobs/blobArchive.ts";
import { createL1Sender, type PricedL1Sender } from "../adapters/l1/l1Sender.ts";
import { openSendJournal } from "../adapters/l1/sending/sendJournal.ts";
import type { Clock, Store } from "../ports.ts";
import type { Lifecycle } from "../runtime/lifecycle.ts";
import type { Logger } from "../runtime/logger.ts";
import type { CarrierPolicy } from "../settlement/carrier.ts";
import type { BlobPosting } from "../settlement/carrierSealer.ts";
import { type BlobOptions, DEVELOPMENT_CHAIN_ID, keepIn, openBlobParts, serveArchive } from "./blobParts.ts";

/** What an operator may say about the way to L1. */
export type L1SendingOptions = {
  /** where batch data go; default calldata */
  readonly data?: CarrierPolicy;
  /** of one transaction */
  readonly maxBlobs?: number;
  readonly maxFeeGwei?: number | undefined;
  readonly maxBlobFeeGwei?: number | undefined;
  readonly beacon?: string | undefined;
  /** folder for posted blobs; default in the state folder */
  readonly archive?: string | undefined;
  readonly archivePort?: number | undefined;
  /** relays checkpoints and finalises instead of the leader, whose account then has batches alone */
  readonly relay?: LocalAccount | undefined;
};

export type L1AccountsOptions = L1SendingOptions &
  Omit<BlobOptions, "archive"> & {
    readonly stateDir: string;
    readonly store: Pick<Store, "records" | "flushed">;
    readonly leader: LocalAccount;
    readonly clock: Clock;
    readonly log: Logger;
    readonly lifecycle: Lifecycle;
  };

const DEFAULT_MAX_BLOBS = 6;

export async function openL1Accounts(options: L1AccountsOptions) {
  const { stateDir, lifecycle, relay } = options;
  const policy = policyOf(options);
  const folder = options.archive ?? join(stateDir, "blobs");
  const blobParts = openBlobParts({ ...options, archive: folder });
  const senderOf = (account: LocalAccount): PricedL1Sender =>
    createL1Sender({
      url: options.l1Url,
      account,
      clock: options.clock,
      log: options.log.child({ module: "l1" }),
      journal: openSendJournal(account.address, options.store),
      caps: capsOf(options),
      kzg: blobParts.kzg,
    });
  const poster = senderOf(options.leader);
  const blobs: BlobPosting | undefined =
    policy === "calldata"
      ? undefined
      : {
          policy,
          maxBlobs: options.maxBlobs ?? DEFAULT_MAX_BLOBS,
          prices: () => poster.prices(),
          keep: keepIn(openBlobArchive(folder), blobParts.kzg),
        };
  const { archivePort } = options;
  const archiveUrl =
    archivePort === undefined ? undefined : await serveArchive(folder, archivePort, lifecycle);
  const relayer = relay === undefined ? poster : senderOf(relay);
  return {
    poster,
    relay: relayer,
    /** what settlement takes of these */
    settlement: { sender: poster, relay: relayer, ...(blobs && { blobs }) },
    reader: blobParts.reader,
    archiveUrl,
  };
}

/** A development node's blobs cannot be asked for by all who derive, so they are used only when they are wanted. */
function policyOf({ data = "calldata", deployment }: L1AccountsOptions): CarrierPolicy {
  return data === "auto" && deployment.l1ChainId === DEVELOPMENT_CHAIN_ID ? "calldata" : data;
}

const capsOf = ({ maxFeeGwei, maxBlobFeeGwei }: L1SendingOptions) => ({
  ...(maxFeeGwei !== undefined && { maxFeePerGas: parseGwei(String(maxFeeGwei)) }),
  ...(maxBlobFeeGwei !== undefined && { maxFeePerBlobGas: parseGwei(String(maxBlobFeeGwei)) }),
});
