/** L2 block headers: the library's form and ours. */
import {
  createBlockHeader,
  createBlockHeaderFromRLP,
  type BlockHeader as LibraryHeader,
} from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import { bytesToHex, hexToBytes, KECCAK256_RLP } from "@ethereumjs/util";
import type { BlockHeader } from "../../ports.ts";
import { type BlockEnv, L2_GAS_LIMIT } from "../../protocol/superblock/l2Header.ts";

/** What a block's header holds besides its environment. */
export type HeaderContents = {
  readonly parentHash: Uint8Array;
  readonly baseFee: bigint;
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly requestsHash: Uint8Array;
  readonly logsBloom: Uint8Array;
  readonly gasUsed: bigint;
};

/** Header fields that are known when a block opens. */
export const openingFields = (env: BlockEnv, parentHash: Uint8Array, baseFee: bigint) => ({
  parentHash,
  coinbase: env.producer,
  number: env.number,
  gasLimit: L2_GAS_LIMIT,
  timestamp: env.timestamp,
  extraData: hexToBytes(env.parentSuperblock),
  mixHash: hexToBytes(env.prevRandao),
  baseFeePerGas: baseFee,
  withdrawalsRoot: KECCAK256_RLP,
  blobGasUsed: 0n,
  excessBlobGas: 0n,
  parentBeaconBlockRoot: hexToBytes(env.l1Origin),
});

export function buildHeader(rules: Common, env: BlockEnv, contents: HeaderContents): BlockHeader {
  const header = createBlockHeader(
    {
      ...openingFields(env, contents.parentHash, contents.baseFee),
      stateRoot: contents.stateRoot,
      transactionsTrie: contents.transactionsRoot,
      receiptTrie: contents.receiptsRoot,
      requestsHash: contents.requestsHash,
      logsBloom: contents.logsBloom,
      gasUsed: contents.gasUsed,
    },
    { common: rules, setHardfork: false },
  );
  return {
    ...env,
    chainId: rules.chainId(),
    hash: bytesToHex(header.hash()),
    parentHash: bytesToHex(contents.parentHash),
    stateRoot: bytesToHex(contents.stateRoot),
    transactionsRoot: bytesToHex(contents.transactionsRoot),
    receiptsRoot: bytesToHex(contents.receiptsRoot),
    requestsHash: bytesToHex(contents.requestsHash),
    logsBloom: bytesToHex(contents.logsBloom),
    gasLimit: L2_GAS_LIMIT,
    gasUsed: contents.gasUsed,
    baseFee: contents.baseFee,
    rlp: bytesToHex(header.serialize()),
  };
}

export const libraryHeader = (rules: Common, header: BlockHeader): LibraryHeader =>
  createBlockHeaderFromRLP(hexToBytes(header.rlp), { common: rules, setHardfork: false });
