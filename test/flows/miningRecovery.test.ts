/** Work that outlives what happens to its batch and to L1, on an L1 node with the real contracts. */
import { expect } from "chai";
import { createPublicClient, type Hex, hexToBytes, http } from "viem";
import { reverse } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import { serialize } from "../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import { person } from "../support/livePair.ts";
import { buildOutputAuxPow } from "../support/mergedMining.ts";
import { acceptedOf, type MiningPair, startMiningPair, startMiningSide } from "../support/miningPair.ts";

const ALICE = person(4).address;
const wireId = (displayHash: string): Hex => `0x${Buffer.from(displayHash, "hex").reverse().toString("hex")}`;

describe("accepted work on a live L1", function () {
  this.timeout(60_000);
  let pair: MiningPair;
  let side: Awaited<ReturnType<typeof startMiningSide>>;
  let pokes = 0;
  before(async () => {
    pair = await startMiningPair();
    side = await startMiningSide(pair, { sealedTip: pair.sealedTip, onUnpostedWork: () => pokes++ });
  });
  after(async () => {
    await side?.stop();
    side?.remove();
    await pair?.stop();
  });

  const leadId = async (): Promise<Hex> => (await pair.l1.lead())?.id ?? ZERO_HASH;
  const l1 = <T>(method: string, params: unknown[] = []): Promise<T> =>
    createPublicClient({ transport: http(pair.url) }).request({ method, params } as never) as Promise<T>;

  it("on a sealed batch waits until the batch is posted, which it asks for, and is relayed then", async () => {
    await pair.post();
    const last = await pair.seal();
    await side.service.refresh();
    const outcome = side.service.createWork(ALICE);
    expect(outcome.ok && outcome.template.tip.number).to.equal(last);
    const work = await side.fetch(ALICE);
    expect(await side.submit(work.hash, side.solve(work))).to.equal(true);
    expect(pokes).to.equal(1);
    await side.relay();
    expect(side.service.waiting().map(({ id }) => id)).to.deep.equal([wireId(work.hash)]);
    expect(await leadId()).to.equal(ZERO_HASH);
    await pair.postWhatIsDue();
    await side.service.refresh();
    await side.relay();
    expect(await leadId()).to.equal(wireId(work.hash));
    expect(side.service.waiting()).to.deep.equal([]);
  });

  it("in the form of an output is taken to L1 and, with money for miners, to the oracles", async () => {
    await pair.post();
    await side.service.refresh();
    const work = await side.fetch(ALICE);
    const proof = serialize(
      buildOutputAuxPow({
        auxHash: reverse(hexToBytes(`0x${work.hash}`)),
        auxChainId: work.chainid,
        nBits: Number.parseInt(work.bits, 16),
        chainDepth: 2,
      }),
    );
    expect(proof).to.include(`${Buffer.from("j,LSCP").toString("hex")}`);
    expect(await side.submit(work.hash, proof)).to.equal(true);
    await side.relay();
    expect(await leadId()).to.equal(wireId(work.hash));
    await pair.relayToOracles(side.service, 6_400n);
    for (const chainId of [42101n, 42102n]) {
      expect((await pair.oracle(chainId)).lead).to.equal(wireId(work.hash));
      // Two heights came with the money: an eighth of 6400, then of 5600.
      expect(await pair.potOn(chainId, 2n)).to.deep.equal([4_900n, 612n, 700n]);
    }
  });

  it("is sent again, and recorded once, when a reorganisation takes its checkpoint back; its rank falls and rises", async () => {
    const { number } = (await pair.post()).batch;
    const before = (await pair.ranks()).mined;
    expect(before < number).to.equal(true);
    await side.service.refresh();
    const snapshot = await l1<string>("evm_snapshot");
    const work = await side.fetch(ALICE);
    expect(await side.submit(work.hash, side.solve(work))).to.equal(true);
    await side.relay();
    expect(await leadId()).to.equal(wireId(work.hash));
    expect(await pair.ranks()).to.include({ posted: number, mined: number });
    await l1("evm_revert", [snapshot]);
    // Another block in the place of the one that held it.
    await l1("evm_mine");
    await side.service.refresh();
    expect(await leadId()).not.to.equal(wireId(work.hash));
    expect(await pair.ranks()).to.include({ posted: number, mined: before });
    expect(side.service.waiting()).to.have.length(1);
    await side.relay();
    expect(await leadId()).to.equal(wireId(work.hash));
    expect(await pair.ranks()).to.include({ posted: number, mined: number });
    await side.relay();
    expect(acceptedOf(await pair.l1.checkpoints(), wireId(work.hash))).to.have.length(1);
  });

  it("finds its batch at its new place when a reorganisation takes the batch back as well", async () => {
    const snapshot = await l1<string>("evm_snapshot");
    const before = await pair.post();
    await side.service.refresh();
    const work = await side.fetch(ALICE);
    expect(await side.submit(work.hash, side.solve(work))).to.equal(true);
    expect(await l1("evm_revert", [snapshot])).to.equal(true);
    await l1("evm_mine");
    const left = (await pair.l1.batches(0n)).at(-1)!.batch;
    expect(left.number < before.batch.number, "the batch is gone").to.equal(true);
    await side.service.refresh();
    await side.relay();
    expect(await leadId(), "the batch is gone").not.to.equal(wireId(work.hash));
    await pair.postWhatIsDue();
    const again = (await pair.l1.batches(0n)).at(-1)!;
    expect(again.batch.superblock).to.equal(before.batch.superblock);
    await side.service.refresh();
    await side.relay();
    expect(await leadId()).to.equal(wireId(work.hash));
  });

  it("batch-replaced: is given up when L1 has another batch in the place of its own", async () => {
    await pair.seal();
    await side.service.refresh();
    const work = await side.fetch(ALICE);
    const late = await side.fetch(person(5).address);
    expect(await side.submit(work.hash, side.solve(work))).to.equal(true);
    // Sealed anew with one more superblock, as when its tip has grown too old.
    await pair.seal();
    await pair.postWhatIsDue();
    await side.service.refresh();
    await side.relay();
    expect(side.service.waiting()).to.deep.equal([]);
    expect(acceptedOf(await pair.l1.checkpoints(), wireId(work.hash))).to.deep.equal([]);
    expect(await side.submit(late.hash, side.solve(late)), "too late").to.equal(false);
    expect(side.service.submissions.lastRejection(wireId(late.hash))?.reason).to.equal("BatchReplaced");
    const next = side.service.createWork(ALICE);
    expect(next.ok && next.template.checkpoint.parentCheckpoint).to.equal(await leadId());
  });
});
