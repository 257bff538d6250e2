/** The engine's own state layer, filled with what a test starts from. */
import type { Common } from "@ethereumjs/common";
import {
  createAccount,
  createAddressFromString,
  hexToBytes,
  KECCAK256_RLP,
  setLengthLeft,
  unpadBytes,
} from "@ethereumjs/util";
import { StateNodes } from "../../services/execution/ethereumjs/stateNodes.ts";
import { createBlockView, type View } from "../../services/execution/ethereumjs/view.ts";

export type Hex = `0x${string}`;

export type PreState = Readonly<
  Record<
    string,
    {
      readonly balance: Hex;
      readonly nonce: Hex;
      readonly code: Hex;
      readonly storage: Readonly<Record<Hex, Hex>>;
    }
  >
>;

/** Official files write numbers with leading zeros and odd lengths, and an empty string for zero. */
const bytesOf = (hex: Hex): Uint8Array => hexToBytes(hex.length % 2 === 0 ? hex : `0x0${hex.slice(2)}`);
export const bigintOf = (hex: string): bigint => (hex === "0x" ? 0n : BigInt(hex));

export async function viewWith(rules: Common, pre: PreState): Promise<View> {
  const view = await createBlockView(rules, new StateNodes(() => undefined));
  const { state } = view;
  await state.setStateRoot(KECCAK256_RLP);
  await state.checkpoint();
  for (const [address, { balance, nonce, code, storage }] of Object.entries(pre)) {
    const at = createAddressFromString(address);
    await state.putAccount(at, createAccount({ balance: bigintOf(balance), nonce: bigintOf(nonce) }));
    if (code !== "0x") await state.putCode(at, hexToBytes(code));
    for (const [slot, value] of Object.entries(storage))
      await state.putStorage(at, setLengthLeft(bytesOf(slot as Hex), 32), unpadBytes(bytesOf(value)));
  }
  await state.commit();
  await state.getStateRoot();
  return view;
}
