/** A state in which the messenger lies as deep as on a full rollup: every branch on its way has all sixteen children. */
import { type Hex, hexToBytes, keccak256, toHex } from "viem";
import { MESSENGER, MESSENGER_CHANNELS_DIGEST_SLOT } from "../../../services/protocol/systemAddresses.ts";
import { createTrie, type Entry, hashed, nibblesOf, rlp } from "../trieModel.ts";

/** `branches` full branches above the entry. */
function full(entry: Entry, branches: number, value: Hex): Entry[] {
  const path = nibblesOf(entry.key);
  const beside = Array.from({ length: branches }, (_, depth) =>
    Array.from({ length: 16 }, (_, nibble) => nibble)
      .filter((nibble) => nibble !== path[depth])
      .map((nibble) => {
        const start = [...path.slice(0, depth), nibble].map((n) => n.toString(16)).join("");
        const rest = keccak256(toHex(start)).slice(2);
        return { key: `0x${start}${rest}`.slice(0, 66) as Hex, value };
      }),
  );
  return [entry, ...beside.flat()];
}

/** @param nodes of the two proofs, leaves included */
export function deepState(digest: Hex, nodes: { readonly account: number; readonly storage: number }) {
  const slotKey = hashed(MESSENGER_CHANNELS_DIGEST_SLOT);
  const storage = createTrie(
    full({ key: slotKey, value: rlp(hexToBytes(digest)) }, nodes.storage - 1, rlp(hexToBytes(digest))),
  );
  const account = (storageRoot: Hex): Hex =>
    rlp([Uint8Array.of(1), Uint8Array.of(7), hexToBytes(storageRoot), hexToBytes(keccak256("0x60"))]);
  const accountKey = hashed(MESSENGER.toLowerCase() as Hex);
  const state = createTrie(
    full({ key: accountKey, value: account(storage.root) }, nodes.account - 1, account(keccak256("0x80"))),
  );
  return {
    stateRoot: state.root,
    accountProof: state.proof(accountKey),
    storageProof: storage.proof(slotKey),
  };
}
