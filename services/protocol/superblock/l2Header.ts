/** Rules by which every field of an L2 block's header follows from its superblock and the parent block. */
import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

/** Constants of the deployment. */
export const L2_GAS_LIMIT = 30_000_000n;
/**
 * Base fee of genesis, in wei. Zero, because nobody owns ETH on a rollup before the producer has consumed the
 * first deposit, and consuming costs gas; EIP-1559 raises it as soon as blocks are more than half full.
 */
export const GENESIS_BASE_FEE = 0n;

/** What the sequencer decides of a block, and what the rules derive. */
export type BlockEnv = {
  readonly number: bigint;
  /** Unix seconds */
  readonly timestamp: bigint;
  /** `feeRecipient` */
  readonly producer: Address;
  readonly prevRandao: Hex;
  /** `parentBeaconBlockRoot`: hash of the superblock's L1 origin */
  readonly l1Origin: Hex;
  /** `extraData`: hash of the parent superblock */
  readonly parentSuperblock: Hex;
};

/**
 * `prevRandao` = keccak256(abi.encode(parent's prevRandao, leading checkpoint in the L1 ledger at l1Origin, number)).
 */
export const derivePrevRandao = (parentPrevRandao: Hex, leadAtOrigin: Hex, number: bigint): Hex =>
  keccak256(
    encodeAbiParameters(
      [{ type: "bytes32" }, { type: "bytes32" }, { type: "uint64" }],
      [parentPrevRandao, leadAtOrigin, number],
    ),
  );
