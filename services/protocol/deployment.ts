/** What identifies a deployment: everything a node needs besides an L1 URL. The content of the deployment file. */
import type { Address, Hex } from "viem";
import type { Superblock } from "./superblock/superblock.ts";

/** An account of a rollup's first state. */
export type GenesisAccount = {
  readonly address: Address;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Hex;
  readonly storage: readonly { readonly slot: Hex; readonly value: Hex }[];
};

export type RollupGenesis = {
  readonly name: string;
  readonly chainId: bigint;
  readonly genesisHash: Hex;
  /** Accounts that depend on the chain id (immutables, first storage), besides those that all rollups share. */
  readonly accounts: readonly GenesisAccount[];
};

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
    readonly claims: Address;
    readonly fallback: Address;
  };
  /** Ascending by chain id. */
  readonly rollups: readonly RollupGenesis[];
  readonly genesisTimestamp: bigint;
  /** Accounts that are the same on all rollups. */
  readonly genesisAccounts: readonly GenesisAccount[];
  readonly genesisSuperblock: Superblock;
  readonly leader: Address;
  readonly producer: Address;
  readonly mining: MiningRules;
  /** Every batch proves its channels against its states when it is posted. */
  readonly strict: boolean;
  readonly limits: {
    readonly maxLagSec: bigint;
    readonly maxLeadSec: bigint;
    readonly forceDelaySec: bigint;
    readonly forcedGasPerSuperblock: bigint;
    readonly miningTimeoutSec: bigint;
    readonly maxUnminedSuperblocks: bigint;
    readonly challengeWindowSec: bigint;
    readonly revertDelaySec: bigint;
    readonly sequencerTimeoutSec: bigint;
    readonly exitDelaySec: bigint;
    readonly originDepth: bigint;
    readonly actionGasPriceWei: bigint;
    /** so many batches stand at most from the newest final one on */
    readonly batchesKept: bigint;
  };
};
