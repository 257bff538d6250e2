import { expect } from "chai";
import { type Hex, parseEventLogs } from "viem";
import { rollupInboxAbi } from "../../../../services/abi/index.ts";
import { channelsDigest, localEntries } from "../../../../services/protocol/channels/channel.ts";
import {
  type Draft,
  type DraftOptions,
  draftBatch,
  genesisParent,
  type Parent,
  postArguments,
} from "../../../support/l1/batches.ts";
import { type Head, OTHER_WORD } from "../../../support/l1/inboxDrafts.ts";
import { A, B, deployL1, type L1Fixture, leader } from "../../../support/l1/l1Fixture.ts";

/** TriePath.Failure */
const NODE_MISSING = 1;
const NODE_HASH_MISMATCH = 4;
const strictly = () => deployL1((p) => ({ ...p, strict: true }));
const from = { account: leader.address };

const provenArguments = async (fixture: L1Fixture, draft: Draft) => {
  const [posting] = await postArguments(fixture, draft);
  const proofs = draft.proofs.map(({ accountProof, storageProof }) => ({ accountProof, storageProof }));
  return [posting, proofs] as const;
};

describe("RollupInbox.postProvenBatch", () => {
  for (const mode of ["strict", "optimistic"] as const) {
    it(`takes a batch with proofs of both rollups' channels, in ${mode} mode`, async () => {
      const fixture = await deployL1((p) => ({ ...p, strict: mode === "strict" }));
      const { inbox } = fixture.contracts;
      expect((await inbox.read<{ strict: boolean }>("config")).strict).equal(mode === "strict");
      const first = await draftBatch(fixture, { outboxes: [[OTHER_WORD], []] });
      const { logs } = await inbox.write("postProvenBatch", await provenArguments(fixture, first), from);
      const [event] = parseEventLogs({ abi: rollupInboxAbi, logs, eventName: "BatchPosted" });
      const parent: Parent = { ...first, batch: event!.args.batch };
      const second = await draftBatch(fixture, { parent, outboxes: [[OTHER_WORD], [OTHER_WORD]] });
      await inbox.write("postProvenBatch", await provenArguments(fixture, second), from);
      expect((await inbox.read<Head>("head")).index).equal(2n);
    });
  }

  describe("refuses", () => {
    const refused = async (
      options: DraftOptions,
      change: (proofs: readonly { accountProof: readonly Hex[]; storageProof: readonly Hex[] }[]) => unknown,
    ) => {
      const fixture = await strictly();
      const draft = await draftBatch(fixture, options);
      const [posting, proofs] = await provenArguments(fixture, draft);
      const refusal = await fixture.contracts.inbox.refusal(
        "postProvenBatch",
        [posting, change(proofs)],
        from,
      );
      return { draft, refusal };
    };

    it("InboxWrongProofCount: a rollup without proof", async () => {
      const { refusal } = await refused({}, (proofs) => proofs.slice(1));
      expect(refusal).deep.equal({ errorName: "InboxWrongProofCount", args: [2n, 1n] });
    });

    it("InboxAccountProofInvalid: nodes of the other rollup, or one left out", async () => {
      const swapped = await refused({ outboxes: [[OTHER_WORD], []] }, ([a, b]) => [b, a]);
      expect(swapped.refusal).deep.equal({
        errorName: "InboxAccountProofInvalid",
        args: [A, NODE_HASH_MISMATCH],
      });
      const cut = await refused({}, ([a, b]) => [a, { ...b!, accountProof: b!.accountProof.slice(0, -1) }]);
      expect(cut.refusal).deep.equal({ errorName: "InboxAccountProofInvalid", args: [B, NODE_MISSING] });
    });

    it("InboxStorageProofInvalid: a node left out", async () => {
      const { refusal } = await refused({}, ([a, b]) => [
        { ...a!, storageProof: a!.storageProof.slice(0, -1) },
        b,
      ]);
      expect(refusal).deep.equal({ errorName: "InboxStorageProofInvalid", args: [A, NODE_MISSING] });
    });

    it("InboxChannelsDiffer: a burn on A that B's state knows nothing of", async () => {
      const burnt = (channels: Draft["channels"]) =>
        channels.map((c) =>
          c.srcChainId === A && c.dstChainId === B ? { ...c, count: 1n, root: OTHER_WORD } : c,
        );
      let honest: Draft["channels"] = [];
      const { draft, refusal } = await refused(
        {
          claim: (channels) => {
            honest = channels;
            return burnt(channels);
          },
          inState: (channels, chainId) => (chainId === B ? honest : channels),
        },
        (proofs) => proofs,
      );
      expect(refusal).deep.equal({
        errorName: "InboxChannelsDiffer",
        args: [B, channelsDigest(localEntries(draft.channels, B)), channelsDigest(localEntries(honest, B))],
      });
    });
  });
});

describe("RollupInbox with three rollups", () => {
  const C = 42103n;
  const three = (strict: boolean) =>
    deployL1((p) => ({ ...p, strict, rollups: [...p.rollups, { name: "C", chainId: C }] }));

  for (const strict of [false, true]) {
    it(`takes all three or nothing, ${strict ? "strict" : "optimistic"}`, async () => {
      const fixture = await three(strict);
      const { inbox } = fixture.contracts;
      const parent = await genesisParent(fixture);
      const draft = await draftBatch(fixture, { parent, outboxes: [[], [OTHER_WORD], []] });
      expect(draft.channels.length).equal(12);
      const args = await provenArguments(fixture, draft);
      const call = strict ? (["postProvenBatch", args] as const) : (["postBatch", args.slice(0, 1)] as const);
      const two = [{ ...args[0], blocks: args[0].blocks.slice(0, 2) }, ...call[1].slice(1)];
      expect(await inbox.refusal(call[0], two, from)).deep.equal({
        errorName: "InboxWrongRollupCount",
        args: [3n, 2n],
      });
      await inbox.write(call[0], call[1], from);
      expect((await inbox.read<Head>("head")).index).equal(1n);
    });
  }
});
