/** State trie over genesis accounts, with every node and code that the store needs of it. */
import { createMPT } from "@ethereumjs/mpt";
import { MerkleStateManager } from "@ethereumjs/statemanager";
import {
  createAccount,
  createAddressFromString,
  hexToBytes,
  MapDB,
  unpadBytes,
  unprefixedHexToBytes,
  ValueEncoding,
} from "@ethereumjs/util";
import type { GenesisAccount } from "../protocol/deployment.ts";
import { liveNodes } from "./ethereumjs/liveNodes.ts";
import { pragueRules } from "./ethereumjs/rules.ts";

export type GenesisState = {
  readonly stateRoot: Uint8Array;
  readonly stateWrites: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
};

export async function genesisStateFrom(accounts: readonly GenesisAccount[]): Promise<GenesisState> {
  // The state does not depend on the chain id; the rules are here for their hash function.
  const rules = pragueRules(1n);
  const db = new MapDB<string, Uint8Array | string>();
  const trie = await createMPT({
    db,
    common: rules,
    useKeyHashing: true,
    valueEncoding: ValueEncoding.Bytes,
  });
  const state = new MerkleStateManager({ trie, common: rules });
  for (const account of accounts) {
    const address = createAddressFromString(account.address);
    await state.putAccount(address, createAccount({ balance: account.balance, nonce: account.nonce }));
    if (account.code !== "0x") await state.putCode(address, hexToBytes(account.code));
    for (const { slot, value } of account.storage)
      await state.putStorage(address, hexToBytes(slot), unpadBytes(hexToBytes(value)));
  }
  const stateRoot = await state.getStateRoot();
  const nodes = new Map([...db._database].map(([key, value]) => [key, value as Uint8Array]));
  const live = liveNodes(stateRoot, nodes);
  const stateWrites = [...nodes]
    .filter(([key]) => live.has(key))
    .map(([key, value]) => ({ key: unprefixedHexToBytes(key), value }));
  return { stateRoot, stateWrites };
}
