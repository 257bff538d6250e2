/**
 * Ethereum's own block import as a second implementation: whole blocks from their RLP into the library's blockchain
 * with its header, body and chain rules, then its `runBlock`. Nothing of ours is told to it but the genesis accounts.
 */
import { createBlock, createBlockFromRLP, createBlockHeaderFromRLP } from "@ethereumjs/block";
import { createBlockchain } from "@ethereumjs/blockchain";
import { bytesToHex, hexToBytes } from "@ethereumjs/util";
import { createVM, runBlock } from "@ethereumjs/vm";
import type { Hex } from "viem";
import { encodeBlock } from "../../services/api/rawBlock.ts";
import type { Store } from "../../services/ports.ts";
import type { GenesisAccount } from "../../services/protocol/deployment.ts";
import { referenceRules, referenceState } from "./referenceVm.ts";

export type ChainImport = {
  /** Takes the next block, RLP as peers exchange it, or throws why not. */
  import(rlp: Hex): Promise<void>;
  /** hash and state root of the newest block taken */
  readonly head: { readonly hash: string; readonly stateRoot: string };
};

export async function createChainImport(
  chainId: bigint,
  accounts: readonly GenesisAccount[],
  /** RLP of block 0's header */
  genesis: Hex,
): Promise<ChainImport> {
  const common = referenceRules(chainId);
  const options = { common, setHardfork: false } as const;
  const stateManager = await referenceState(common, accounts);
  const header = createBlockHeaderFromRLP(hexToBytes(genesis), options);
  const genesisBlock = createBlock({ header, withdrawals: [] }, options);
  const genesisStateRoot = await stateManager.getStateRoot();
  if (bytesToHex(genesisStateRoot) !== bytesToHex(header.stateRoot))
    throw new Error(`genesis accounts have state root ${bytesToHex(genesisStateRoot)}`);
  const blockchain = await createBlockchain({
    common,
    genesisBlock,
    genesisStateRoot,
    validateBlocks: true,
    hardforkByHeadBlockNumber: false,
  });
  const vm = await createVM({ common, stateManager, blockchain });
  let head = { hash: bytesToHex(genesisBlock.hash()), stateRoot: bytesToHex(header.stateRoot) };
  return {
    get head() {
      return head;
    },
    import: async (rlp) => {
      const block = createBlockFromRLP(hexToBytes(rlp), options);
      await blockchain.putBlock(block);
      await runBlock(vm, { block });
      head = { hash: bytesToHex(block.hash()), stateRoot: bytesToHex(await stateManager.getStateRoot()) };
    },
  };
}

export type ImportedGenesis = {
  readonly genesisAccounts: readonly GenesisAccount[];
  readonly rollups: readonly { readonly chainId: bigint; readonly accounts: readonly GenesisAccount[] }[];
};

/** Imports every block of every rollup of a store; answers with how many, and fails where a hash or a state differs. */
export async function importChains(
  store: Pick<Store, "head" | "header" | "block" | "superblock">,
  { genesisAccounts, rollups }: ImportedGenesis,
): Promise<number> {
  let imported = 0;
  for (const [i, { chainId, accounts }] of rollups.entries()) {
    const genesis = store.header(chainId, 0n)!.rlp;
    const chain = await createChainImport(chainId, [...genesisAccounts, ...accounts], genesis);
    for (let number = 1n; number <= store.head()!.superblock.number; number++) {
      const block = store.block(chainId, number)!;
      await chain.import(encodeBlock(block));
      const { blockHash, stateRoot } = store.superblock(number)!.blocks[i]!;
      if (chain.head.hash !== blockHash || chain.head.stateRoot !== stateRoot)
        throw new Error(
          `block ${number} of ${chainId}: ${JSON.stringify(chain.head)} imported, ${blockHash} named`,
        );
      imported++;
    }
  }
  return imported;
}
