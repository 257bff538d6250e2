/** A transaction that nobody signed, for simulating what a call would do in a block. */
import type { Common } from "@ethereumjs/common";
import { createFeeMarket1559Tx } from "@ethereumjs/tx";
import { createAddressFromString } from "@ethereumjs/util";
import type { Address } from "viem";
import type { CallRequest } from "../../ports.ts";
import type { Decoded } from "./transactions.ts";

export type UnsignedFields = {
  readonly from: Address;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
};

export function unsignedTransaction(
  rules: Common,
  request: CallRequest,
  { from, nonce, gasLimit, maxFeePerGas }: UnsignedFields,
): Decoded {
  const { to, value = 0n, data = "0x" } = request;
  const fields = { nonce, gasLimit, maxFeePerGas, maxPriorityFeePerGas: 0n, value, data, ...(to && { to }) };
  try {
    const tx = createFeeMarket1559Tx(
      { chainId: rules.chainId(), ...fields },
      { common: rules, freeze: false },
    );
    const sender = createAddressFromString(from);
    const digest = tx.getHashedMessageToSign();
    // What the interpreter asks of a signed one.
    tx.getSenderAddress = () => sender;
    tx.isSigned = () => true;
    tx.hash = () => digest;
    return { ok: true, tx };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, refusal: { reason: "malformed", detail } };
  }
}
