/** Blocks, receipts and logs as Ethereum's JSON-RPC gives them. */
import { type Address, type Hex, size, toHex } from "viem";
import type { BlockHeader, Receipt, StoredBlock } from "../ports.ts";
import { rankOf } from "./ranks.ts";
import { encodeBlock } from "./rawBlock.ts";
import type { RpcDeps } from "./rpcDeps.ts";

/** Hash of an empty list of uncles and root of an empty trie. */
const EMPTY_UNCLES = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
const EMPTY_TRIE = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

type Deps = Pick<RpcDeps, "ranks">;
const lower = (address: Address): string => address.toLowerCase();

export const formatHeader = (deps: Deps, header: BlockHeader) => ({
  number: toHex(header.number),
  hash: header.hash,
  parentHash: header.parentHash,
  nonce: "0x0000000000000000",
  sha3Uncles: EMPTY_UNCLES,
  logsBloom: header.logsBloom,
  transactionsRoot: header.transactionsRoot,
  stateRoot: header.stateRoot,
  receiptsRoot: header.receiptsRoot,
  miner: lower(header.producer),
  difficulty: "0x0",
  totalDifficulty: "0x0",
  extraData: header.parentSuperblock,
  gasLimit: toHex(header.gasLimit),
  gasUsed: toHex(header.gasUsed),
  timestamp: toHex(header.timestamp),
  mixHash: header.prevRandao,
  baseFeePerGas: toHex(header.baseFee),
  withdrawalsRoot: EMPTY_TRIE,
  blobGasUsed: "0x0",
  excessBlobGas: "0x0",
  parentBeaconBlockRoot: header.l1Origin,
  requestsHash: header.requestsHash,
  lockstepRank: rankOf(header.number, deps.ranks()),
});

export const formatBlock = (deps: Deps, block: StoredBlock, transactions: readonly unknown[]) => ({
  ...formatHeader(deps, block.header),
  size: toHex(size(encodeBlock(block))),
  transactions,
  uncles: [],
  withdrawals: [],
});

export const transactionHashes = (block: StoredBlock): Hex[] =>
  block.receipts.map((receipt) => receipt.transactionHash);

export const formatReceipt = (
  deps: Deps,
  header: BlockHeader,
  receipt: Receipt,
  index: number,
  firstLog: number,
) => ({
  transactionHash: receipt.transactionHash,
  transactionIndex: toHex(index),
  blockHash: header.hash,
  blockNumber: toHex(header.number),
  from: lower(receipt.from),
  to: receipt.to ? lower(receipt.to) : null,
  contractAddress: receipt.contractAddress ? lower(receipt.contractAddress) : null,
  cumulativeGasUsed: toHex(receipt.cumulativeGasUsed),
  gasUsed: toHex(receipt.gasUsed),
  effectiveGasPrice: toHex(receipt.effectiveGasPrice),
  logs: receipt.logs.map((_, i) => formatLog(header, receipt, index, i, firstLog + i)),
  logsBloom: receipt.logsBloom,
  status: receipt.success ? "0x1" : "0x0",
  type: toHex(receipt.type),
  lockstepRank: rankOf(header.number, deps.ranks()),
});

/** @param logIndex position in the block */
export function formatLog(header: BlockHeader, receipt: Receipt, index: number, i: number, logIndex: number) {
  const log = receipt.logs[i]!;
  return {
    address: lower(log.address),
    topics: log.topics,
    data: log.data,
    blockHash: header.hash,
    blockNumber: toHex(header.number),
    blockTimestamp: toHex(header.timestamp),
    transactionHash: receipt.transactionHash,
    transactionIndex: toHex(index),
    logIndex: toHex(logIndex),
    removed: false,
  };
}

/** Number of logs in the block before each receipt. */
export function firstLogIndexes(receipts: readonly Receipt[]): number[] {
  let count = 0;
  return receipts.map((receipt) => {
    const first = count;
    count += receipt.logs.length;
    return first;
  });
}
