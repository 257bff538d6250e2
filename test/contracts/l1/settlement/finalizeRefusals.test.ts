/** One file, because nearly all of these share one mined batch, which no refusal changes. */
import { expect } from "chai";
import { type Hex, keccak256 } from "viem";
import { channelsRoot } from "../../../../services/protocol/channels/channel.ts";
import { blocksRoot } from "../../../../services/protocol/superblock/superblock.ts";
import {
  type Draft,
  draftBatch,
  finalBatch,
  finalizeArguments,
  mine,
  type Parent,
  post,
  ripeBatch,
  wait,
} from "../../../support/l1/batches.ts";
import { A, deployL1, type L1Fixture } from "../../../support/l1/l1Fixture.ts";
import type { RollupProof } from "../../../support/l1/rollupModel.ts";
import { FAILURES } from "../../../support/trieLens.ts";

const OTHER_WORD = `0x${"5a".repeat(32)}` as const;
const LEAVES = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`, `0x${"03".repeat(32)}`] as const;

describe("Settlement.finalize refuses", () => {
  let fixture: L1Fixture;
  let draft: Draft;
  let posted: Parent;
  let checkpoint: Hex;
  before(async () => {
    fixture = await deployL1();
    ({ draft, posted, checkpoint } = await ripeBatch(fixture, { outboxes: [LEAVES, []] }));
  });

  const expectRefusal = async (
    args: readonly unknown[],
    errorName: string,
    errorArgs: readonly unknown[],
  ) => {
    const refused = await fixture.contracts.settlement.refusal("finalize", args);
    expect(refused).deep.equal({ errorName, args: errorArgs });
  };
  const args = (change: Partial<Draft> = {}, id = checkpoint) =>
    finalizeArguments({ ...draft, ...change }, posted, id);
  const withProofA = (change: Partial<RollupProof>): Partial<Draft> => ({
    proofs: [{ ...draft.proofs[0]!, ...change }, draft.proofs[1]!],
  });

  it("SettlementNotNewer: genesis, or what is final already", async () => {
    const { settlement, inbox } = fixture.contracts;
    const genesis = await inbox.read("genesisBatch");
    const [, ...rest] = args();
    expect(await settlement.refusal("finalize", [genesis, ...rest])).deep.equal({
      errorName: "SettlementNotNewer",
      args: [0n, 0n],
    });
    const other = await deployL1();
    const final = await finalBatch(other);
    expect(
      await other.contracts.settlement.refusal(
        "finalize",
        finalizeArguments(final.draft, final.posted, final.checkpoint),
      ),
    ).deep.equal({ errorName: "SettlementNotNewer", args: [1n, 1n] });
  });

  it("InboxWrongParent: a batch that does not stand in the inbox", async () => {
    const { settlement, inbox } = fixture.contracts;
    const both = fixture.chain.at(settlement.address, [...settlement.abi, ...inbox.abi]);
    const forged = { ...posted, batch: { ...posted.batch, channelsRoot: OTHER_WORD } };
    const refused = await both.refusal("finalize", finalizeArguments(draft, forged, checkpoint));
    expect(refused.errorName).equal("InboxWrongParent");
  });

  it("SettlementWrongCheckpoint: one that names another batch, or is unknown", async () => {
    await expectRefusal(args({}, OTHER_WORD), "SettlementWrongCheckpoint", [1n, 0n]);
    const own = await deployL1();
    const first = await ripeBatch(own);
    const second = await ripeBatch(own, { parent: first.posted });
    expect(
      await own.contracts.settlement.refusal(
        "finalize",
        finalizeArguments(second.draft, second.posted, first.checkpoint),
      ),
    ).deep.equal({ errorName: "SettlementWrongCheckpoint", args: [2n, 1n] });
  });

  it("SettlementNotLeading: a height at which nothing leads", async () => {
    const [batch, , ...rest] = args();
    await expectRefusal([batch, 2, ...rest], "SettlementNotLeading", [2]);
  });

  it("SettlementChallengeOpen: before the window is over, to the second", async () => {
    const own = await deployL1();
    const { challengeWindowSec } = own.parameters.limits;
    await wait(own, own.parameters.mining.minSpacingSec);
    const ownDraft = await draftBatch(own);
    const ownPosted = await post(own, ownDraft);
    const id = await mine(own, ownPosted.batch);
    const endsAt = (await own.chain.now()) + challengeWindowSec;
    await own.chain.advanceTo(endsAt - 1n);
    const call = finalizeArguments(ownDraft, ownPosted, id);
    expect(await own.contracts.settlement.refusal("finalize", call)).deep.equal({
      errorName: "SettlementChallengeOpen",
      args: [endsAt, endsAt - 1n],
    });
    await own.contracts.settlement.write("finalize", call);
  });

  it("SettlementStale: no work for miningTimeout", async () => {
    const own = await deployL1();
    const { miningTimeoutSec } = own.parameters.limits;
    const first = await ripeBatch(own);
    const { acceptedAtSec } = await own.contracts.ledger.read<{ acceptedAtSec: bigint }>("lastMined");
    const call = finalizeArguments(first.draft, first.posted, first.checkpoint);
    const tooLate = acceptedAtSec + miningTimeoutSec + 1n;
    await own.chain.advanceTo(tooLate);
    expect(await own.contracts.settlement.refusal("finalize", call)).deep.equal({
      errorName: "SettlementStale",
      args: [acceptedAtSec, tooLate],
    });
    const second = await post(own, await draftBatch(own, { parent: first.posted }));
    await mine(own, second.batch);
    await own.contracts.settlement.write("finalize", call);
  });

  it("SettlementWrongBlocksRoot and SettlementWrongChannelsRoot: leaves of another tip", async () => {
    const blocks = draft.blocks.with(0, { ...draft.blocks[0]!, blockHash: OTHER_WORD });
    await expectRefusal(args({ blocks }), "SettlementWrongBlocksRoot", [
      posted.batch.blocksRoot,
      blocksRoot(blocks),
    ]);
    const channels = draft.channels.with(0, { ...draft.channels[0]!, count: 9n });
    await expectRefusal(args({ channels }), "SettlementWrongChannelsRoot", [
      posted.batch.channelsRoot,
      channelsRoot(channels),
    ]);
  });

  it("SettlementWrongProofCount: a rollup without proof", async () => {
    await expectRefusal(args({ proofs: draft.proofs.slice(1) }), "SettlementWrongProofCount", [2n, 1n]);
  });

  it("SettlementWrongHeader: any other bytes than the block's header", async () => {
    const header = `${draft.proofs[0]!.header}00` as Hex;
    await expectRefusal(args(withProofA({ header })), "SettlementWrongHeader", [
      A,
      draft.blocks[0]!.blockHash,
      keccak256(header),
    ]);
  });

  /** Posts a batch whose first leaf is forged by the leader, and brings it to the door of finality. */
  const forgedLeaf = async (change: Partial<Draft["blocks"][number]>, proofs: Partial<RollupProof> = {}) => {
    const own = await deployL1();
    await wait(own, own.parameters.mining.minSpacingSec);
    const honest = await draftBatch(own);
    const blocks = honest.blocks.with(0, { ...honest.blocks[0]!, ...change });
    const tip = { ...honest.tip, blocksRoot: blocksRoot(blocks) };
    const forged = {
      ...honest,
      tip,
      blocks,
      proofs: [{ ...honest.proofs[0]!, ...proofs }, honest.proofs[1]!],
    };
    const ownPosted = await post(own, forged);
    const id = await mine(own, ownPosted.batch);
    await wait(own, own.parameters.limits.challengeWindowSec);
    const call = finalizeArguments(forged, ownPosted, id);
    return { refused: await own.contracts.settlement.refusal("finalize", call), honest };
  };

  it("SettlementWrongStateRoot: a leaf whose state root is not its header's", async () => {
    const { refused, honest } = await forgedLeaf({ stateRoot: OTHER_WORD });
    expect(refused).deep.equal({
      errorName: "SettlementWrongStateRoot",
      args: [A, OTHER_WORD, honest.blocks[0]!.stateRoot],
    });
  });

  it("SettlementHeaderMalformed: a block hash over a list that has no state root", async () => {
    const header: Hex = "0xc3010203";
    const { refused } = await forgedLeaf({ blockHash: keccak256(header) }, { header });
    expect(refused).deep.equal({ errorName: "SettlementHeaderMalformed", args: [A] });
  });

  it("SettlementAccountProofInvalid: nodes missing, swapped or too many", async () => {
    const { accountProof } = draft.proofs[0]!;
    const long = [...accountProof, accountProof.at(-1)!];
    for (const [proof, failure] of [
      [[], "NodeMissing"],
      [accountProof.slice(0, -1), "NodeMissing"],
      [accountProof.slice(1), "NodeHashMismatch"],
      [accountProof.toReversed(), "NodeHashMismatch"],
      [long, "NodeLeftOver"],
    ] as const) {
      const wrong = args(withProofA({ accountProof: proof }));
      await expectRefusal(wrong, "SettlementAccountProofInvalid", [A, FAILURES.indexOf(failure)]);
    }
  });

  it("SettlementStorageProofInvalid: nodes missing, of another slot, or of the other rollup", async () => {
    const { storageProof } = draft.proofs[0]!;
    for (const [proof, failure] of [
      [[], "NodeMissing"],
      [storageProof.slice(0, -1), "NodeMissing"],
      [draft.proofs[1]!.storageProof, "NodeHashMismatch"],
    ] as const) {
      const wrong = args(withProofA({ storageProof: proof }));
      await expectRefusal(wrong, "SettlementStorageProofInvalid", [A, FAILURES.indexOf(failure)]);
    }
  });

  it("any one byte changed in a header or a proof", async () => {
    const { header, accountProof, storageProof } = draft.proofs[0]!;
    const flip = (hex: Hex, at: number): Hex => {
      const byte = Number.parseInt(hex.slice(2 + 2 * at, 4 + 2 * at), 16) ^ 1;
      return `${hex.slice(0, 2 + 2 * at)}${byte.toString(16).padStart(2, "0")}${hex.slice(4 + 2 * at)}` as Hex;
    };
    const { settlement } = fixture.contracts;
    let checked = 0;
    const refuses = async (change: Partial<RollupProof>) => {
      const outcome = await settlement.read("finalize", args(withProofA(change))).then(
        () => "accepted",
        () => "refused",
      );
      expect(outcome).equal("refused");
      checked += 1;
    };
    const bytes = (hex: Hex) => hex.length / 2 - 1;
    for (let i = 0; i < bytes(header); i += 97) await refuses({ header: flip(header, i) });
    for (const [n, node] of accountProof.entries()) {
      for (let i = 0; i < bytes(node); i += 61) {
        await refuses({ accountProof: accountProof.with(n, flip(node, i)) });
      }
    }
    for (const [n, node] of storageProof.entries()) {
      for (let i = 0; i < bytes(node); i += 61) {
        await refuses({ storageProof: storageProof.with(n, flip(node, i)) });
      }
    }
    expect(checked > 20).equal(true);
    await settlement.read("finalize", args());
  });
});
