import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { settlementAbi } from "../../../../services/abi/index.ts";
import { channelsDigest, localEntries } from "../../../../services/protocol/channels/channel.ts";
import { type Draft, finalizeArguments, ripeBatch } from "../../../support/l1/batches.ts";
import { A, B, deployL1, L1, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";
import { channelOf } from "../../../support/l1/rollupModel.ts";

const LEAVES = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`, `0x${"03".repeat(32)}`] as const;

type FinalOutbox = { count: bigint; root: Hex };

describe("Settlement.finalize", () => {
  it("proves the channels of both rollups and records their outboxes towards L1", async () => {
    const fixture = await deployL1();
    const { settlement } = fixture.contracts;
    const { draft, posted, checkpoint } = await ripeBatch(fixture, {
      outboxes: [LEAVES, LEAVES.slice(0, 1)],
    });
    const receipt = await settlement.write("finalize", finalizeArguments(draft, posted, checkpoint));
    const [event] = parseEventLogs({ abi: settlementAbi, logs: receipt.logs, eventName: "BatchFinalized" });
    expect(event!.args).deep.equal({
      index: 1n,
      superblock: posted.batch.superblock,
      number: posted.batch.number,
      checkpoint,
    });
    expect(await settlement.read<bigint>("finalBatchIndex")).equal(1n);
    const ofA = channelOf(A, L1, LEAVES);
    const ofB = channelOf(B, L1, LEAVES.slice(0, 1));
    expect(await settlement.read<FinalOutbox>("finalOutbox", [A])).deep.equal({ count: 3n, root: ofA.root });
    expect(await settlement.read<FinalOutbox>("finalOutbox", [B])).deep.equal({ count: 1n, root: ofB.root });
    expect(await settlement.read<FinalOutbox>("finalOutbox", [7n])).deep.equal({
      count: 0n,
      root: ZERO_WORD,
    });
  });

  it("may leave mined batches out: the record is of the newest", async () => {
    const fixture = await deployL1();
    const { settlement } = fixture.contracts;
    const first = await ripeBatch(fixture);
    const second = await ripeBatch(fixture, { parent: first.posted, outboxes: [LEAVES, []] });
    await settlement.write("finalize", finalizeArguments(second.draft, second.posted, second.checkpoint));
    expect(await settlement.read<bigint>("finalBatchIndex")).equal(2n);
    expect(
      await settlement.refusal("finalize", finalizeArguments(first.draft, first.posted, first.checkpoint)),
    ).deep.equal({ errorName: "SettlementNotNewer", args: [2n, 1n] });
  });

  it("f21: a burn that is nowhere minted is never final: each rollup proves its end of the channel", async () => {
    const fixture = await deployL1();
    const burnt = channelOf(A, B, LEAVES);
    const hasBurn = (channels: Draft["channels"]) =>
      channels.map((c) => (c.srcChainId === A && c.dstChainId === B ? burnt : c));
    // The leader claims the burn at both ends; B's state knows nothing of it.
    const { draft, posted, checkpoint } = await ripeBatch(fixture, {
      claim: hasBurn,
      inState: (channels, chainId) =>
        chainId === A
          ? channels
          : channels.map((c) => (c.srcChainId === A && c.dstChainId === B ? channelOf(A, B, []) : c)),
    });
    const honest = draft.channels.map((c) =>
      c.srcChainId === A && c.dstChainId === B ? channelOf(A, B, []) : c,
    );
    expect(
      await fixture.contracts.settlement.refusal("finalize", finalizeArguments(draft, posted, checkpoint)),
    ).deep.equal({
      errorName: "SettlementChannelsDiffer",
      args: [B, channelsDigest(localEntries(draft.channels, B)), channelsDigest(localEntries(honest, B))],
    });
  });
});
