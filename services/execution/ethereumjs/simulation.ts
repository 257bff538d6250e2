/** Calls that leave no trace, and the search for the least gas that a call needs. */
import type { Block } from "@ethereumjs/block";
import type { Log } from "@ethereumjs/evm";
import { createLegacyTx } from "@ethereumjs/tx";
import {
  Account,
  bytesToHex,
  createAddressFromString,
  createZeroAddress,
  equalsBytes,
  hexToBytes,
} from "@ethereumjs/util";
import type { CallOutcome, CallRequest } from "../../ports.ts";
import { MESSENGER } from "../../protocol/systemAddresses.ts";
import { leastGas } from "./transactions.ts";
import type { View } from "./view.ts";

/** Refund cap of EIP-3529: a fifth of what was used. */
const REFUND_QUOTIENT = 5n;
/** Gas that a call with value hands on for free. */
const CALL_STIPEND = 2300n;

export type Simulated = CallOutcome & {
  /** before refunds: what the sender must bring */
  readonly gasSpent: bigint;
  /** messages that the call sent through the messenger */
  readonly sent: bigint;
};

/** Executes on top of the view's state and takes everything back. Costs no fee; value must be covered. */
export async function simulate(
  view: View,
  block: Block,
  request: CallRequest,
  gasLimit: bigint,
): Promise<Simulated> {
  const { evm } = view.vm;
  const prepared = prepare(view, request, gasLimit);
  if (!("intrinsic" in prepared)) return prepared;
  const { caller, to, data, value, intrinsic, floor } = prepared;
  await view.state.checkpoint();
  try {
    evm.journal.cleanJournal();
    view.missed.begin();
    warm(view, block, [caller.toString(), ...(to ? [to.toString()] : [])]);
    const account = (await view.state.getAccount(caller)) ?? new Account();
    if (account.balance < value) return failed("insufficient funds for transfer", 0n);
    const result = await evm.runCall({
      block,
      caller,
      ...(to && { to }),
      data,
      value,
      gasLimit: gasLimit - intrinsic,
      gasPrice: request.gasPrice ?? 0n,
    });
    const outcome = outcomeOf(result.execResult, intrinsic, floor);
    const missed = view.missed.first();
    return missed === undefined ? outcome : { ...outcome, missed };
  } finally {
    evm.journal.cleanJournal();
    await view.state.revert();
    view.state.originalStorageCache.clear();
    view.forget();
  }
}

function prepare(view: View, request: CallRequest, gasLimit: bigint) {
  const caller = request.from ? createAddressFromString(request.from) : createZeroAddress();
  const to = request.to ? createAddressFromString(request.to) : undefined;
  const data = hexToBytes(request.data ?? "0x");
  const value = request.value ?? 0n;
  try {
    const tx = createLegacyTx({ ...(to && { to }), data, value, gasLimit }, { common: view.vm.common });
    const floor = leastGas(tx);
    if (gasLimit < floor) return failed(`intrinsic gas too low: have ${gasLimit}, want ${floor}`, 0n);
    return { caller, to, data, value, intrinsic: tx.getIntrinsicGas(), floor };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error), 0n);
  }
}

function warm(view: View, block: Block, addresses: readonly string[]): void {
  const { journal, precompiles } = view.vm.evm;
  for (const address of precompiles.keys()) journal.addAlwaysWarmAddress(address);
  for (const address of addresses) journal.addAlwaysWarmAddress(address);
  journal.addAlwaysWarmAddress(block.header.coinbase.toString());
}

type ExecResult = {
  readonly exceptionError?: { readonly error: string };
  readonly returnValue: Uint8Array;
  readonly executionGasUsed: bigint;
  readonly gasRefund?: bigint;
  readonly logs?: readonly Log[];
};

const MESSENGER_BYTES = hexToBytes(MESSENGER);
const countSent = (logs: readonly Log[]): bigint =>
  BigInt(logs.filter(([address]) => equalsBytes(address, MESSENGER_BYTES)).length);

function outcomeOf(result: ExecResult, intrinsic: bigint, floor: bigint): Simulated {
  const gasSpent = max(intrinsic + result.executionGasUsed, floor);
  const refund = min(result.gasRefund ?? 0n, (intrinsic + result.executionGasUsed) / REFUND_QUOTIENT);
  const gasUsed = max(intrinsic + result.executionGasUsed - refund, floor);
  const error = result.exceptionError?.error;
  return {
    success: error === undefined,
    returnData: bytesToHex(result.returnValue),
    gasUsed,
    gasSpent,
    sent: countSent(result.logs ?? []),
    ...(error !== undefined && error !== "revert" && { failure: error }),
  };
}

const failed = (failure: string, gasUsed: bigint): Simulated => ({
  success: false,
  returnData: "0x",
  gasUsed,
  gasSpent: gasUsed,
  sent: 0n,
  failure,
});

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * How much more a message may cost than it does on the head: what it writes depends on how many stand before it in
 * the channel. At most 32 cold reads and hashes and one slot that was empty.
 */
const GAS_PER_MESSAGE = 100_000n;

/**
 * Least gas limit up to `cap` with which the call succeeds, with room for other people's messages that may come
 * first; the outcome at the cap if that failed or missed a result.
 */
export async function searchGas(
  attempt: (gasLimit: bigint) => Promise<Simulated>,
  cap: bigint,
): Promise<
  { readonly ok: true; readonly gas: bigint } | { readonly ok: false; readonly outcome: CallOutcome }
> {
  const first = await attempt(cap);
  // Without its result the call would take another way.
  if (!first.success || first.missed !== undefined) return { ok: false, outcome: first };
  let failing = first.gasUsed - 1n;
  let succeeding = cap;
  // A frame passes on 63/64 of its gas at most, so nested calls may need more than was spent in the end.
  const guess = ((first.gasSpent + CALL_STIPEND) * 64n) / 63n;
  if (guess < succeeding) {
    if ((await attempt(guess)).success) succeeding = guess;
    else failing = guess;
  }
  while (succeeding - failing > 1n) {
    const middle = (succeeding + failing) / 2n;
    if ((await attempt(middle)).success) succeeding = middle;
    else failing = middle;
  }
  return { ok: true, gas: min(cap, succeeding + first.sent * GAS_PER_MESSAGE) };
}
