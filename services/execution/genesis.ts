/**
 * Genesis of a deployment: accounts, block 0 of every rollup and superblock 0. Everything follows from the
 * parameters, so every node that has the deployment file arrives at the same hashes.
 */
import { hexToBytes, KECCAK256_RLP } from "@ethereumjs/util";
import { type Address, type Hex, sha256, zeroAddress } from "viem";
import type { BlockHeader, SealedBlock, SignedSuperblock } from "../ports.ts";
import { EMPTY_ROOT } from "../protocol/appendOnlyTree.ts";
import { type ChannelEntry, channelIds, channelsRoot } from "../protocol/channels/channel.ts";
import type { Deployment, GenesisAccount, MiningRules, RollupGenesis } from "../protocol/deployment.ts";
import { ZERO_HASH } from "../protocol/merkleTree.ts";
import { GENESIS_BASE_FEE } from "../protocol/superblock/l2Header.ts";
import {
  type BlockLeaf,
  blocksRoot,
  hashSuperblock,
  type Superblock,
} from "../protocol/superblock/superblock.ts";
import { MESSENGER, MINED_BLOCK_ORACLE, TOKEN_BRIDGE } from "../protocol/systemAddresses.ts";
import { buildHeader } from "./ethereumjs/headers.ts";
import { pragueRules } from "./ethereumjs/rules.ts";
import { type Artifact, constructAccount, type GenesisContract, systemAccounts } from "./genesisAccounts.ts";
import { genesisStateFrom } from "./genesisState.ts";

/** ETH that the messenger holds at first, from which deposits are paid out: 10^27 wei. */
export const MESSENGER_RESERVE_WEI = 10n ** 27n;

export type GenesisParams = {
  readonly l1ChainId: bigint;
  readonly inbox: Address;
  readonly rollups: readonly { readonly name: string; readonly chainId: bigint }[];
  /** Unix seconds */
  readonly genesisTimestamp: bigint;
  readonly mining: MiningRules;
  readonly actionGasPriceWei: bigint;
  readonly l1OriginNumber: bigint;
  readonly l1Origin: Hex;
  readonly messengerReserveWei?: bigint;
};

export type SystemArtifacts = {
  readonly messenger: Artifact;
  readonly tokenBridge: Artifact;
  readonly oracle: Artifact;
};

export type Genesis = {
  readonly accounts: readonly GenesisAccount[];
  /** block 0 of every rollup, ascending by chain id, with the state it needs */
  readonly blocks: readonly SealedBlock[];
  readonly headers: readonly BlockHeader[];
  readonly rollups: readonly RollupGenesis[];
  readonly superblock: Superblock;
  /** superblock 0 as the store takes it, unsigned */
  readonly signed: SignedSuperblock;
};

/** A system contract's code or storage depends on the chain id, which one account set for all cannot hold. */
export class GenesisAccountsDiffer extends Error {
  readonly code = "genesis-accounts-differ";
}

export async function buildGenesis(params: GenesisParams, artifacts: SystemArtifacts): Promise<Genesis> {
  const rollups = [...params.rollups].sort((a, b) => (a.chainId < b.chainId ? -1 : 1));
  const contracts = ourContracts(
    params,
    artifacts,
    rollups.map((r) => r.chainId),
  );
  const accounts: GenesisAccount[] = systemAccounts();
  for (const contract of contracts) accounts.push(await constructEverywhere(contract, rollups));
  return genesisFrom({ ...params, rollups, accounts });
}

export type GenesisInputs = Omit<GenesisParams, "rollups" | "mining" | "actionGasPriceWei"> & {
  readonly rollups: readonly { readonly name: string; readonly chainId: bigint }[];
  readonly accounts: readonly GenesisAccount[];
};

/** Blocks and superblock over accounts that are known already. */
export async function genesisFrom(inputs: GenesisInputs): Promise<Genesis> {
  const state = await genesisStateFrom(inputs.accounts);
  const blocks = inputs.rollups.map(({ chainId }): SealedBlock => {
    const header = genesisHeader(chainId, inputs.genesisTimestamp, inputs.l1Origin, state.stateRoot);
    return { header, transactions: [], receipts: [], stateWrites: state.stateWrites };
  });
  const headers = blocks.map((block) => block.header);
  const signed = genesisSuperblock(inputs, headers);
  return {
    accounts: inputs.accounts,
    blocks,
    headers,
    rollups: inputs.rollups.map(({ name, chainId }, i) => ({ name, chainId, genesisHash: headers[i]!.hash })),
    superblock: signed.superblock,
    signed,
  };
}

/** Rebuilds genesis from a deployment file; throws when the file's hashes do not follow from its accounts. */
export async function genesisOf(deployment: Deployment): Promise<Genesis> {
  const { genesisSuperblock: expected, addresses } = deployment;
  const genesis = await genesisFrom({
    l1ChainId: deployment.l1ChainId,
    inbox: addresses.inbox,
    rollups: deployment.rollups,
    accounts: deployment.genesisAccounts,
    genesisTimestamp: deployment.genesisTimestamp,
    l1OriginNumber: expected.l1OriginNumber,
    l1Origin: expected.l1Origin,
  });
  const domain = { l1ChainId: deployment.l1ChainId, inbox: addresses.inbox };
  const want = hashSuperblock(expected, domain);
  if (genesis.signed.hash !== want)
    throw new GenesisMismatch(`genesis superblock ${genesis.signed.hash}, deployment file says ${want}`);
  return genesis;
}

/** The deployment file was changed, or written by a version with other rules. */
export class GenesisMismatch extends Error {
  readonly code = "genesis-mismatch";
}

function ourContracts(
  params: GenesisParams,
  artifacts: SystemArtifacts,
  chainIds: readonly bigint[],
): GenesisContract[] {
  const { l1ChainId, inbox, mining, actionGasPriceWei } = params;
  const reserve = params.messengerReserveWei ?? MESSENGER_RESERVE_WEI;
  return [
    {
      artifact: artifacts.messenger,
      address: MESSENGER,
      args: [l1ChainId, chainIds, actionGasPriceWei],
      balance: reserve,
    },
    { artifact: artifacts.tokenBridge, address: TOKEN_BRIDGE, args: [], balance: 0n },
    {
      artifact: artifacts.oracle,
      address: MINED_BLOCK_ORACLE,
      args: [mining, l1ChainId, inbox],
      balance: 0n,
    },
  ];
}

async function constructEverywhere(
  contract: GenesisContract,
  rollups: GenesisParams["rollups"],
): Promise<GenesisAccount> {
  const built = await Promise.all(rollups.map(({ chainId }) => constructAccount(contract, { chainId })));
  const [first, ...others] = built;
  const same = (account: GenesisAccount): boolean =>
    account.code === first!.code && JSON.stringify(account.storage) === JSON.stringify(first!.storage);
  if (!others.every(same))
    throw new GenesisAccountsDiffer(`${contract.artifact.contractName} depends on the chain id`);
  return first!;
}

const genesisHeader = (
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

function genesisSuperblock(
  inputs: Pick<GenesisInputs, "l1ChainId" | "inbox" | "genesisTimestamp" | "l1OriginNumber" | "l1Origin">,
  headers: readonly BlockHeader[],
): SignedSuperblock {
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
