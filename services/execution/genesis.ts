/**
 * Genesis of a deployment: accounts, block 0 of every rollup and superblock 0. Everything follows from the
 * parameters, so every node that has the deployment file arrives at the same hashes.
 */
import type { BlockHeader, SealedBlock, SignedSuperblock } from "../ports.ts";
import type { Deployment, GenesisAccount, MiningRules, RollupGenesis } from "../protocol/deployment.ts";
import { hashSuperblock, type Superblock } from "../protocol/superblock/superblock.ts";
import { MESSENGER, MINED_BLOCK_ORACLE, TOKEN_BRIDGE } from "../protocol/systemAddresses.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { type Artifact, constructAccount, type GenesisContract, systemAccounts } from "./genesisAccounts.ts";
import { genesisStateFrom } from "./genesisState.ts";
import { type GenesisOrigin, genesisHeader, genesisSuperblock } from "./genesisSuperblock.ts";

/** ETH that the messenger holds at first, from which deposits are paid out: 10^27 wei. */
export const MESSENGER_RESERVE_WEI = 10n ** 27n;

export type GenesisParams = GenesisOrigin & {
  readonly rollups: readonly Rollup[];
  readonly mining: MiningRules;
  readonly actionGasPriceWei: bigint;
  readonly messengerReserveWei?: bigint;
};

type Rollup = { readonly name: string; readonly chainId: bigint };

export type SystemArtifacts = {
  readonly messenger: Artifact;
  readonly tokenBridge: Artifact;
  readonly oracle: Artifact;
};

export type Genesis = {
  /** accounts that are the same on all rollups; those that are not stand in `rollups` */
  readonly accounts: readonly GenesisAccount[];
  /** ascending by chain id */
  readonly rollups: readonly RollupGenesis[];
  /** block 0 of every rollup with the state it needs, in the same order */
  readonly blocks: readonly SealedBlock[];
  readonly headers: readonly BlockHeader[];
  readonly superblock: Superblock;
  /** superblock 0 as the store takes it, unsigned */
  readonly signed: SignedSuperblock;
};

/** The deployment file was changed, or written by a version with other rules. */
export class GenesisMismatch extends UsageError {}

/** Genesis of a new deployment: runs the constructors of our system contracts. */
export async function buildGenesis(params: GenesisParams, artifacts: SystemArtifacts): Promise<Genesis> {
  const rollups = [...params.rollups].sort((a, b) => (a.chainId < b.chainId ? -1 : 1));
  const contracts = ourContracts(
    params,
    artifacts,
    rollups.map(({ chainId }) => chainId),
  );
  const shared: GenesisAccount[] = systemAccounts();
  const own = new Map<bigint, GenesisAccount[]>(rollups.map(({ chainId }) => [chainId, []]));
  for (const contract of contracts) {
    const built = await Promise.all(rollups.map(({ chainId }) => constructAccount(contract, { chainId })));
    if (built.every((account) => isSame(account, built[0]!))) shared.push(built[0]!);
    else for (const [i, { chainId }] of rollups.entries()) own.get(chainId)!.push(built[i]!);
  }
  const withAccounts = rollups.map((rollup) => ({ ...rollup, accounts: own.get(rollup.chainId)! }));
  return genesisFrom(params, withAccounts, shared);
}

async function genesisFrom(
  origin: GenesisOrigin,
  rollups: readonly (Rollup & { readonly accounts: readonly GenesisAccount[] })[],
  shared: readonly GenesisAccount[],
): Promise<Genesis> {
  const blocks: SealedBlock[] = [];
  for (const { chainId, accounts } of rollups) {
    const { stateRoot, stateWrites } = await genesisStateFrom([...shared, ...accounts]);
    const header = genesisHeader(chainId, origin.genesisTimestamp, origin.l1Origin, stateRoot);
    blocks.push({ header, transactions: [], receipts: [], stateWrites });
  }
  const headers = blocks.map((block) => block.header);
  const signed = genesisSuperblock(origin, headers);
  return {
    accounts: shared,
    blocks,
    headers,
    rollups: rollups.map(({ name, chainId, accounts }, i) => ({
      name,
      chainId,
      genesisHash: headers[i]!.hash,
      accounts,
    })),
    superblock: signed.superblock,
    signed,
  };
}

/** Rebuilds genesis from a deployment file; throws when the file's hashes do not follow from its accounts. */
export async function genesisOf(deployment: Deployment): Promise<Genesis> {
  const { genesisSuperblock: expected, addresses, l1ChainId, genesisTimestamp } = deployment;
  const { l1OriginNumber, l1Origin } = expected;
  const { inbox } = addresses;
  const genesis = await genesisFrom(
    { l1ChainId, inbox, genesisTimestamp, l1OriginNumber, l1Origin },
    deployment.rollups,
    deployment.genesisAccounts,
  );
  const want = hashSuperblock(expected, { l1ChainId, inbox });
  if (genesis.signed.hash !== want)
    throw new GenesisMismatch(
      `genesis superblock is ${genesis.signed.hash}, the deployment file says ${want}`,
    );
  for (const [i, { name, genesisHash }] of deployment.rollups.entries()) {
    const { hash } = genesis.headers[i]!;
    if (hash !== genesisHash)
      throw new GenesisMismatch(`genesis of ${name} is ${hash}, the deployment file says ${genesisHash}`);
  }
  return genesis;
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

const isSame = (a: GenesisAccount, b: GenesisAccount): boolean =>
  a.code === b.code && JSON.stringify(a.storage) === JSON.stringify(b.storage);
