/** Runs the effects of the sending reducer: journals, signs, hands over, looks. */
import { type Hex, keccak256, type PublicClient } from "viem";
import type { LocalAccount } from "viem/accounts";
import type { Clock } from "../../../ports.ts";
import { GAS_PER_BLOB } from "../../../protocol/batch/blobs.ts";
import type { Logger } from "../../../runtime/logger.ts";
import type { SidecarForm } from "../blobs/blobTransaction.ts";
import type { Kzg } from "../blobs/kzg.ts";
import type { L1Connection } from "../l1Client.ts";
import { includedHash, isPending, readMarket } from "./chainReads.ts";
import type { FeeCaps, Fees } from "./fees.ts";
import { type Broadcaster, type Payload, signPayload } from "./l1Payload.ts";
import type { Entry, SendingEffect, SendingEvent, SendingState } from "./sendingState.ts";
import type { SendJournal } from "./sendJournal.ts";

export type L1SenderOptions = L1Connection & {
  readonly account: LocalAccount;
  readonly clock: Clock;
  readonly log: Logger;
  /** where signatures are journaled; in memory alone when absent */
  readonly journal?: SendJournal;
  /** wait for inclusion before fees are raised; default 36 s, three slots of Ethereum */
  readonly stuckAfterMs?: number;
  readonly pollMs?: number;
  readonly caps?: FeeCaps;
  /** needed by calls with blobs */
  readonly kzg?: Kzg;
  /** of blobs; found out by trying when absent */
  readonly sidecar?: SidecarForm;
};

/** What all sendings of an account share. */
export type SenderParts = {
  readonly client: PublicClient;
  readonly journal: SendJournal;
  readonly broadcaster: Broadcaster;
  readonly options: L1SenderOptions;
};

export type Sending = SenderParts & {
  readonly payload: Payload;
  readonly gas: bigint;
  readonly chainId: number;
  readonly signed: Map<Hex, Hex>;
  readonly signal: AbortSignal | undefined;
};

/** @param count transactions of the account in blocks */
export async function begin({ client, journal, payload }: Sending, count: number): Promise<SendingEvent> {
  const entry = journal.at(count);
  const { digest, kind } = payload;
  return {
    type: "begun",
    count,
    digest,
    kind,
    market: await readMarket(client, kind),
    earlier: entry && { entry, isPending: await isPending(client, entry.attempts) },
  };
}

type Running = Exclude<SendingEffect, { type: "included" | "refuse" }>;

export async function run(
  sending: Sending,
  state: SendingState,
  effect: Running,
): Promise<SendingEvent | undefined> {
  const { options, journal } = sending;
  switch (effect.type) {
    case "report":
      options.log.warn(effect.facts, effect.what);
      return undefined;
    case "journal":
      await journal.put(effect.entry);
      return undefined;
    case "sign":
      return sign(sending, effect.entry, effect.fees);
    case "hand-over":
      await handOver(sending, effect.hash);
      return { type: "handed-over", nowMs: options.clock.now() };
    case "wait":
      return state.phase === "waiting" ? look(sending, state.entry) : undefined;
  }
}

async function sign(sending: Sending, { nonce }: Entry, fees: Fees): Promise<SendingEvent> {
  const { options, payload, gas, chainId, signal } = sending;
  if (signal?.aborted) return aborted;
  const poor = await findShortage(sending, fees);
  if (poor !== undefined) return poor;
  const signed = await signPayload(options.account, payload, { chainId, nonce, gas }, fees);
  const hash = keccak256(signed);
  sending.signed.set(hash, signed);
  return { type: "signed", attempt: { hash, fees } };
}

const aborted: SendingEvent = {
  type: "stopped",
  error: "aborted",
  args: [],
  detail: "stopped before the transaction was included",
};

async function handOver({ broadcaster, options, payload, signed }: Sending, hash: Hex): Promise<void> {
  try {
    await broadcaster.broadcast(signed.get(hash)!, payload);
  } catch (err) {
    // Already known, or a replacement that does not pay enough: waiting tells, and then higher fees.
    options.log.debug({ err, hash }, "L1 node did not take the transaction");
  }
}

/** Looks at once, so that nothing is waited for that has happened; then sleeps before it is asked again. */
async function look({ client, options, payload, signal }: Sending, entry: Entry): Promise<SendingEvent> {
  const { account, clock, pollMs = 200 } = options;
  // Asked before the receipts, so that a nonce that is gone without a receipt is really another's.
  const count = await client.getTransactionCount({ address: account.address, blockTag: "latest" });
  const included = await includedHash(client, entry.attempts);
  if (included === undefined) {
    if (signal?.aborted) return aborted;
    await clock.sleep(pollMs, signal);
  }
  const market = await readMarket(client, payload.kind);
  return { type: "looked", nowMs: clock.now(), count, included, market };
}

/** That the account cannot pay, if it cannot. */
async function findShortage(sending: Sending, fees: Fees): Promise<SendingEvent | undefined> {
  const { client, options, payload, gas } = sending;
  const { address } = options.account;
  const balance = await client.getBalance({ address });
  const blobGas = BigInt(payload.versionedHashes.length) * GAS_PER_BLOB;
  const cost = gas * fees.maxFeePerGas + blobGas * (fees.maxFeePerBlobGas ?? 0n);
  const needed = (payload.call.value ?? 0n) + cost;
  if (balance >= needed) return undefined;
  const detail = `${address} has ${balance} wei on L1, the transaction may cost ${needed}: send it some`;
  return { type: "stopped", error: "insufficient-funds", args: [needed, balance], detail };
}
