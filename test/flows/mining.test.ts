/** Work from a miner's hash to the oracles of both rollups, on an L1 node with the real contracts. */
import { expect } from "chai";
import { createPublicClient, encodeFunctionData, type Hex, hexToBytes, http } from "viem";
import { checkpointLedgerAbi } from "../../services/abi/index.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { relayVerdict } from "../../services/mining/relay.ts";
import type { PostedBatch } from "../../services/ports.ts";
import { tryVerify } from "../../services/protocol/bitcoin/auxPow.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import { hash } from "../../services/protocol/superblock/checkpoint.ts";
import { person } from "../support/livePair.ts";
import { acceptedOf, type MiningPair, startMiningPair, startMiningSide } from "../support/miningPair.ts";

const [A, B] = [42101n, 42102n];
const [ALICE, BOB] = [person(4).address, person(5).address];
const wireId = (displayHash: string): Hex => `0x${Buffer.from(displayHash, "hex").reverse().toString("hex")}`;

describe("merged mining on a live L1", function () {
  this.timeout(60_000);
  let pair: MiningPair;
  let side: Awaited<ReturnType<typeof startMiningSide>>;
  before(async () => {
    pair = await startMiningPair();
    side = await startMiningSide(pair);
  });
  after(async () => {
    await side?.stop();
    side?.remove();
    await pair?.stop();
  });

  const leadId = async (): Promise<Hex> => (await pair.l1.lead())?.id ?? ZERO_HASH;
  const l1 = (method: string, params: unknown[] = []): Promise<unknown> =>
    createPublicClient({ transport: http(pair.url) }).request({ method, params } as never);
  const expectOracles = async (lead: Hex, { batch }: PostedBatch) => {
    for (const chainId of [A, B]) {
      const oracle = await pair.oracle(chainId);
      expect(oracle.lead).to.equal(lead);
      expect(oracle.lastMined).to.deep.include({
        number: batch.number,
        timestamp: batch.timestamp,
        blockHash: pair.store.header(chainId, batch.number)!.hash,
        checkpoint: lead,
      });
    }
  };

  it("work of the CPU miner, found through the RPC, reaches the ledger and both oracles", async () => {
    const posted = await pair.post();
    await side.mineUntil([ALICE], async () => (await leadId()) !== ZERO_HASH);
    const lead = (await pair.l1.lead())!;
    expect([lead.miner, lead.superblock]).to.deep.equal([ALICE, posted.batch.superblock]);
    await pair.relayToOracles(side.service);
    await expectOracles(lead.id, posted);
  });

  it("relays a checkpoint that a stranger's contract took to L1, and what is mined on top of it", async () => {
    const theirs = await pair.post();
    const id = await pair.strangerSubmits(await pair.workOn(theirs, await leadId()));
    expect(await leadId()).to.equal(id);
    await pair.relayToOracles(side.service);
    await expectOracles(id, theirs);

    const ours = await pair.post();
    await side.mineUntil([ALICE], async () => (await leadId()) !== id);
    expect((await pair.l1.lead())!.parent).to.equal(id);
    await pair.relayToOracles(side.service);
    await expectOracles(await leadId(), ours);
  });

  it("takes the work of two miners at the same time: both recorded, the first leads, nothing is left over", async () => {
    const parent = await leadId();
    const posted = await pair.post();
    await side.service.refresh();
    const works = [await side.fetch(ALICE), await side.fetch(BOB)];
    const accepted = await Promise.all(works.map((work) => side.submit(work.hash, side.solve(work))));
    expect(accepted).to.deep.equal([true, true]);
    await side.relay();
    const ids = works.map(({ hash }) => wireId(hash));
    const recorded = (await pair.l1.checkpoints()).filter((checkpoint) => checkpoint.parent === parent);
    expect(recorded.map(({ id }) => id)).to.have.members(ids);
    expect(await leadId(), "first seen").to.equal(recorded[0]!.id);
    expect(side.service.waiting()).to.deep.equal([]);
    await pair.relayToOracles(side.service);
    await expectOracles(recorded[0]!.id, posted);
  });

  it("goes on with two real miners at once", async () => {
    const before = await leadId();
    await pair.post();
    await side.mineUntil([ALICE, BOB], async () => (await leadId()) !== before);
    expect((await pair.l1.lead())!.parent).to.equal(before);
    await side.relay();
    expect(side.service.waiting()).to.deep.equal([]);
  });

  it("a stale template's work is recorded beside the lead and changes nothing; the next one is on the lead", async () => {
    const posted = await pair.post();
    await side.service.refresh();
    const stale = await side.fetch(ALICE);
    const id = await pair.strangerSubmits(await pair.workOn(posted, await leadId()));
    await side.service.refresh();
    expect(await side.submit(stale.hash, side.solve(stale))).to.equal(true);
    await side.relay();
    expect(acceptedOf(await pair.l1.checkpoints(), wireId(stale.hash))).to.have.length(1);
    expect(await leadId()).to.equal(id);
    await pair.post();
    await side.service.refresh();
    const next = side.service.createWork(ALICE);
    expect(next.ok && next.template.checkpoint.parentCheckpoint).to.equal(id);
  });

  it("a replay is accepted again and sent to L1 never again", async () => {
    const work = await side.fetch(ALICE);
    const proof = side.solve(work);
    expect(await side.submit(work.hash, proof)).to.equal(true);
    await side.relay();
    const before = (await pair.l1.checkpoints()).length;
    expect(await side.submit(work.hash, proof)).to.equal(true);
    await side.relay();
    expect(await pair.l1.checkpoints()).to.have.length(before);
    expect(side.service.waiting()).to.deep.equal([]);
  });

  it("a forgery is refused, does the work no harm, and reaches L1 neither by us nor by anybody", async () => {
    await pair.post();
    await side.service.refresh();
    const [alices, bobs] = [await side.fetch(ALICE), await side.fetch(BOB)];
    const proof = side.solve(alices);
    // Bob hands in Alice's proof as his own.
    expect(await side.submit(bobs.hash, proof)).to.equal(false);
    expect(side.service.waiting()).to.deep.equal([]);
    expect(await side.submit(alices.hash, proof)).to.equal(true);
    const { checkpoint, auxPow, tip } = side.service.waiting()[0]!;
    const { batch } = (await pair.l1.batches(0n)).find(
      (posted) => posted.batch.superblock === tip.superblock,
    )!;
    const parent = (await pair.l1.lead())!;
    // The proof leaves out what it commits to, so for another checkpoint it is another hash, and at this difficulty
    // every third one is good enough by chance.
    const forged = [2, 3, 6, 7, 8, 9]
      .map((nth) => ({ ...checkpoint, miner: person(nth).address }))
      .find((other) => tryVerify(hash(other), other.auxChainId, other.nBits, hexToBytes(auxPow)) !== "None")!;
    const data = encodeFunctionData({
      abi: checkpointLedgerAbi,
      functionName: "submitCheckpoint",
      args: [forged, batch, parent.height, auxPow],
    });
    const outcome = await pair.poster.send({ to: pair.deployment.addresses.ledger, data });
    expect(outcome.ok).to.equal(false);
    expect(relayVerdict(outcome).kind).to.equal("refused");
    await side.relay();
    expect((await pair.l1.lead())!).to.include({ id: wireId(alices.hash), miner: ALICE });
  });

  it("a front-run of our submission changes nothing: L1 has it once, for the same miner", async () => {
    await pair.post();
    await side.service.refresh();
    const work = await side.fetch(BOB);
    expect(await side.submit(work.hash, side.solve(work))).to.equal(true);
    const { id, checkpoint, auxPow, tip } = side.service.waiting()[0]!;
    const { batch } = (await pair.l1.batches(0n)).find(
      (posted) => posted.batch.superblock === tip.superblock,
    )!;
    const parentHeight = (await pair.l1.lead())!.height;
    await pair.strangerSubmits({ id, checkpoint, batch, parentHeight, auxPow });
    // Our view of L1 is from before: the relay sends what L1 has already.
    await side.relay();
    expect(acceptedOf(await pair.l1.checkpoints(), id).map(({ miner }) => miner)).to.deep.equal([BOB]);
    expect(side.service.waiting()).to.deep.equal([]);
  });

  it("loses nothing when it stops between accepting work and taking it to L1", async () => {
    const posted = await pair.post();
    await side.service.refresh();
    const work = await side.fetch(ALICE);
    expect(await side.submit(work.hash, side.solve(work))).to.equal(true);
    const { path } = side;
    await side.stop();
    side = await startMiningSide(pair, { path });
    expect(side.service.waiting().map(({ id }) => id)).to.deep.equal([wireId(work.hash)]);
    await side.relay();
    expect(await leadId()).to.equal(wireId(work.hash));
    await pair.relayToOracles(side.service);
    await expectOracles(wireId(work.hash), posted);
  });

  it("a branch of less work does not lead, a heavier one does, and the oracles follow", async () => {
    const fork = await leadId();
    const first = await pair.post();
    const lead = await pair.strangerSubmits(await pair.workOn(first, fork));
    await pair.relayToOracles(side.service);
    await expectOracles(lead, first);

    const second = await pair.post();
    const rival = await pair.strangerSubmits(await pair.workOn(second, fork));
    expect(await leadId(), "not more work than the lead").to.equal(lead);
    const third = await pair.post();
    const heavier = await pair.strangerSubmits(await pair.workOn(third, rival));
    expect(await leadId()).to.equal(heavier);
    await pair.relayToOracles(side.service);
    await expectOracles(heavier, third);
  });

  it("TargetNotReached: keeps the work and sends it again until L1's clock allows it", async () => {
    const { anchorTimeSec, spacingSec } = pair.deployment.mining;
    const heightOf = () => side.service.view()!.chain.length;
    const dueSec = () => Number(anchorTimeSec) + spacingSec * heightOf();
    while (dueSec() < systemClock.now() / 1000 + 30) {
      await pair.strangerSubmits(await pair.workOn(await pair.post(), await leadId()));
      await side.service.refresh();
    }
    await pair.post();
    const fast = await startMiningSide(pair, {
      clock: { ...systemClock, now: () => systemClock.now() + 18_000 },
    });
    try {
      const work = await fast.fetch(ALICE);
      expect(await fast.submit(work.hash, fast.solve(work))).to.equal(true);
      await fast.relay();
      expect(acceptedOf(await pair.l1.checkpoints(), wireId(work.hash)), "too early").to.deep.equal([]);
      expect(fast.service.waiting()).to.have.length(1);
      // The last test of this file: nothing else lives in L1's future.
      await l1("evm_increaseTime", [20]);
      await l1("evm_mine");
      await fast.relay();
      expect(fast.service.waiting()).to.deep.equal([]);
      expect(await leadId()).to.equal(wireId(work.hash));
    } finally {
      await fast.stop();
      fast.remove();
    }
  });
});
