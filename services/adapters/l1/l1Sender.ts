/**
 * Port `L1Sender`: one transaction after the other. The nonce is the account's newest in a block, so whatever
 * was left stuck by an earlier life is replaced; a replacement carries the identical payload with higher fees.
 */
import type { Address, Hex, PublicClient, TransactionReceipt } from "viem";
import type { LocalAccount } from "viem/accounts";
import type { Clock, L1Call, L1Sender, L1SendOutcome } from "../../ports.ts";
import type { Logger } from "../../runtime/logger.ts";
import { serialQueue } from "../../runtime/serialQueue.ts";
import { type CallRefusal, refusalAt, refusalNow } from "./callRefusal.ts";
import { asL1Error, createL1Client, type L1Connection } from "./l1Client.ts";

export type L1SenderOptions = L1Connection & {
  readonly account: LocalAccount;
  readonly clock: Clock;
  readonly log: Logger;
  /** wait for inclusion before fees are raised; default 36 s, three slots of Ethereum */
  readonly stuckAfterMs?: number;
  readonly pollMs?: number;
};

type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };
type Attempt = {
  readonly call: L1Call;
  readonly nonce: number;
  readonly gas: bigint;
  readonly chainId: number;
};

const MAX_REPLACEMENTS = 20;
/** geth asks for 10% more on both fees of a replacement; 25% gets there in fewer steps. */
const raise = (wei: bigint): bigint => (wei * 125n) / 100n + 1n;

const refuse = (error: string, detail: string): CallRefusal => ({ ok: false, error, args: [], detail });

export function createL1Sender(options: L1SenderOptions): L1Sender {
  const client = createL1Client(options);
  const inOrder = serialQueue();
  return {
    address: options.account.address,
    send: (call, signal) =>
      inOrder(async () => {
        try {
          return await sendOne(client, options, call, signal);
        } catch (error) {
          throw asL1Error(error, options);
        }
      }),
  };
}

async function sendOne(
  client: PublicClient,
  options: L1SenderOptions,
  call: L1Call,
  signal?: AbortSignal,
): Promise<L1SendOutcome> {
  const { address } = options.account;
  const refusal = await refusalNow(client, options.account.address, call);
  if (refusal !== undefined) return refusal;
  const attempt: Attempt = {
    call,
    nonce: await client.getTransactionCount({ address, blockTag: "latest" }),
    gas: call.gas ?? ((await client.estimateGas({ ...call, account: address })) * 12n) / 10n,
    chainId: await client.getChainId(),
  };
  let fees: Fees = await client.estimateFeesPerGas();
  const hashes: Hex[] = [];
  for (let round = 0; round < MAX_REPLACEMENTS; round++) {
    if (signal?.aborted) return refuse("aborted", "stopped before the transaction was included");
    const poor = await findShortage(client, address, attempt, fees);
    if (poor !== undefined) return poor;
    const hash = await broadcast(client, options, attempt, fees);
    if (hash !== undefined && !hashes.includes(hash)) hashes.push(hash);
    const receipt = await awaitReceipt(client, options, { hashes, nonce: attempt.nonce }, signal);
    if (receipt === "nonce-taken")
      return refuse("nonce-taken", `nonce ${attempt.nonce} of ${address} went to another transaction`);
    if (receipt !== undefined) return outcomeOf(client, options, call, receipt);
    fees = higherFees(fees, await client.estimateFeesPerGas());
    options.log.warn({ nonce: attempt.nonce, ...fees }, "L1 transaction is stuck, fees raised");
  }
  return refuse("stuck", `not included after ${MAX_REPLACEMENTS} replacements`);
}

async function findShortage(
  client: PublicClient,
  address: Address,
  { call, gas }: Attempt,
  fees: Fees,
): Promise<CallRefusal | undefined> {
  const balance = await client.getBalance({ address });
  const needed = (call.value ?? 0n) + gas * fees.maxFeePerGas;
  if (balance >= needed) return undefined;
  const detail = `${address} has ${balance} wei on L1, the transaction may cost ${needed}: send it some`;
  return { ok: false, error: "insufficient-funds", args: [needed, balance], detail };
}

/** Signs and hands the transaction to the node; undefined if the node would not have it at these fees. */
async function broadcast(
  client: PublicClient,
  { account, log }: L1SenderOptions,
  { call, ...fixed }: Attempt,
  fees: Fees,
): Promise<Hex | undefined> {
  const { to, data, value = 0n } = call;
  const serializedTransaction = await account.signTransaction({
    ...fixed,
    ...fees,
    to,
    data,
    value,
    type: "eip1559",
  });
  try {
    return await client.sendRawTransaction({ serializedTransaction });
  } catch (err) {
    // Already known, or a replacement that does not pay enough: waiting tells, and then higher fees.
    log.debug({ err, nonce: fixed.nonce }, "L1 node did not take the transaction");
    return undefined;
  }
}

async function awaitReceipt(
  client: PublicClient,
  { clock, account, stuckAfterMs = 36_000, pollMs = 200 }: L1SenderOptions,
  { hashes, nonce }: { readonly hashes: readonly Hex[]; readonly nonce: number },
  signal?: AbortSignal,
): Promise<TransactionReceipt | "nonce-taken" | undefined> {
  const until = clock.now() + stuckAfterMs;
  while (!signal?.aborted) {
    // Asked before the receipts, so that a nonce that is gone without a receipt is really another's.
    const count = await client.getTransactionCount({ address: account.address, blockTag: "latest" });
    for (const hash of hashes) {
      const receipt = await findReceipt(client, hash);
      if (receipt !== undefined) return receipt;
    }
    if (count > nonce) return "nonce-taken";
    if (clock.now() >= until) return undefined;
    await clock.sleep(pollMs, signal);
  }
  return undefined;
}

async function findReceipt(client: PublicClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (error) {
    if ((error as Error).name === "TransactionReceiptNotFoundError") return undefined;
    throw error;
  }
}

async function outcomeOf(
  client: PublicClient,
  options: L1SenderOptions,
  call: L1Call,
  receipt: TransactionReceipt,
): Promise<L1SendOutcome> {
  const { transactionHash, blockNumber, gasUsed, status } = receipt;
  if (status === "success") return { ok: true, transactionHash, blockNumber, gasUsed };
  const reason = await refusalAt(client, options.account.address, call, { blockNumber });
  return reason ?? refuse("unknown", `L1 transaction ${transactionHash} reverted, and would not any more`);
}

const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);

const higherFees = (paid: Fees, asked: Fees): Fees => ({
  maxFeePerGas: higher(raise(paid.maxFeePerGas), asked.maxFeePerGas),
  maxPriorityFeePerGas: higher(raise(paid.maxPriorityFeePerGas), asked.maxPriorityFeePerGas),
});
