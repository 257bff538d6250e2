/** Our values as JSON-RPC gives them: bigints as hex quantities, the rest as it is. */
import { toHex } from "viem";

export function jsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return toHex(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, jsonValue(field)]));
}
