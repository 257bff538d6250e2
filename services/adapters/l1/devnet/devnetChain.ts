/**
 * A Hardhat chain whose blocks can be made again with the same hashes. Hardhat keeps its chain in memory, so every
 * block is journaled (time and raw transactions) before anybody sees it, and a start replays the journal. What a
 * block's hash depends on besides is fixed here: genesis time, mempool order, prevRandao (derived from the parent);
 * parentBeaconBlockRoot comes from a generator inside Hardhat that moves once a block.
 */
import { type Hex, keccak256, serializeTransaction, type TransactionSerializable } from "viem";
import { type SerialQueue, serialQueue } from "../../../runtime/serialQueue.ts";
import { type BlockJournal, type BlockLine, blockCount, DevnetL1Error } from "./blockJournal.ts";

/** A JSON-RPC call on the simulated chain itself. */
export type ChainRequest = (method: string, params?: readonly unknown[]) => Promise<unknown>;

export const DEVNET_L1_CHAIN_ID = 31337;

const REFUSED = /^(evm|hardhat|anvil)_/;
const ALLOWED = new Set(["evm_mine", "hardhat_metadata", "hardhat_getAutomine"]);

type RpcBlock = { readonly hash: Hex; readonly timestamp: Hex; readonly transactions: readonly Hex[] };

export type Head = { readonly number: number; readonly timeSec: number; readonly hash: Hex };

export interface DevnetChain {
  /** Answers a client's call; state-changing calls one after the other, all others after those before them. */
  answer(edr: ChainRequest, method: string, params: readonly unknown[]): Promise<unknown>;
  readonly head: Head;
}

/** Thrown to a client whose call would change the chain in a way that a restart cannot repeat. */
export class RefusedMethod extends Error {}

/** Brings a fresh simulated chain to where the journal ends and checks each hash on the way. */
export async function replay(
  edr: ChainRequest,
  journal: BlockJournal,
  onProgress: (done: number, total: number) => void,
): Promise<Head> {
  let head: Head = await readHead(edr, "0x0");
  check("genesis", journal.genesis?.genesisHash, head.hash);
  const total = journal.blocks.reduce((sum, line) => sum + blockCount(line), 0);
  for (const line of journal.blocks) {
    for (const raw of line.transactions ?? []) await edr("eth_sendRawTransaction", [raw]);
    for (let i = 0; i < blockCount(line); i++) {
      const done = line.number + i;
      head = await mineOn(edr, head, line.timeSec + i * (line.stepSec ?? 0));
      if (done % 1000 === 0) onProgress(done, total);
    }
    check(`block ${head.number}`, line.hash, head.hash);
  }
  return head;
}

function check(what: string, expected: Hex | undefined, actual: Hex): void {
  if (expected === actual) return;
  throw new DevnetL1Error(
    "block-hash-mismatch",
    `replaying the devnet's L1 gave another hash for ${what} (journal ${expected}, now ${actual}): was it made by another version of Hardhat? Start over with --fresh`,
  );
}

type Block = Head & { readonly transactions: readonly Hex[] };

export async function readHead(edr: ChainRequest, tag: "0x0" | "latest"): Promise<Block> {
  const block = (await edr("eth_getBlockByNumber", [tag, false])) as RpcBlock & { readonly number: Hex };
  return {
    number: Number(block.number),
    timeSec: Number(block.timestamp),
    hash: block.hash,
    transactions: block.transactions,
  };
}

async function mineOn(edr: ChainRequest, parent: Head, timeSec: number): Promise<Block> {
  await edr("hardhat_setPrevRandao", [keccak256(parent.hash)]);
  await edr("evm_mine", [`0x${timeSec.toString(16)}`]);
  return readHead(edr, "latest");
}

/** The chain in service, from `head` on. `nowMs` is the wall clock. */
export function serveChain(options: {
  readonly head: Head;
  readonly journal: BlockJournal;
  readonly nowMs: () => number;
}): DevnetChain {
  const { journal, nowMs } = options;
  const inOrder: SerialQueue = serialQueue();
  const rawByHash = new Map<Hex, Hex>();
  let head = options.head;

  const mine = async (edr: ChainRequest): Promise<void> => {
    // Blocks of one second share a timestamp: the chain's time must not run ahead of the clock.
    const timeSec = Math.max(head.timeSec, Math.floor(nowMs() / 1000));
    const block = await mineOn(edr, head, timeSec);
    const transactions = block.transactions.map((hash) => rawByHash.get(hash)!);
    const { number, hash } = block;
    journal.append({ number, timeSec, hash, ...(transactions.length > 0 && { transactions }) } as BlockLine);
    for (const hash of block.transactions) rawByHash.delete(hash);
    head = { number, timeSec, hash };
  };

  const send = async (edr: ChainRequest, method: string, params: readonly unknown[]): Promise<Hex> => {
    const hash = (await edr(method, params)) as Hex;
    rawByHash.set(hash, method === "eth_sendRawTransaction" ? (params[0] as Hex) : await rawOf(edr, hash));
    await mine(edr);
    return hash;
  };

  return {
    get head() {
      return head;
    },
    answer: async (edr, method, params) => {
      if (REFUSED.test(method) && !ALLOWED.has(method))
        throw new RefusedMethod(`${method} is refused: the devnet's L1 keeps its chain over restarts`);
      if (method === "eth_sendRawTransaction" || method === "eth_sendTransaction")
        return inOrder(() => send(edr, method, params));
      if (method === "evm_mine")
        return inOrder(async () => {
          await mine(edr);
          return "0x0";
        });
      await inOrder(async () => undefined);
      return edr(method, params);
    },
  };
}

/** The signed bytes of a transaction that Hardhat signed itself, checked against its hash. */
async function rawOf(edr: ChainRequest, hash: Hex): Promise<Hex> {
  const t = (await edr("eth_getTransactionByHash", [hash])) as Record<string, string | null>;
  const number = (value: string | null | undefined) => (value == null ? undefined : BigInt(value));
  const fields = {
    type: t.type === "0x2" ? "eip1559" : t.type === "0x1" ? "eip2930" : "legacy",
    chainId: Number(t.chainId),
    nonce: Number(t.nonce),
    to: t.to,
    value: number(t.value),
    data: t.input,
    gas: number(t.gas),
    accessList: t.accessList ?? undefined,
    ...(t.type === "0x2"
      ? { maxFeePerGas: number(t.maxFeePerGas), maxPriorityFeePerGas: number(t.maxPriorityFeePerGas) }
      : { gasPrice: number(t.gasPrice) }),
  } as unknown as TransactionSerializable;
  const v = BigInt(t.v ?? "0x0");
  const raw = serializeTransaction(fields, {
    r: pad32(t.r),
    s: pad32(t.s),
    ...(t.type === "0x0" ? { v } : { yParity: Number(v) }),
  });
  if (keccak256(raw) === hash) return raw;
  await edr("hardhat_dropTransaction", [hash]);
  throw new RefusedMethod("this transaction cannot be repeated after a restart: sign it and send it raw");
}

const pad32 = (value: string | null | undefined): Hex => `0x${(value ?? "0x").slice(2).padStart(64, "0")}`;
