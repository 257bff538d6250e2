/** A transaction that nobody signed, for simulating what a call would do in a block. */
import type { Common } from "@ethereumjs/common";
import { createFeeMarket1559Tx, type TypedTransaction } from "@ethereumjs/tx";
import { createAddressFromString } from "@ethereumjs/util";
import type { Address } from "viem";
import type { CallRequest } from "../../ports.ts";

export type UnsignedFields = {
  readonly from: Address;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
};

/** Throws what the library throws for fields that no transaction can have. */
export function unsignedTransaction(
  rules: Common,
  request: CallRequest,
  fields: UnsignedFields,
): TypedTransaction {
  const { from, nonce, gasLimit, maxFeePerGas } = fields;
  const tx = createFeeMarket1559Tx(
    {
      chainId: rules.chainId(),
      nonce,
      gasLimit,
      maxFeePerGas,
      maxPriorityFeePerGas: 0n,
      ...(request.to && { to: request.to }),
      value: request.value ?? 0n,
      data: request.data ?? "0x",
    },
    { common: rules, freeze: false },
  );
  const sender = createAddressFromString(from);
  const digest = tx.getHashedMessageToSign();
  // What the interpreter asks of a signed one.
  tx.getSenderAddress = () => sender;
  tx.isSigned = () => true;
  tx.hash = () => digest;
  return tx;
}
