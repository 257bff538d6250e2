/** Fixed addresses on every rollup and slots that are public API (twin of contracts/superblock/SlotLayout.sol). */
import type { Address, Hex } from "viem";

export const MESSENGER: Address = "0x4C53000000000000000000000000000000000001";
export const TOKEN_BRIDGE: Address = "0x4c53000000000000000000000000000000000002";
export const MINED_BLOCK_ORACLE: Address = "0x4C53000000000000000000000000000000000003";

/** Slot of the messenger that holds the digest of all of a rollup's channels. */
export const MESSENGER_CHANNELS_DIGEST_SLOT: Hex = `0x${"00".repeat(32)}`;
/** Slot of the messenger that is not zero while channels are unsealed. */
export const MESSENGER_UNSEALED_SLOT: Hex = `0x${"00".repeat(31)}01`;
