/**
 * A second EVM that checks blocks: the library's own block import with pure JavaScript crypto, no caches and its
 * own trie. It shares with the engine nothing but the interpreter.
 */
import { createBlock, createBlockHeaderFromRLP } from "@ethereumjs/block";
import { type Common, createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { MerkleStateManager } from "@ethereumjs/statemanager";
import { createTxFromRLP } from "@ethereumjs/tx";
import { bytesToHex, createAccount, createAddressFromString, hexToBytes, unpadBytes } from "@ethereumjs/util";
import { createVM, runBlock } from "@ethereumjs/vm";
import type { SealedBlock } from "../../services/ports.ts";
import type { GenesisAccount } from "../../services/protocol/deployment.ts";

export type ReferenceVm = {
  /** Imports a block as any Prague client would; throws when a header field does not follow. */
  import(block: Pick<SealedBlock, "header" | "transactions">): Promise<void>;
  stateRoot(): Promise<string>;
};

const hardforks = Mainnet.hardforks
  .slice(0, Mainnet.hardforks.findIndex((f) => f.name === Hardfork.Prague) + 1)
  .map((f) => (f.timestamp === undefined ? { ...f, block: 0 } : { ...f, block: null, timestamp: "0" }));

/** Prague's rules on the library's own crypto. */
export const referenceRules = (chainId: bigint): Common =>
  createCustomCommon(
    {
      name: "reference",
      chainId: Number(chainId),
      depositContractAddress: "0x0000000000000000000000000000000000000000",
      hardforks,
    },
    Mainnet,
    { hardfork: Hardfork.Prague },
  );

/** The library's own state with these accounts, nothing cached. */
export async function referenceState(
  common: Common,
  accounts: readonly GenesisAccount[],
): Promise<MerkleStateManager> {
  const state = new MerkleStateManager({ common });
  for (const { address, balance, nonce, code, storage } of accounts) {
    const at = createAddressFromString(address);
    await state.putAccount(at, createAccount({ balance, nonce }));
    if (code !== "0x") await state.putCode(at, hexToBytes(code));
    for (const { slot, value } of storage)
      await state.putStorage(at, hexToBytes(slot), unpadBytes(hexToBytes(value)));
  }
  return state;
}

export async function createReferenceVm(
  chainId: bigint,
  accounts: readonly GenesisAccount[],
): Promise<ReferenceVm> {
  const common = referenceRules(chainId);
  const state = await referenceState(common, accounts);
  const hashes = new Map<number, Uint8Array>();
  const blockchain = {
    getBlock: (number: number) => Promise.resolve({ hash: () => hashes.get(number)! }),
    putBlock: () => Promise.resolve(),
    shallowCopy() {
      return this;
    },
  };
  const vm = await createVM({ common, stateManager: state, blockchain });
  return {
    async import({ header, transactions }) {
      const libraryHeader = createBlockHeaderFromRLP(hexToBytes(header.rlp), { common });
      const block = createBlock(
        {
          header: libraryHeader,
          transactions: transactions.map((raw) => createTxFromRLP(hexToBytes(raw), { common })),
          withdrawals: [],
        },
        { common },
      );
      hashes.set(Number(header.number) - 1, hexToBytes(header.parentHash));
      await runBlock(vm, { block, skipHeaderValidation: true });
    },
    stateRoot: async () => bytesToHex(await state.getStateRoot()),
  };
}
