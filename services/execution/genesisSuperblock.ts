/** Block 0 and superblock 0: what their fields are before anybody decided anything. */
import { hexToBytes, KECCAK256_RLP } from "@ethereumjs/util";
import { type Address, type Hex, sha256, zeroAddress } from "viem";
import type { BlockHeader, SignedSuperblock } from "../ports.ts";
import { EMPTY_ROOT } from "../protocol/appendOnlyTree.ts";
import { type ChannelEntry, channelIds, channelsRoot } from "../protocol/channels/channel.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import { GENESIS_BASE_FEE } from "../protocol/superblock/l2Header.ts";
import {
  type BlockLeaf,
  blocksRoot,
  hashSuperblock,
  type Superblock,
} from "../protocol/superblock/superblock.ts";
import { buildHeader } from "./ethereumjs/headers.ts";
import { pragueRules } from "./ethereumjs/rules.ts";

export type GenesisOrigin = {
  readonly l1ChainId: bigint;
  readonly inbox: Address;
  /** Unix seconds */
  readonly genesisTimestamp: bigint;
  readonly l1OriginNumber: bigint;
  readonly l1Origin: Hex;
};

export const genesisHeader = (
  chainId: bigint,
  timestamp: bigint,
  l1Origin: Hex,
  stateRoot: Uint8Array,
): BlockHeader =>
  buildHeader(
    pragueRules(chainId),
    {
      number: 0n,
      timestamp,
      producer: zeroAddress,
      prevRandao: ZERO_HASH,
      l1Origin,
      parentSuperblock: ZERO_HASH,
    },
    {
      parentHash: hexToBytes(ZERO_HASH),
      baseFee: GENESIS_BASE_FEE,
      stateRoot,
      transactionsRoot: KECCAK256_RLP,
      receiptsRoot: KECCAK256_RLP,
      requestsHash: hexToBytes(sha256("0x")),
      logsBloom: new Uint8Array(256),
      gasUsed: 0n,
    },
  );

export function genesisSuperblock(inputs: GenesisOrigin, headers: readonly BlockHeader[]): SignedSuperblock {
  const ids = channelIds(
    inputs.l1ChainId,
    headers.map((header) => header.chainId),
  );
  const channels: ChannelEntry[] = ids.map((id) => ({ ...id, count: 0n, root: EMPTY_ROOT }));
  const blocks: BlockLeaf[] = headers.map((header) => ({
    chainId: header.chainId,
    number: 0n,
    blockHash: header.hash,
    stateRoot: header.stateRoot,
    traceRoot: ZERO_HASH,
  }));
  const superblock: Superblock = {
    term: ZERO_HASH,
    number: 0n,
    timestamp: inputs.genesisTimestamp,
    producer: zeroAddress,
    parent: ZERO_HASH,
    historyRoot: EMPTY_ROOT,
    blocksRoot: blocksRoot(blocks),
    channelsRoot: channelsRoot(channels),
    l1OriginNumber: inputs.l1OriginNumber,
    l1Origin: inputs.l1Origin,
  };
  const hash = hashSuperblock(superblock, { l1ChainId: inputs.l1ChainId, inbox: inputs.inbox });
  return { superblock, hash, blocks, channels, consumed: headers.map(() => 0n) };
}
