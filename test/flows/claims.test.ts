/** A leader that lies on a real L1, and a node that reads L1 only and has the lie taken back. */
import { expect } from "chai";
import { createPublicClient, type Hex, http } from "viem";
import { bondedSequencerAbi } from "../../services/abi/index.ts";
import { createL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createDerivation } from "../../services/node/derivation.ts";
import type { SignedSuperblock } from "../../services/ports.ts";
import { encodeBatchCall } from "../../services/protocol/batch/postBatch.ts";
import { channelsRoot } from "../../services/protocol/channels/channel.ts";
import { blocksRoot, SUPERBLOCK_TYPES, typedDomain } from "../../services/protocol/superblock/superblock.ts";
import { type ClaimResult, createClaimer } from "../../services/settlement/claims/claimer.ts";
import { sealRange } from "../../services/settlement/rangeSealer.ts";
import { type LivePair, openRollups, person, quiet, startLivePair } from "../support/livePair.ts";

const A = 42101n;
const B = 42102n;
const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;
const noSignal = new AbortController().signal;

type Tip = Pick<SignedSuperblock, "superblock" | "blocks" | "channels">;

describe("a lying leader and a node with a claim key", function () {
  this.timeout(60_000);
  let pair: LivePair;
  beforeEach(async () => {
    pair = await startLivePair();
  });
  afterEach(() => pair.stop());

  /** Signs and posts the store's head as it would be with a lie in it. */
  async function postFalsely(lie: (tip: Tip) => Tip): Promise<void> {
    const { store, deployment } = pair;
    const last = store.head()!;
    const sealed = sealRange(
      { store, rollups: [A, B] },
      { first: 1n, last: last.superblock.number },
      120_000,
    );
    if (!sealed.ok) throw new Error(sealed.reason);
    const changed = lie(last);
    const tip = {
      ...changed.superblock,
      blocksRoot: blocksRoot(changed.blocks),
      channelsRoot: channelsRoot(changed.channels),
    };
    const signature = await person(1).signTypedData({
      domain: typedDomain({ l1ChainId: deployment.l1ChainId, inbox: deployment.addresses.inbox }),
      types: SUPERBLOCK_TYPES,
      primaryType: "Superblock",
      message: tip,
    });
    const data = encodeBatchCall({
      l1ChainId: deployment.l1ChainId,
      parent: await pair.l1.genesisBatch(),
      parentChannels: store.superblock(0n)!.channels,
      tip,
      signature,
      blocks: changed.blocks,
      channels: changed.channels,
      data: sealed.range.data,
    });
    const outcome = await pair.poster.send({ to: deployment.addresses.inbox, data });
    expect(outcome, JSON.stringify(outcome, String)).include({ ok: true });
  }

  async function node() {
    const results: ClaimResult[] = [];
    const rollups = await openRollups(pair.deployment);
    const sender = createL1Sender({ url: pair.url, account: person(9), clock: systemClock, log: quiet });
    const claimer = createClaimer({ ...rollups, sender, deployment: pair.deployment, log: quiet });
    const derivation = createDerivation({
      ...rollups,
      l1: pair.l1,
      deployment: pair.deployment,
      log: quiet,
      onFalse: async (batch, signal) => results.push(await claimer.claim(batch, signal)),
    });
    return { derivation, results };
  }

  const stake = async (): Promise<bigint> => {
    const client = createPublicClient({ transport: http(pair.url) });
    const bond = await client.readContract({
      address: pair.deployment.addresses.sequencerPolicy,
      abi: bondedSequencerAbi,
      functionName: "bond",
    });
    return bond.stakeWei;
  };

  const lies: readonly (readonly [string, (tip: Tip) => Tip])[] = [
    [
      "a message that no rollup has sent",
      (tip) => ({
        ...tip,
        channels: tip.channels.map((c) =>
          c.srcChainId === A && c.dstChainId === B ? { ...c, count: 1n, root: OTHER_WORD } : c,
        ),
      }),
    ],
    [
      "a header that contradicts its superblock",
      (tip) => ({ ...tip, blocks: tip.blocks.with(0, { ...tip.blocks[0]!, stateRoot: OTHER_WORD }) }),
    ],
    [
      "another time in the superblock than in its headers",
      (tip) => ({ ...tip, superblock: { ...tip.superblock, timestamp: tip.superblock.timestamp + 1n } }),
    ],
    ["another history", (tip) => ({ ...tip, superblock: { ...tip.superblock, historyRoot: OTHER_WORD } })],
  ];
  for (const [what, lie] of lies)
    it(`takes back ${what}, and slashes`, async () => {
      await pair.produce();
      await pair.produce();
      await postFalsely(lie);
      const { derivation, results } = await node();
      expect(await derivation.step(noSignal)).include({ ok: false, batchIndex: 1n });
      expect(results).deep.equal(["sent"]);
      expect((await pair.l1.standing()).batches).deep.equal([]);
      expect(await stake()).equal(0n);
      expect(await derivation.step(noSignal)).include({ ok: true, number: 0n });
    });

  it("reports a state root that nobody can open, and sends nothing", async () => {
    await pair.produce();
    await postFalsely((tip) => ({
      ...tip,
      blocks: tip.blocks.with(0, { ...tip.blocks[0]!, stateRoot: OTHER_WORD, blockHash: OTHER_WORD }),
    }));
    const { derivation, results } = await node();
    expect(await derivation.step(noSignal)).include({ ok: false });
    await derivation.step(noSignal);
    expect(results).deep.equal(["unprovable", "done"]);
    expect((await pair.l1.standing()).batches.length).equal(1);
  });
});
