/** Drafts that a test has tampered with, and what the inbox says to them. */
import { zeroAddress } from "viem";
import { channelsRoot } from "../../../services/protocol/channels/channel.ts";
import { blocksRoot, type Superblock } from "../../../services/protocol/superblock/superblock.ts";
import type { Refusal } from "../contracts.ts";
import { testAccount } from "../contracts.ts";
import { type Draft, postArguments } from "./batches.ts";
import { type L1Fixture, leader } from "./l1Fixture.ts";

export const OTHER_WORD = `0x${"5a".repeat(32)}` as const;

export type Head = { index: bigint; number: bigint; timestamp: bigint; unminedSinceSec: bigint };

/** What the inbox says to a draft that a test has tampered with; the leader signs whatever the tip is then. */
export async function refusal(fixture: L1Fixture, draft: Draft): Promise<Refusal> {
  return await fixture.contracts.inbox.refusal("postBatch", await postArguments(fixture, draft), {
    account: leader.address,
  });
}

export const withTip = (draft: Draft, change: Partial<Superblock>): Draft => ({
  ...draft,
  tip: { ...draft.tip, ...change },
});

export const withBlocks = (draft: Draft, blocks: Draft["blocks"]): Draft =>
  withTip({ ...draft, blocks }, { blocksRoot: blocksRoot(blocks) });

export const withChannels = (draft: Draft, channels: Draft["channels"]): Draft =>
  withTip({ ...draft, channels }, { channelsRoot: channelsRoot(channels) });

const GAS_LIMIT = 100_000n;

export async function send(fixture: L1Fixture, dstChainId: bigint, gasLimit = GAS_LIMIT): Promise<void> {
  const { portal } = fixture.contracts;
  const fee = await portal.read<bigint>("quote", [gasLimit]);
  await portal.write("send", [dstChainId, testAccount(4).address, "0x", gasLimit, 0n, zeroAddress], {
    value: fee,
  });
}
