import { DecodeRefusal } from "./byteStream.ts";
import { packAmount, unpackAmount } from "./column.ts";
import { KIND } from "./signedTransaction.ts";
import type { StreamsReader, StreamsWriter } from "./streams.ts";

/** What a wallet sets and keeps: the type of its transactions, and fees in wei. */
export type Fees = { readonly kind: number; readonly priorityFee: bigint; readonly fee: bigint };

export const keyOfFees = ({ kind, priorityFee, fee }: Fees): string => `${kind}/${priorityFee}/${fee}`;
/** Of a transaction that travels whole. */
export const WHOLE: Fees = { kind: KIND.whole, priorityFee: 0n, fee: 0n };
export function writeFees(out: StreamsWriter, { kind, priorityFee, fee }: Fees): void {
  const to = out.bytes("feeValues");
  to.byte(kind);
  if (kind === KIND.whole) return;
  if (kind >= KIND.dynamicFee) to.varint(packAmount(priorityFee));
  to.varint(packAmount(fee));
}

export function readFees(streams: StreamsReader): Fees {
  const from = streams.bytes("feeValues");
  const kind = from.byte();
  if (kind > KIND.whole) throw new DecodeRefusal("value-out-of-range", KIND.whole, kind);
  if (kind === KIND.whole) return WHOLE;
  const priorityFee = kind >= KIND.dynamicFee ? unpackAmount(from.varint()) : 0n;
  return { kind, priorityFee, fee: unpackAmount(from.varint()) };
}
