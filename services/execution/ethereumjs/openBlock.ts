/**
 * A block being built on the engine's block view. A little longer than a file should be: it is one port, whose methods
 * share the view, the marks and what was included.
 */
import { type Block, createBlock } from "@ethereumjs/block";
import type { TypedTransaction } from "@ethereumjs/tx";
import {
  bytesToHex,
  createAddressFromString,
  equalsBytes,
  hexToBytes,
  setLengthLeft,
} from "@ethereumjs/util";
import { type Address, type Hex, zeroAddress } from "viem";
import type {
  BlockHeader,
  CallOutcome,
  CallRequest,
  LocalLimits,
  LocalOutcome,
  LocalTransaction,
  Mark,
  OpenBlock,
  SealedBlock,
  TxOutcome,
} from "../../ports.ts";
import { type BlockEnv, L2_GAS_LIMIT } from "../../protocol/superblock/l2Header.ts";
import { toHexString } from "../../runtime/bytes.ts";
import { applyLocal } from "../applyLocal.ts";
import { applyTransaction, invalid } from "./applyTransaction.ts";
import { libraryHeader, openingFields } from "./headers.ts";
import { type Included, outcomeOf } from "./receipts.ts";
import { type BlockDeps, sealBlock } from "./sealBlock.ts";
import { simulate } from "./simulation.ts";
import { writeHistory } from "./systemCalls.ts";
import { decodeTransaction } from "./transactions.ts";
import { unsignedTransaction } from "./unsignedTransaction.ts";

export async function startBlock(deps: BlockDeps, parent: BlockHeader, env: BlockEnv): Promise<OpenBlock> {
  const { state } = deps.view;
  const root = hexToBytes(parent.stateRoot);
  // The caches are warm only when the parent is the block that was sealed last, not after a rollback.
  if (!equalsBytes(await state.getStateRoot(), root)) await state.setStateRoot(root);
  await state.checkpoint();
  try {
    await writeHistory(deps.view, env, parent.hash);
  } catch (error) {
    await state.revert();
    throw error;
  }
  const baseFee = libraryHeader(deps.rules, parent).calcNextBaseFee();
  return new BlockInProgress(deps, parent, env, baseFee);
}

class BlockInProgress implements OpenBlock {
  readonly env: BlockEnv;
  readonly baseFee: bigint;
  readonly gasLimit = L2_GAS_LIMIT;
  readonly #deps: BlockDeps;
  readonly #parent: BlockHeader;
  /** the block as its transactions see it */
  readonly #block: Block;
  #included: Included[] = [];
  #gasUsed = 0n;
  #marks: { readonly count: number; readonly gasUsed: bigint }[] = [];
  #open = true;
  /** not once it holds a transaction that nobody signed */
  #isSealable = true;

  constructor(deps: BlockDeps, parent: BlockHeader, env: BlockEnv, baseFee: bigint) {
    this.#deps = deps;
    this.#parent = parent;
    this.env = env;
    this.baseFee = baseFee;
    this.#block = createBlock(
      { header: openingFields(env, hexToBytes(parent.hash), baseFee), withdrawals: [] },
      { common: deps.rules, setHardfork: false, freeze: false },
    );
  }

  gasLeft(): bigint {
    return L2_GAS_LIMIT - this.#gasUsed;
  }

  async nonceOf(address: Address): Promise<bigint> {
    return (await this.#state.getAccount(createAddressFromString(address)))?.nonce ?? 0n;
  }

  async balanceOf(address: Address): Promise<bigint> {
    return (await this.#state.getAccount(createAddressFromString(address)))?.balance ?? 0n;
  }

  async storageAt(address: Address, slot: Hex): Promise<Hex> {
    const value = await this.#state.getStorage(createAddressFromString(address), hexToBytes(slot));
    return bytesToHex(setLengthLeft(value, 32));
  }

  async call(request: CallRequest): Promise<CallOutcome> {
    this.#assertOpen();
    const {
      gasSpent: _,
      sent: __,
      ...outcome
    } = await simulate(this.#deps.view, this.#block, request, request.gas ?? L2_GAS_LIMIT);
    return outcome;
  }

  async apply(raw: Hex, signer?: Address): Promise<TxOutcome> {
    this.#assertOpen();
    const decoded = decodeTransaction(this.#deps.rules, raw, signer);
    if (!decoded.ok) return invalid(decoded.refusal);
    return this.#run(decoded.tx, raw);
  }

  async applyUnsigned(request: CallRequest): Promise<TxOutcome> {
    this.#assertOpen();
    this.#isSealable = false;
    const from = request.from ?? zeroAddress;
    const made = unsignedTransaction(this.#deps.rules, request, {
      from,
      nonce: await this.nonceOf(from),
      gasLimit: request.gas ?? this.gasLeft(),
      maxFeePerGas: request.gasPrice ?? this.baseFee,
    });
    return made.ok ? this.#run(made.tx, "0x") : invalid(made.refusal);
  }

  async #run(tx: TypedTransaction, raw: Hex): Promise<TxOutcome> {
    const applied = await applyTransaction(
      { view: this.#deps.view, block: this.#block, baseFee: this.baseFee, gasUsed: this.#gasUsed },
      tx,
    );
    if (!applied.ok) return invalid(applied.refusal);
    const included: Included = { tx, raw, hash: toHexString(tx.hash()), result: applied.result };
    this.#included.push(included);
    this.#gasUsed += applied.result.totalGasSpent;
    const outcome = outcomeOf(included);
    return applied.missed === undefined ? outcome : { ...outcome, missed: applied.missed };
  }

  applyLocal(
    transactions: readonly LocalTransaction[],
    limits: LocalLimits,
  ): Promise<readonly LocalOutcome[]> {
    return applyLocal(this, transactions, limits);
  }

  async mark(): Promise<Mark> {
    this.#assertOpen();
    // On the state, not on the journal, which each transaction starts anew.
    await this.#state.checkpoint();
    this.#marks.push({ count: this.#included.length, gasUsed: this.#gasUsed });
    return { depth: this.#marks.length };
  }

  async rollback(mark: Mark): Promise<void> {
    this.#assertInnermost(mark);
    const { count, gasUsed } = this.#marks.pop()!;
    await this.#state.revert();
    this.#state.originalStorageCache.clear();
    this.#included = this.#included.slice(0, count);
    this.#gasUsed = gasUsed;
  }

  async keep(mark: Mark): Promise<void> {
    this.#assertInnermost(mark);
    this.#marks.pop();
    await this.#state.commit();
  }

  async seal(): Promise<SealedBlock> {
    this.#assertOpen();
    if (!this.#isSealable) throw new Error("sealing a block with a transaction that nobody signed");
    if (this.#marks.length > 0) throw new Error(`sealing with ${this.#marks.length} marks open`);
    const sealed = await sealBlock(this.#deps, {
      parent: this.#parent,
      env: this.env,
      baseFee: this.baseFee,
      included: this.#included,
      gasUsed: this.#gasUsed,
    });
    this.#close();
    return sealed;
  }

  async drop(): Promise<void> {
    if (!this.#open) return;
    for (let depth = this.#marks.length; depth >= 0; depth--) await this.#state.revert();
    this.#deps.view.vm.evm.journal.cleanJournal();
    // Left alone, the caches would carry what this block read into the next one.
    this.#state.clearCaches();
    await this.#state.setStateRoot(hexToBytes(this.#parent.stateRoot));
    this.#deps.nodes.discardWrites();
    this.#close();
  }

  get #state() {
    return this.#deps.view.state;
  }

  #close(): void {
    this.#open = false;
    this.#deps.onClosed();
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error(`block ${this.env.number} is closed`);
  }

  #assertInnermost(mark: Mark): void {
    this.#assertOpen();
    if (mark.depth !== this.#marks.length)
      throw new Error(`mark ${mark.depth} is not the innermost of ${this.#marks.length}`);
  }
}
