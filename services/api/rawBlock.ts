/** RLP of whole blocks. */
import type { Hex } from "viem";
import type { StoredBlock } from "../ports.ts";

/** A block as peers exchange it: RLP of header, transactions, no uncles, no withdrawals. */
export function encodeBlock({ header, transactions }: StoredBlock): Hex {
  const body = transactions.map(asItem).join("");
  const content = `${header.rlp.slice(2)}${withPrefix(0xc0, body)}c0c0`;
  return `0x${withPrefix(0xc0, content)}`;
}

/** A typed transaction is a byte string in the list, a legacy one a list of its own. */
const asItem = (raw: Hex): string =>
  Number.parseInt(raw.slice(2, 4), 16) >= 0xc0 ? raw.slice(2) : withPrefix(0x80, raw.slice(2));

/** RLP length prefix for content of hex digits; single bytes do not occur here. */
function withPrefix(base: number, content: string): string {
  const length = content.length / 2;
  if (length <= 55) return (base + length).toString(16) + content;
  const digits = length.toString(16);
  const padded = digits.length % 2 === 0 ? digits : `0${digits}`;
  return (base + 55 + padded.length / 2).toString(16) + padded + content;
}
