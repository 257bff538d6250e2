/** Messages to rollups and withdrawals from them, as users make them. */
import { type Address, concat, type Hex, keccak256, parseEther, toFunctionSelector, zeroAddress } from "viem";
import * as Tree from "../../../services/protocol/appendOnlyTree.ts";
import { hashMessage, MESSAGE_KIND, type Message } from "../../../services/protocol/channels/channel.ts";
import type { Deployed } from "../contracts.ts";
import { type DraftOptions, finalBatch } from "./batches.ts";
import { A, alice, bob, deployL1, L1, type L1Fixture, type ParameterChange, ZERO_WORD } from "./l1Fixture.ts";

export const GAS_LIMIT = 100_000n;
export const EIP_CONTRACTS = [
  "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02",
  "0x0000F90827F1C53a10cb7A02335B175320002935",
  "0x00000961Ef480Eb55e80D19ad83579A64c007002",
  "0x0000BBdDc7CE488642fb579F8B00f3a590007251",
] as const;

export type Sent = { root: Hex; sentAtSec: bigint; gasTotal: bigint };
export type SendOptions = {
  dst?: bigint;
  target?: Address;
  data?: Hex;
  gasLimit?: bigint;
  deadline?: bigint;
  refundTo?: Address;
  value?: bigint;
};

export const fee = (gasLimit: bigint) => gasLimit * 1_000_000_000n;

export function sendCall({
  dst,
  target,
  data,
  gasLimit = GAS_LIMIT,
  deadline,
  refundTo,
  value,
}: SendOptions = {}) {
  return [
    "send",
    [dst ?? A, target ?? bob, data ?? "0x", gasLimit, deadline ?? 0n, refundTo ?? alice],
    { account: alice, value: fee(gasLimit) + (value ?? 0n) },
  ] as const;
}

/** A message from a rollup to L1. */
export const withdrawal = (change: Partial<Message> = {}, data: Hex = "0x"): Message => ({
  kind: MESSAGE_KIND.call,
  srcChainId: A,
  dstChainId: L1,
  nonce: 0n,
  sender: alice,
  target: bob,
  value: parseEther("1"),
  gasLimit: GAS_LIMIT,
  deadline: 0n,
  refundTo: zeroAddress,
  dataHash: keccak256(data),
  resultHash: ZERO_WORD,
  ...change,
});

export type Claimable = {
  fixture: L1Fixture;
  portal: Deployed;
  target: Deployed;
  /** arguments of a claim, by index into the messages of A */
  claim: (index: number) => [Message, Hex, Hex[]];
};

export type Outgoing = { message: Partial<Message>; data?: Hex };

/** A deployment with 10 ETH locked and A's outbox of these messages final. */
export async function claimable(
  outgoing: (target: Address) => readonly Outgoing[],
  change?: ParameterChange,
): Promise<Claimable> {
  const fixture = await deployL1(change);
  const { portal } = fixture.contracts;
  const target = await fixture.chain.deploy("ClaimTargetHarness", [portal.address]);
  await portal.write(...sendCall({ value: parseEther("10") }));
  const made = outgoing(target.address).map(({ message, data = "0x" }, i) => ({
    data,
    message: withdrawal({ nonce: BigInt(i), ...message }, data),
  }));
  const leaves = made.map(({ message }) => hashMessage(message));
  const options: DraftOptions = { outboxes: [leaves, []], consumed: [0n, 0n] };
  await finalBatch(fixture, options);
  return {
    fixture,
    portal,
    target,
    claim: (index) => [made[index]!.message, made[index]!.data, Tree.siblings(leaves, index)],
  };
}

export const LOOK = concat([toFunctionSelector("look(uint256)"), `0x${"07".padStart(64, "0")}`]);
export const REFUSE = concat([toFunctionSelector("refuse(uint256)"), `0x${"07".padStart(64, "0")}`]);
