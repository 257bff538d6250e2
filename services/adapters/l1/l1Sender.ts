/** Port `L1Sender`: interpreter of the sending reducer, one transaction of the account after the other. */
import type { Hex } from "viem";
import type { L1Call, L1Sender, L1SendOutcome } from "../../ports.ts";
import { serialQueue } from "../../runtime/serialQueue.ts";
import { type CallRefusal, estimateGas, refusalAt, refusalNow } from "./callRefusal.ts";
import { asL1Error, createL1Client } from "./l1Client.ts";
import { findReceipt, isPending, readMarket } from "./sending/chainReads.ts";
import type { SendKind } from "./sending/fees.ts";
import { createBroadcaster, payloadOf } from "./sending/l1Payload.ts";
import {
  begin,
  type L1SenderOptions,
  run,
  type SenderParts,
  type Sending,
} from "./sending/sendingEffects.ts";
import {
  initialSending,
  reduceSending,
  type SendingEvent,
  type SendingState,
} from "./sending/sendingState.ts";
import { openSendJournal } from "./sending/sendJournal.ts";

const refuse = (error: string, detail: string): CallRefusal => ({ ok: false, error, args: [], detail });

/** What the poster chooses its carrier by. */
export interface PricedL1Sender extends L1Sender {
  /** Wei a gas that L1 asks now, and which kind of transaction of the account still waits there. */
  prices(): Promise<{
    readonly gas: bigint;
    readonly blobGas: bigint;
    readonly pending: SendKind | undefined;
  }>;
}

export function createL1Sender(options: L1SenderOptions): PricedL1Sender {
  const client = createL1Client(options);
  const inOrder = serialQueue();
  const parts: SenderParts = {
    client,
    options,
    journal: options.journal ?? openSendJournal(options.account.address),
    broadcaster: createBroadcaster(client, options.kzg, options.sidecar),
  };
  return {
    address: options.account.address,
    prices: () => readPrices(parts).catch((error: unknown) => Promise.reject(asL1Error(error, options))),
    send: (call, signal) =>
      inOrder(async () => {
        try {
          return await sendOne(parts, call, signal);
        } catch (error) {
          throw asL1Error(error, options);
        }
      }),
  };
}

async function readPrices({ client, journal, options }: SenderParts) {
  const { baseFee, priorityFee, blobBaseFee } = await readMarket(client, "blob");
  const { address } = options.account;
  const left = journal.at(await client.getTransactionCount({ address, blockTag: "latest" }));
  const pending = left && (await isPending(client, left.attempts)) ? left.kind : undefined;
  return { gas: baseFee + priorityFee, blobGas: blobBaseFee, pending };
}

async function sendOne(parts: SenderParts, call: L1Call, signal?: AbortSignal): Promise<L1SendOutcome> {
  const { client, options } = parts;
  const { address } = options.account;
  const payload = await payloadOf(call, options.kzg);
  // Before the simulation: so what an earlier life got into a block either takes the nonce or is seen there.
  const count = await client.getTransactionCount({ address, blockTag: "latest" });
  const refusal = await refusalNow(client, address, payload);
  if (refusal !== undefined) return refusal;
  const sending: Sending = {
    ...parts,
    payload,
    gas: call.gas ?? ((await estimateGas(client, address, payload)) * 12n) / 10n,
    chainId: await client.getChainId(),
    signed: new Map(),
    signal,
  };
  let state: SendingState = initialSending({
    caps: options.caps ?? {},
    stuckAfterMs: options.stuckAfterMs ?? 36_000,
  });
  const events: SendingEvent[] = [await begin(sending, count)];
  for (let event = events.shift(); event !== undefined; event = events.shift()) {
    const step = reduceSending(state, event);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.type === "included") return outcomeOf(sending, effect.hash);
      if (effect.type === "refuse")
        return { ok: false, error: effect.error, args: effect.args, detail: effect.detail };
      const next = await run(sending, state, effect);
      if (next !== undefined) events.push(next);
    }
  }
  return refuse("stuck", "the sending came to nothing");
}

async function outcomeOf(sending: Sending, hash: Hex): Promise<L1SendOutcome> {
  const { client, options, payload } = sending;
  const receipt = await findReceipt(client, hash);
  if (receipt === undefined) return refuse("reorganised", `L1 took transaction ${hash} and gave it back`);
  const { transactionHash, blockNumber, gasUsed, status, blobGasUsed } = receipt;
  if (status === "success")
    return { ok: true, transactionHash, blockNumber, gasUsed, ...(blobGasUsed && { blobGasUsed }) };
  const reason = await refusalAt(client, options.account.address, payload, { blockNumber });
  return reason ?? refuse("unknown", `L1 transaction ${transactionHash} reverted, and would not any more`);
}
