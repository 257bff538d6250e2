/** From parameters and the present L1 to everything that a deployment will be, before a transaction is sent. */
import { type Address, getContractAddress, type Hex } from "viem";
import type {
  Deployment,
  GenesisAccount,
  MiningRules,
  RollupGenesis,
} from "../services/protocol/deployment.ts";
import { hashSuperblock, type Superblock } from "../services/protocol/superblock/superblock.ts";
import { DEPLOYMENT_ORDER } from "./modules/Lockstep.ts";
import type { Parameters } from "./parameters.ts";

export type GenesisRequest = {
  readonly l1ChainId: bigint;
  readonly inbox: Address;
  /** ascending by chain id */
  readonly rollups: readonly { readonly name: string; readonly chainId: bigint }[];
  /** Unix seconds */
  readonly genesisTimestamp: bigint;
  readonly l1Origin: { readonly number: bigint; readonly hash: Hex };
  readonly producer: Address;
  readonly mining: MiningRules;
  readonly actionGasPriceWei: bigint;
};

/** Genesis of all rollups: the accounts they share, their hashes and the superblock over them. */
export type Genesis = {
  readonly accounts: readonly GenesisAccount[];
  readonly rollups: readonly RollupGenesis[];
  readonly superblock: Superblock;
};

export type BuildGenesis = (request: GenesisRequest) => Promise<Genesis>;

export type L1Start = {
  readonly chainId: bigint;
  readonly deployer: Address;
  /** the deployer's next */
  readonly nonce: bigint;
  readonly origin: { readonly number: bigint; readonly hash: Hex };
  /** timestamp of the newest block, Unix seconds */
  readonly timestamp: bigint;
};

/** Addresses in the order in which the module deploys, from the deployer's next nonce on. */
export function predictAddresses(deployer: Address, nonce: bigint): Deployment["addresses"] {
  const at = (name: (typeof DEPLOYMENT_ORDER)[number]): Address =>
    getContractAddress({ from: deployer, nonce: nonce + BigInt(DEPLOYMENT_ORDER.indexOf(name)) });
  return {
    sequencerPolicy: at("BondedSequencer"),
    dataPolicy: at("L1Data"),
    inbox: at("RollupInbox"),
    ledger: at("CheckpointLedger"),
    settlement: at("Settlement"),
    portal: at("Portal"),
    claims: at("Claims"),
    fallback: at("Fallback"),
  };
}

export async function planDeployment(
  parameters: Parameters,
  start: L1Start,
  buildGenesis: BuildGenesis,
): Promise<Deployment> {
  const addresses = predictAddresses(start.deployer, start.nonce);
  const mining: MiningRules = { ...parameters.mining, anchorTimeSec: start.timestamp };
  const genesis = await buildGenesis({
    l1ChainId: start.chainId,
    inbox: addresses.inbox,
    rollups: parameters.rollups,
    genesisTimestamp: start.timestamp,
    l1Origin: start.origin,
    producer: parameters.producer,
    mining,
    actionGasPriceWei: parameters.limits.actionGasPriceWei,
  });
  return {
    version: 1,
    l1ChainId: start.chainId,
    l1StartBlock: start.origin.number,
    addresses,
    rollups: genesis.rollups,
    genesisTimestamp: start.timestamp,
    genesisAccounts: genesis.accounts,
    genesisSuperblock: genesis.superblock,
    leader: parameters.leader,
    producer: parameters.producer,
    strict: parameters.strict,
    mining,
    limits: { ...parameters.limits, batchesKept: parameters.inbox.batchesKept },
  };
}

/** Hash of a deployment's genesis superblock. */
export const genesisHash = (deployment: Deployment): Hex =>
  hashSuperblock(deployment.genesisSuperblock, {
    l1ChainId: deployment.l1ChainId,
    inbox: deployment.addresses.inbox,
  });

/** Constructor arguments by the names that the Ignition module asks for. */
export function constructorArguments(
  deployment: Deployment,
  { portal, bond, inbox, ledger }: Pick<Parameters, "portal" | "bond" | "inbox" | "ledger">,
) {
  const { addresses, limits, mining, rollups } = deployment;
  const { anchorBits, anchorTimeSec, spacingSec, halfLifeSec, auxChainId } = mining;
  return {
    sequencer: {
      leader: deployment.leader,
      inbox: addresses.inbox,
      claims: addresses.claims,
      minBondWei: bond.minBondWei,
      abandonCostWei: bond.abandonCostWei,
      unbondingSec: bond.unbondingSec,
      challengeWindowSec: limits.challengeWindowSec,
      revertDelaySec: limits.revertDelaySec,
      proverShareBps: bond.proverShareBps,
    },
    inbox: {
      sequencerPolicy: addresses.sequencerPolicy,
      dataPolicy: addresses.dataPolicy,
      ledger: addresses.ledger,
      portal: addresses.portal,
      settlement: addresses.settlement,
      claims: addresses.claims,
      fallbackMode: addresses.fallback,
      rollups: rollups.map(({ chainId, genesisHash: hash }) => ({ chainId, genesisHash: hash })),
      genesis: { ...deployment.genesisSuperblock },
      maxLagSec: limits.maxLagSec,
      maxLeadSec: limits.maxLeadSec,
      forceDelaySec: limits.forceDelaySec,
      forcedGasPerSuperblock: limits.forcedGasPerSuperblock,
      miningTimeoutSec: limits.miningTimeoutSec,
      maxUnminedSuperblocks: limits.maxUnminedSuperblocks,
      batchesKept: inbox.batchesKept,
      strict: deployment.strict,
    },
    ledger: {
      inbox: addresses.inbox,
      fallbackMode: addresses.fallback,
      rules: { anchorBits, anchorTimeSec, spacingSec, halfLifeSec, auxChainId },
      minSpacingSec: mining.minSpacingSec,
      checkpointsKept: ledger.checkpointsKept,
      genesisSuperblock: genesisHash(deployment),
    },
    settlement: {
      inbox: addresses.inbox,
      ledger: addresses.ledger,
      fallbackMode: addresses.fallback,
      challengeWindowSec: limits.challengeWindowSec,
      miningTimeoutSec: limits.miningTimeoutSec,
      revertDelaySec: limits.revertDelaySec,
      exitDelaySec: limits.exitDelaySec,
    },
    portal: {
      settlement: addresses.settlement,
      rollups: rollups.map(({ chainId }) => chainId),
      forceDelaySec: limits.forceDelaySec,
      maxLagSec: limits.maxLagSec,
      ...portal,
    },
    claims: {
      inbox: addresses.inbox,
      settlement: addresses.settlement,
      sequencerPolicy: addresses.sequencerPolicy,
      ledger: addresses.ledger,
      fallbackMode: addresses.fallback,
    },
    fallback: { inbox: addresses.inbox, sequencerTimeoutSec: limits.sequencerTimeoutSec },
  };
}
