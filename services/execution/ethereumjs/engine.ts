/** The engine port on @ethereumjs/vm. */
import { type Block, createBlock } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import { getMerkleStateProof } from "@ethereumjs/statemanager";
import { bytesToHex, createAddressFromString, hexToBytes, setLengthLeft } from "@ethereumjs/util";
import { type Address, getAddress, type Hex, hexToBigInt } from "viem";
import type { AccountProof, BlockHeader, CallRequest, Engine } from "../../ports.ts";
import { loadedKzg } from "../../runtime/kzg.ts";
import { ServiceError } from "../../runtime/serviceError.ts";
import { libraryHeader } from "./headers.ts";
import { keepJumpTables } from "./jumpTables.ts";
import { startBlock } from "./openBlock.ts";
import { pragueRules } from "./rules.ts";
import { type Simulated, searchGas, simulate } from "./simulation.ts";
import { type NodeReader, StateNodes } from "./stateNodes.ts";
import { readTransaction } from "./transactions.ts";
import { createBlockView, createCallView, openState, type View } from "./view.ts";

export type EngineOptions = {
  readonly chainId: bigint;
  /** Durable trie nodes and code of this rollup: `(key) => store.stateNode(chainId, key)`. */
  readonly readNode: NodeReader;
};

/** A second block was opened while one is open: a bug of the caller. */
export class BlockAlreadyOpen extends ServiceError {
  constructor(message: string) {
    super("block-already-open", message);
  }
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  // Now, because a precompile that cannot load it would revert, and the state root be another.
  loadedKzg();
  const rules = pragueRules(options.chainId);
  await keepJumpTables(rules);
  const nodes = new StateNodes(options.readNode);
  const view = await createBlockView(rules, nodes);
  const calls = callQueue(rules, await createCallView(rules, nodes));
  let open = false;
  return {
    chainId: options.chainId,
    readTransaction: async (raw) => readTransaction(rules, raw),
    async open(parent, env) {
      if (open) throw new BlockAlreadyOpen(`chain ${options.chainId} already has an open block`);
      nodes.settle(hexToBytes(parent.stateRoot));
      const block = await startBlock({ rules, nodes, view, onClosed: () => (open = false) }, parent, env);
      open = true;
      return block;
    },
    async call(header, request) {
      const {
        gasSpent: _,
        sent: __,
        ...outcome
      } = await calls(header, (run) => run(request, leastOf(request.gas, header.gasLimit)));
      return outcome;
    },
    estimateGas: (header, request) =>
      calls(header, async (run, balanceOf) => {
        const cap = await affordableGas(header, request, balanceOf);
        return searchGas((gasLimit) => run(request, gasLimit), cap);
      }),
    ...stateReads(rules, nodes),
  };
}

type Run = (request: CallRequest, gasLimit: bigint) => Promise<Simulated>;
type BalanceOf = (address: Address) => Promise<bigint>;

/** Calls run one after the other on one view; a VM serves one execution at a time. */
function callQueue(rules: Common, view: View) {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(header: BlockHeader, work: (run: Run, balanceOf: BalanceOf) => Promise<T>): Promise<T> => {
    const turn = last.then(async () => {
      await view.state.setStateRoot(hexToBytes(header.stateRoot), true);
      const block = environment(rules, header);
      return work(
        (request, gasLimit) => simulate(view, block, request, gasLimit),
        async (address) => (await view.state.getAccount(createAddressFromString(address)))?.balance ?? 0n,
      );
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}

const environment = (rules: Common, header: BlockHeader): Block =>
  createBlock(
    { header: libraryHeader(rules, header), withdrawals: [] },
    { common: rules, setHardfork: false },
  );

/**
 * What a caller asks for, but never more than a block has: a call runs on the thread that builds blocks, and
 * nobody pays for it.
 */
const leastOf = (asked: bigint | undefined, limit: bigint): bigint =>
  asked !== undefined && asked < limit ? asked : limit;

/** The caller's cap, the block's limit and what the sender can pay for, whichever is least. */
async function affordableGas(
  header: BlockHeader,
  request: CallRequest,
  balanceOf: BalanceOf,
): Promise<bigint> {
  const cap = leastOf(request.gas, header.gasLimit);
  if (!request.gasPrice || !request.from) return cap;
  const left = (await balanceOf(request.from)) - (request.value ?? 0n);
  const paid = left > 0n ? left / request.gasPrice : 0n;
  return paid < cap ? paid : cap;
}

function stateReads(rules: Common, nodes: StateNodes) {
  // Most questions are about the head, so the last state that was asked about stays open.
  let last: { readonly root: Hex; readonly state: ReturnType<typeof openState> } | undefined;
  const at = (root: Hex): ReturnType<typeof openState> => {
    if (last?.root === root) return last.state;
    const state = openState(rules, nodes, hexToBytes(root));
    last = { root, state };
    return state;
  };
  return {
    async account(root: Hex, address: Address) {
      const account = await (await at(root)).getAccount(createAddressFromString(address));
      return { balance: account?.balance ?? 0n, nonce: account?.nonce ?? 0n };
    },
    async code(root: Hex, address: Address): Promise<Hex> {
      return bytesToHex(await (await at(root)).getCode(createAddressFromString(address)));
    },
    async storage(root: Hex, address: Address, slot: Hex): Promise<Hex> {
      const value = await (await at(root)).getStorage(createAddressFromString(address), hexToBytes(slot));
      return bytesToHex(setLengthLeft(value, 32));
    },
    async proof(root: Hex, address: Address, slots: readonly Hex[]): Promise<AccountProof> {
      const state = await at(root);
      const keys = slots.map((slot) => setLengthLeft(hexToBytes(slot), 32));
      const proof = await getMerkleStateProof(state, createAddressFromString(address), keys);
      return {
        address: getAddress(proof.address),
        balance: hexToBigInt(proof.balance),
        nonce: hexToBigInt(proof.nonce),
        codeHash: proof.codeHash,
        storageHash: proof.storageHash,
        accountProof: proof.accountProof,
        // The library leaves the slots out when there is no account; their absence needs no proof then.
        storageProof: slots.map((key, i) => ({
          key,
          value: hexToBigInt(proof.storageProof[i]?.value ?? "0x0"),
          proof: proof.storageProof[i]?.proof ?? [],
        })),
      };
    },
  };
}
