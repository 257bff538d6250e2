/** Gas that a transaction needs before its first instruction, from what it carries. */
import { type Hex, size } from "viem";

const BASE = 21_000n;
const PER_CREATION = 32_000n;
const PER_INITCODE_WORD = 2n;
const PER_TOKEN = 4n;
const FLOOR_PER_TOKEN = 10n;
const PER_LISTED_ADDRESS = 2_400n;
const PER_LISTED_SLOT = 1_900n;
const PER_AUTHORIZATION = 25_000n;

export type Carried = {
  readonly data: Hex;
  readonly isCreation: boolean;
  readonly accessList: readonly { readonly storageKeys: readonly unknown[] }[];
  readonly authorizations: number;
};

/** EIP-2028, EIP-2930, EIP-3860 and EIP-7702 together. */
export function intrinsicGas({ data, isCreation, accessList, authorizations }: Carried): bigint {
  const words = BigInt(Math.ceil(size(data) / 32));
  const slots = accessList.reduce((sum, { storageKeys }) => sum + storageKeys.length, 0);
  return (
    BASE +
    PER_TOKEN * tokens(data) +
    (isCreation ? PER_CREATION + PER_INITCODE_WORD * words : 0n) +
    PER_LISTED_ADDRESS * BigInt(accessList.length) +
    PER_LISTED_SLOT * BigInt(slots) +
    PER_AUTHORIZATION * BigInt(authorizations)
  );
}

/** EIP-7623: what the data cost at least, whatever is executed. */
export const floorDataGas = (data: Hex): bigint => BASE + FLOOR_PER_TOKEN * tokens(data);

/** A zero byte counts one, every other four. */
function tokens(data: Hex): bigint {
  let zeros = 0;
  for (let i = 2; i < data.length; i += 2) if (data[i] === "0" && data[i + 1] === "0") zeros++;
  return BigInt(4 * size(data) - 3 * zeros);
}
