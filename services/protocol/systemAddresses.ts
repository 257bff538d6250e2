/** Fixed addresses on every rollup and slots that are public API (twin of contracts/superblock/SlotLayout.sol). */
import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

export const MESSENGER: Address = "0x4C53000000000000000000000000000000000001";
export const TOKEN_BRIDGE: Address = "0x4c53000000000000000000000000000000000002";
export const MINED_BLOCK_ORACLE: Address = "0x4C53000000000000000000000000000000000003";

/** Slot of the messenger that holds the digest of all of a rollup's channels. */
export const MESSENGER_CHANNELS_DIGEST_SLOT: Hex = `0x${"00".repeat(32)}`;
/** Slot of the messenger that is not zero while channels are unsealed or results wait. */
export const MESSENGER_UNSEALED_SLOT: Hex = `0x${"00".repeat(31)}01`;
/** How many results wait, from the value of MESSENGER_UNSEALED_SLOT. */
export const waitingResults = (unsealed: Hex): bigint => BigInt(unsealed) >> 8n;
const MESSENGER_OUTBOX = 2n;
const MESSENGER_INBOX = 3n;

const ofChain = (slot: bigint, chainId: bigint): Hex =>
  keccak256(encodeAbiParameters([{ type: "uint64" }, { type: "uint256" }], [chainId, slot]));

/** Slot of the messenger that holds how many messages were sent to a chain. */
export const outboxCountSlot = (dstChainId: bigint): Hex => ofChain(MESSENGER_OUTBOX, dstChainId);
/** Slot of the messenger that holds how many messages came from a chain. */
export const inboxCountSlot = (srcChainId: bigint): Hex => ofChain(MESSENGER_INBOX, srcChainId);
/** Slot of the L1 ledger that holds the id of the leading checkpoint. */
export const LEDGER_LEAD_SLOT: Hex = `0x${"00".repeat(31)}02`;
