/** Evidence that proves nothing is refused by name and changes nothing. */
import { expect } from "chai";
import { type Hex, keccak256 } from "viem";
import { hashBatch } from "../../../../services/protocol/batch/batch.ts";
import { channelsRoot } from "../../../../services/protocol/channels/channel.ts";
import { blocksRoot } from "../../../../services/protocol/superblock/superblock.ts";
import type { Refusal } from "../../../support/contracts.ts";
import { finalBatch } from "../../../support/l1/batches.ts";
import {
  channelArguments,
  headerArguments,
  headerLinkArguments,
  historyArguments,
  historyLeafArguments,
  historyLinkArguments,
  SLOT,
} from "../../../support/l1/claimArguments.ts";
import { A, B, deployL1, type L1Fixture, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";
import { hashIn, type ModelChain, postNext, startChain } from "../../../support/l1/modelChain.ts";
import { FAILURES } from "../../../support/trieLens.ts";

const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;
/** ChannelClaim.Failure and HistoryClaim.Failure. */
const CHANNEL = { accountProofInvalid: 1, storageProofInvalid: 2, unknownPeer: 3 } as const;
const DESCENT = { empty: 1, wrongSuperblock: 2, outsideBatch: 3 } as const;

describe("Claims refuses", () => {
  let fixture: L1Fixture;
  let chain: ModelChain;
  before(async () => {
    fixture = await deployL1();
    const first = await postNext(await startChain(fixture), { superblocks: 2 });
    ({ chain } = await postNext(first.chain, { superblocks: 2 }));
  });

  const ask = (functionName: string, args: readonly unknown[]): Promise<Refusal> => {
    const { claims, inbox } = fixture.contracts;
    return fixture.chain.at(claims.address, [...claims.abi, ...inbox.abi]).refusal(functionName, args);
  };
  const expectRefusal = async (
    functionName: string,
    args: readonly unknown[],
    errorName: string,
    errorArgs: readonly unknown[],
  ) => expect(await ask(functionName, args)).deep.equal({ errorName, args: errorArgs });

  it("InboxWrongParent: a batch that never stood, forged so that it or the one before it would be false", async () => {
    const [{ batch, before }, down] = historyArguments(chain);
    const beyond = { batch: { ...batch, firstNumber: batch.number + 1n }, before };
    await expectRefusal("claimHistory", [beyond, down], "InboxWrongParent", [
      hashBatch(batch),
      hashBatch(beyond.batch),
    ]);
    const later = { batch, before: { ...before, timestamp: batch.timestamp } };
    await expectRefusal("claimHistory", [later, down], "InboxWrongParent", [
      batch.parent,
      hashBatch(later.before),
    ]);
  });

  it("ClaimsNotParent: to go back further than to the batch before", async () => {
    const [accused, down] = historyArguments(chain);
    const further = { ...accused, before: chain.batches[0]!.batch };
    await expectRefusal("claimHistory", [further, down], "ClaimsNotParent", [2n, 1n]);
    const genesis = chain.batches[0]!.batch;
    const ofGenesis = { batch: genesis, before: genesis };
    await expectRefusal("claimHistory", [ofGenesis, down], "ClaimsNotParent", [0n, 1n]);
  });

  it("ClaimsWrongBlocksRoot, ClaimsWrongChannelsRoot, ClaimsUnknownRollup: other leaves", async () => {
    const [accused, blocks, channels, evidence] = channelArguments(chain);
    const { batch } = accused;
    const otherBlocks = blocks.with(0, { ...blocks[0]!, stateRoot: OTHER_WORD });
    await expectRefusal("claimChannel", [accused, otherBlocks, channels, evidence], "ClaimsWrongBlocksRoot", [
      batch.blocksRoot,
      blocksRoot(otherBlocks),
    ]);
    const otherChannels = channels.with(0, { ...channels[0]!, count: 7n });
    const wrongChannels = [accused, blocks, otherChannels, evidence];
    await expectRefusal("claimChannel", wrongChannels, "ClaimsWrongChannelsRoot", [
      batch.channelsRoot,
      channelsRoot(otherChannels),
    ]);
    const third = { ...evidence, rollup: 2n };
    await expectRefusal("claimChannel", [accused, blocks, channels, third], "ClaimsUnknownRollup", [2n, 2n]);
  });

  it("ClaimsChannelNotFalse: proofs that open nothing, and a channel that does not exist", async () => {
    const [accused, blocks, channels, evidence] = channelArguments(chain);
    for (const [change, failure, trie] of [
      [{ accountProof: [] }, CHANNEL.accountProofInvalid, "NodeMissing"],
      [{ accountProof: evidence.accountProof.slice(1) }, CHANNEL.accountProofInvalid, "NodeHashMismatch"],
      [{ storageProof: evidence.storageProof.slice(0, -1) }, CHANNEL.storageProofInvalid, "NodeMissing"],
      [{ rollup: 1n, slot: SLOT.unsealed }, CHANNEL.accountProofInvalid, undefined],
      [{ slot: SLOT.outboxCount, peer: A }, CHANNEL.unknownPeer, "None"],
      [{ slot: SLOT.inboxCount, peer: 7n }, CHANNEL.unknownPeer, "None"],
    ] as const) {
      if (trie === undefined) continue;
      const args = [accused, blocks, channels, { ...evidence, ...change }];
      await expectRefusal("claimChannel", args, "ClaimsChannelNotFalse", [
        failure,
        FAILURES.indexOf(trie),
        ZERO_WORD,
        ZERO_WORD,
      ]);
    }
  });

  it("ClaimsWrongHeader: bytes that the block hash does not hash", async () => {
    const [accused, opened] = headerArguments(chain);
    const header = `${opened.header}00` as Hex;
    const { blockHash } = opened.blocks[0]!;
    await expectRefusal("claimHeader", [accused, { ...opened, header }], "ClaimsWrongHeader", [
      A,
      blockHash,
      keccak256(header),
    ]);
    const [, child, parent, lead] = headerLinkArguments(chain);
    const other = { ...parent, header };
    await expectRefusal("claimHeaderLink", [accused, child, other, lead], "ClaimsWrongHeader", [
      A,
      parent.blocks[0]!.blockHash,
      keccak256(header),
    ]);
  });

  it("ClaimsWrongParent: a superblock that the accused does not name", async () => {
    const [accused, child, parent, lead] = headerLinkArguments(chain);
    const superblock = { ...parent.superblock, timestamp: 1n };
    const wrong = [child.superblocks[0]!.parent, hashIn(fixture, superblock)];
    await expectRefusal(
      "claimHeaderLink",
      [accused, child, { ...parent, superblock }, lead],
      "ClaimsWrongParent",
      wrong,
    );
    const [, down, , siblings] = historyLinkArguments(chain);
    await expectRefusal(
      "claimHistoryLink",
      [accused, down, superblock, siblings],
      "ClaimsWrongParent",
      wrong,
    );
  });

  it("ClaimsParentRollupDiffers: the other rollup's block before", async () => {
    const own = await deployL1();
    // A leader who lists the blocks of a superblock below the tip in another order.
    const swapped = await postNext(await startChain(own), {
      superblocks: 2,
      lie: { at: 0, leaf: () => ({ chainId: B }) },
    });
    expect(
      await own.contracts.claims.refusal("claimHeaderLink", headerLinkArguments(swapped.chain)),
    ).deep.equal({ errorName: "ClaimsParentRollupDiffers", args: [A, B] });
  });

  it("ClaimsNotInBatch: a descent that does not begin at the tip, breaks off, or leaves the batch", async () => {
    const [accused, down] = historyArguments(chain, 3n);
    const tip = accused.batch.superblock;
    await expectRefusal("claimHistory", [accused, []], "ClaimsNotInBatch", [
      DESCENT.empty,
      0n,
      tip,
      ZERO_WORD,
    ]);
    const forged = { ...down[1]!, timestamp: 1n };
    await expectRefusal("claimHistory", [accused, [down[0]!, forged]], "ClaimsNotInBatch", [
      DESCENT.wrongSuperblock,
      1n,
      down[0]!.parent,
      hashIn(fixture, forged),
    ]);
    await expectRefusal("claimHistory", [accused, down.slice(1)], "ClaimsNotInBatch", [
      DESCENT.wrongSuperblock,
      0n,
      tip,
      hashIn(fixture, down[1]!),
    ]);
    // An old lie, in a batch that may be final by now, is no reason to drop every later one.
    const [, below] = historyArguments(chain, 2n);
    const before = accused.before.superblock;
    await expectRefusal("claimHistory", [accused, below], "ClaimsNotInBatch", [
      DESCENT.outsideBatch,
      2n,
      before,
      before,
    ]);
  });

  it("ClaimsHistoryNotOpened: siblings that do not lead to the parent's root", async () => {
    const [accused, down, parent, siblings] = historyLinkArguments(chain);
    for (const wrong of [siblings.with(0, OTHER_WORD), siblings.slice(1), []])
      await expectRefusal("claimHistoryLink", [accused, down, parent, wrong], "ClaimsHistoryNotOpened", [
        parent.historyRoot,
      ]);
  });

  it("ClaimsLeafNotThere, ClaimsLeafUnrelated: a leaf that is not under the root, or of no batch", async () => {
    const [accused, tip, leaf] = historyLeafArguments(chain, 2, 1);
    const other = { ...leaf, leaf: OTHER_WORD };
    await expectRefusal("claimHistoryLeaf", [accused, tip, other], "ClaimsLeafNotThere", [2n, OTHER_WORD]);
    const far = { ...leaf, index: 2n ** 32n + 2n };
    await expectRefusal("claimHistoryLeaf", [accused, tip, far], "ClaimsLeafNotThere", [
      far.index,
      leaf.leaf,
    ]);
    const [, , between] = historyLeafArguments(chain, 1, 1);
    await expectRefusal("claimHistoryLeaf", [accused, tip, between], "ClaimsLeafUnrelated", [1n, 2n]);
    const [, , unknown] = historyLeafArguments(chain, 2, 1);
    const forged = { ...unknown, earlier: { ...unknown.earlier, superblock: OTHER_WORD } };
    expect((await ask("claimHistoryLeaf", [accused, tip, forged])).errorName).equal("InboxWrongParent");
  });

  it("InboxTargetBelowFinal: what is final stays, however false", async () => {
    const own = await deployL1();
    const { draft, posted } = await finalBatch(own);
    const superblocks = [draft.tip];
    // Its tip's history root is the zero word, which no tree has.
    const parent = own.deployment.genesisSuperblock;
    const siblings = historyLinkArguments(chain, 3n)[3].map(() => ZERO_WORD);
    const accused = { batch: posted.batch, before: await own.contracts.inbox.read("genesisBatch") };
    const { claims, inbox } = own.contracts;
    const both = own.chain.at(claims.address, [...claims.abi, ...inbox.abi]);
    expect(await both.refusal("claimHistoryLink", [accused, superblocks, parent, siblings])).deep.equal({
      errorName: "InboxTargetBelowFinal",
      args: [1n, 0n],
    });
  });
});
