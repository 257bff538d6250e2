/**
 * BlockchainTests: a chain of blocks must be taken or refused block by block as published and end in the published
 * head. Rules of headers and of the chain are the library's; the state under them is the engine's.
 */
import { type Block, createBlockFromRLP } from "@ethereumjs/block";
import { type Blockchain, createBlockchain } from "@ethereumjs/blockchain";
import type { Common } from "@ethereumjs/common";
import { bytesToHex, hexToBytes } from "@ethereumjs/util";
import { createVM, runBlock, type VM } from "@ethereumjs/vm";
import { type Hex, type PreState, viewWith } from "./preState.ts";
import { type Fork, rulesOf } from "./rules.ts";
import type { Verdict } from "./verdict.ts";

type BlockTest = {
  readonly network: Fork;
  readonly pre: PreState;
  readonly genesisRLP: Hex;
  readonly lastblockhash: Hex;
  readonly blocks: readonly { readonly rlp: Hex; readonly expectException?: string }[];
};

export async function* blockTests(path: string, text: string): AsyncGenerator<Verdict> {
  const file = JSON.parse(text) as Record<string, BlockTest>;
  for (const [name, test] of Object.entries(file))
    yield { title: `${path} ${name}`, failure: await judge(rulesOf(test.network), test) };
}

type Chain = {
  readonly rules: Common;
  readonly vm: VM;
  readonly blockchain: Blockchain;
  /** state root after each block that was taken */
  readonly roots: Map<Hex, Uint8Array>;
};

async function judge(rules: Common, test: BlockTest): Promise<string | undefined> {
  const genesisBlock = createBlockFromRLP(hexToBytes(test.genesisRLP), { common: rules, setHardfork: false });
  const { state } = await viewWith(rules, test.pre);
  const genesisRoot = await state.getStateRoot();
  if (bytesToHex(genesisRoot) !== bytesToHex(genesisBlock.header.stateRoot))
    return "wrong genesis state root";
  const blockchain = await createBlockchain({
    common: rules,
    genesisBlock,
    genesisStateRoot: genesisRoot,
    validateBlocks: true,
    hardforkByHeadBlockNumber: false,
  });
  const vm = await createVM({ common: rules, stateManager: state, blockchain });
  const roots = new Map([[bytesToHex(genesisBlock.hash()), genesisRoot]]);
  let last = bytesToHex(genesisBlock.hash());
  for (const [i, { rlp, expectException }] of test.blocks.entries()) {
    const taken = await take({ rules, vm, blockchain, roots }, rlp);
    if (taken.ok && expectException !== undefined)
      return `block ${i} taken, should be refused: ${expectException}`;
    if (!taken.ok && expectException === undefined) return `block ${i} refused: ${taken.reason}`;
    if (taken.ok) last = taken.hash;
  }
  return last === test.lastblockhash ? undefined : `head ${last}, should be ${test.lastblockhash}`;
}

type Taken = { readonly ok: true; readonly hash: Hex } | { readonly ok: false; readonly reason: string };

async function take({ rules, vm, blockchain, roots }: Chain, rlp: Hex): Promise<Taken> {
  try {
    const block: Block = createBlockFromRLP(hexToBytes(rlp), { common: rules, setHardfork: false });
    const root = roots.get(bytesToHex(block.header.parentHash));
    if (root === undefined) return { ok: false, reason: "unknown parent" };
    await blockchain.validateHeader(block.header);
    const result = await runBlock(vm, { block, root, setHardfork: false });
    await blockchain.putBlock(block);
    roots.set(bytesToHex(block.hash()), result.stateRoot);
    return { ok: true, hash: bytesToHex(block.hash()) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
