/** What identifies a deployment: everything a node needs besides an L1 URL. The content of the deployment file. */
import type { Address, Hex } from "viem";
import type { Superblock } from "./superblock/superblock.ts";

/** Genesis account of a rollup; the same set for all rollups. */
export type GenesisAccount = {
  readonly address: Address;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Hex;
  readonly storage: readonly { readonly slot: Hex; readonly value: Hex }[];
};

export type RollupGenesis = { readonly name: string; readonly chainId: bigint; readonly genesisHash: Hex };

/** Rules of the checkpoint chain (CheckpointChain.Rules) with the spacing that only L1 checks. */
export type MiningRules = {
  readonly anchorBits: number;
  readonly anchorTimeSec: bigint;
  readonly spacingSec: number;
  readonly halfLifeSec: number;
  readonly auxChainId: number;
  readonly minSpacingSec: bigint;
};

export type Deployment = {
  readonly version: 1;
  readonly l1ChainId: bigint;
  /** L1 block from which on logs are read. */
  readonly l1StartBlock: bigint;
  readonly addresses: {
    readonly sequencerPolicy: Address;
    readonly dataPolicy: Address;
    readonly inbox: Address;
    readonly ledger: Address;
    readonly settlement: Address;
    readonly portal: Address;
  };
  /** Ascending by chain id. */
  readonly rollups: readonly RollupGenesis[];
  readonly genesisTimestamp: bigint;
  readonly genesisAccounts: readonly GenesisAccount[];
  readonly genesisSuperblock: Superblock;
  readonly leader: Address;
  readonly producer: Address;
  readonly mining: MiningRules;
  readonly limits: {
    readonly maxLagSec: bigint;
    readonly maxLeadSec: bigint;
    readonly forceDelaySec: bigint;
    readonly forcedGasPerSuperblock: bigint;
    readonly miningTimeoutSec: bigint;
    readonly maxUnminedSuperblocks: bigint;
    readonly challengeWindowSec: bigint;
    readonly revertDelaySec: bigint;
    readonly exitDelaySec: bigint;
    readonly originDepth: bigint;
    readonly actionGasPriceWei: bigint;
  };
};
