/** A leader that lies on a real L1: who notices, when, and what L1 does about it. The table is in docs/settlement.md. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { createArchiveSource, openBlobArchive } from "../../services/adapters/l1/blobs/blobArchive.ts";
import { createBlobReader } from "../../services/adapters/l1/blobs/blobReader.ts";
import { createKzg, type Kzg } from "../../services/adapters/l1/blobs/kzg.ts";
import { createL1Reader } from "../../services/adapters/l1/l1Reader.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import type { L1Reader } from "../../services/ports.ts";
import { parseEquivocation } from "../../services/protocol/superblock/equivocation.ts";
import { createEquivocationClaimer } from "../../services/settlement/claims/equivocationClaimer.ts";
import { startAnvil } from "../support/anvil.ts";
import { createSpokenFeed, resigned, told } from "../support/followingNode.ts";
import { openCourt } from "../support/l1Court.ts";
import {
  channelCount,
  channelRoot,
  numberTooLow,
  OTHER_WORD,
  ontoParent,
  provable,
  withoutFirst,
  withStateRoot,
  withTransaction,
} from "../support/lies.ts";
import { proverSender, startWitness } from "../support/lieWitness.ts";
import { type LivePair, person, quiet, startLivePair } from "../support/livePair.ts";
import { createLyingLeader, type LyingLeader } from "../support/lyingLeader.ts";

const A = 42101n;
const STAKE = 10n ** 19n;
const PROVER_SHARE = STAKE / 4n;

const transfer = (value: bigint): Promise<Hex> =>
  person(4).signTransaction({
    to: person(5).address,
    value,
    gas: 21_000n,
    nonce: 0,
    type: "eip1559",
    chainId: Number(A),
    maxFeePerGas: 10n ** 9n,
    maxPriorityFeePerGas: 10n ** 6n,
  });

describe("a lying leader", function () {
  this.timeout(120_000);
  let pair: LivePair;
  let stops: (() => unknown)[];
  beforeEach(() => {
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
  });
  const start = async (options: Parameters<typeof startLivePair>[0] = {}) => {
    pair = await startLivePair(options);
    stops.push(() => pair.stop());
    return { leader: createLyingLeader(pair), court: openCourt(pair) };
  };
  const witnessOf = async (options: Parameters<typeof startWitness>[1] = {}) => {
    const witness = await startWitness(pair, options);
    stops.push(witness.stop);
    return witness;
  };

  describe("whose lie L1 sees itself", () => {
    it("is refused, in strict mode, channels that its own states do not hold", async () => {
      const { leader, court } = await start({ strict: true });
      await pair.produce();
      for (const lie of [channelRoot, channelCount])
        expect(await leader.post(lie)).include({ ok: false, error: "InboxChannelsDiffer" });
      expect(await court.batches()).equal(0);
      expect(await leader.post()).include({ ok: true });
      expect(await court.stake(), "a refusal costs nothing").equal(STAKE);
    });

    it("is refused a batch over superblocks that it leaves out, if they are the first", async () => {
      const { leader } = await start();
      await pair.produce();
      await pair.produce();
      expect(await leader.post(numberTooLow)).include({ ok: false, error: "InboxNotLinked" });
    });
  });

  describe("whose lie can be proven", () => {
    for (const [what, lie] of provable)
      it(`loses the batch, what stands on it, its term and its bond for ${what}`, async () => {
        const { leader, court } = await start();
        await pair.produce();
        await pair.produce();
        await leader.posted(lie);
        await pair.produce();
        await leader.posted(ontoParent);
        const { term } = await pair.l1.term();
        const witness = await witnessOf();
        expect(await witness.derive()).include({ ok: false, batchIndex: 1n });
        expect(witness.claims).deep.equal(["sent"]);
        expect(await court.batches()).equal(0);
        expect((await pair.l1.term()).term).not.equal(term);
        expect(await court.stake()).equal(0n);
        expect(await court.paidToProver()).equal(PROVER_SHARE);
        expect(await witness.derive()).include({ ok: true, number: 0n });
      });

    it("posts again only in the new term, and with a new bond", async () => {
      const { leader, court } = await start();
      await pair.produce();
      await leader.posted(channelRoot);
      const witness = await witnessOf();
      await witness.derive();
      expect(await leader.post(channelRoot)).include({ ok: false, error: "InboxWrongTerm" });
      pair.store.rollbackTo(0n);
      await pair.produce();
      expect(await leader.post()).include({ ok: false, error: "InboxWrongSigner" });
      await leader.stake(STAKE);
      await leader.posted({});
      expect(await witness.derive()).include({ ok: true, number: 1n });
      expect(await court.batches()).equal(1);
    });
  });

  describe("whose lie nobody can prove to L1", () => {
    /** One honest batch under work; the false one comes after it. */
    const mineOne = async (leader: LyingLeader): Promise<void> => {
      await pair.produce();
      await pair.mine(await leader.posted({}));
    };
    const startMined = async () => {
      const parts = await start();
      await mineOne(parts.leader);
      return parts;
    };
    type Witness = Awaited<ReturnType<typeof startWitness>>;

    /** Without work it is never final, and falls after revertDelay; the bond stays. */
    const fallsUnmined = async (witness: Witness, bond = STAKE): Promise<void> => {
      const court = openCourt(pair);
      expect(await court.batches()).equal(2);
      expect(await court.finalise(2), "final without work").equal("SettlementWrongCheckpoint");
      expect(await court.revertUnmined(1)).equal("SettlementNotOverdue");
      await court.waitFor(pair.deployment.limits.revertDelaySec + 1n);
      expect(await court.revertUnmined(1)).equal("sent");
      expect(await court.batches()).equal(1);
      expect(await court.stake()).equal(bond);
      expect(await witness.derive()).include({ ok: true, number: 1n });
    };
    const noClaim = "false batch cannot be proven on L1, a person must act";

    it("finds no work for a false state root, which falls unmined", async () => {
      const { leader, court } = await startMined();
      await pair.produce();
      let header: Hex = "0x";
      await leader.posted({
        tip: (tip) => {
          const lied = withStateRoot(tip, pair.store.header(A, 2n)!.rlp, OTHER_WORD);
          header = lied.headerRlp;
          return lied.tip;
        },
      });
      const witness = await witnessOf();
      const outcome = await witness.derive();
      if (outcome.ok) throw new Error("derived");
      expect(outcome.mismatch).include({ reason: "tip-differs", number: 2n, field: `stateRoot of ${A}` });
      expect(witness.warnings()).deep.equal(["batch does not derive to its tip", noClaim]);
      expect(witness.head().superblock.number, "stays where the truth ends").equal(1n);
      expect(await court.accuseHeader(2, header), "even with its header").equal("ClaimsHeaderNotFalse");
      expect(await witness.minerSays()).match(/^derivation-mismatch: batch 2 /);
      await fallsUnmined(witness);
    });

    it("finds no work for data that lack a superblock", async () => {
      const { leader } = await startMined();
      await pair.produce();
      await pair.produce();
      await leader.posted({ data: withoutFirst });
      const witness = await witnessOf();
      const outcome = await witness.derive();
      if (outcome.ok) throw new Error("derived");
      expect(outcome.mismatch).deep.equal({ reason: "wrong-superblock-count", expected: 2n, actual: 1n });
      expect(witness.warnings()).deep.equal(["batch does not derive to its tip", noClaim]);
      expect(await witness.minerSays()).match(/^derivation-mismatch: batch 2 /);
      await fallsUnmined(witness);
    });

    it("finds no work for data with an altered transaction, whatever its feed has said", async () => {
      const { leader } = await startMined();
      const [truth, lie] = [await transfer(1n), await transfer(2n)];
      await pair.produce(new Map([[A, [truth]]]));
      const feed = createSpokenFeed(pair.deployment);
      feed.say({ ...told(pair.store, 2n) });
      const [plain, following] = [await witnessOf(), await witnessOf({ sources: [feed.source] })];
      await following.derive();
      await following.listen();
      expect(following.head().superblock.number, "a promise").equal(2n);
      await leader.posted({ data: withTransaction(truth, lie) });
      for (const witness of [plain, following]) {
        const outcome = await witness.derive();
        if (outcome.ok) throw new Error("derived");
        expect(outcome.mismatch).include({ reason: "tip-differs", field: `stateRoot of ${A}` });
        expect(witness.warnings().slice(-2)).deep.equal(["batch does not derive to its tip", noClaim]);
        expect(witness.head().superblock.number).equal(1n);
        expect(await witness.minerSays()).match(/^derivation-mismatch: batch 2 /);
      }
      await fallsUnmined(plain);
    });

    it("finds no work for data in a blob that nobody gives", async () => {
      // Hardhat takes no blobs. Every block of anvil takes a second at least, so it begins in the past.
      const nowSec = (): number => Math.floor(systemClock.now() / 1000);
      const anvil = await startAnvil(["--hardfork", "osaka", "--timestamp", String(nowSec() - 60)]);
      stops.push(() => anvil.stop());
      const { leader } = await start({ l1Url: anvil.url });
      await anvil.ask("evm_setNextBlockTimestamp", nowSec());
      await anvil.mine();
      await mineOne(leader);
      const kzg: Kzg = createKzg();
      const folder = mkdtempSync(join(tmpdir(), "lockstep-withheld-"));
      stops.push(() => kzg.close());
      stops.push(() => rmSync(folder, { recursive: true }));
      await pair.produce();
      await createLyingLeader(pair, kzg).posted({});
      const sources = [openBlobArchive(folder), createArchiveSource("http://127.0.0.1:1")];
      const blobs = createBlobReader(sources, kzg);
      const l1: L1Reader = createL1Reader({ url: pair.url, deployment: pair.deployment, blobs });
      const witness = await witnessOf({ l1 });
      const outcome = await witness.derive();
      if (!outcome.ok) throw new Error("mismatch");
      expect(outcome).include({ number: 1n, batchIndex: 1n });
      expect(outcome.withheld!.detail).match(
        /1 of its 1 blobs not found; tried archive .*: not-there; archive http/,
      );
      expect(witness.warnings()).deep.equal(["data of a batch are withheld, will retry"]);
      expect(await witness.minerSays()).match(/^superblock-not-verified: /);
      await fallsUnmined(witness);
    });

    it("has its way if miners commit to what they have not executed", async () => {
      const { leader, court } = await startMined();
      const [truth, lie] = [await transfer(1n), await transfer(2n)];
      await pair.produce(new Map([[A, [truth]]]));
      await pair.mine(await leader.posted({ data: withTransaction(truth, lie) }));
      await court.waitFor(pair.deployment.limits.challengeWindowSec + 1n);
      expect(await court.finalise(2)).equal("sent");
      const witness = await witnessOf();
      expect(await witness.derive(), "L1 is content, every node stops").include({
        ok: false,
        batchIndex: 2n,
      });
    });
  });

  describe("who signs twice", () => {
    it("loses what no work holds, its term and its bond, by the evidence of two feeds", async () => {
      const { leader, court } = await start();
      await pair.produce();
      await pair.mine(await leader.posted({}));
      await pair.produce();
      await leader.posted({});
      await pair.produce();
      const [one, other] = [
        createSpokenFeed(pair.deployment, "ws://one"),
        createSpokenFeed(pair.deployment, "ws://other"),
      ];
      one.say(told(pair.store, 3n));
      other.say(await resigned(pair.deployment, told(pair.store, 3n), { timestamp: 2_000_000_000n }));
      const evidenceDir = mkdtempSync(join(tmpdir(), "lockstep-evidence-"));
      stops.push(() => rmSync(evidenceDir, { recursive: true }));
      const witness = await witnessOf({ sources: [one.source, other.source], evidenceDir });
      await witness.derive();
      await witness.listen();
      expect(await witness.minerSays()).equal("equivocation: two superblocks are signed for 3");
      const [file] = readdirSync(evidenceDir);
      const evidence = parseEquivocation(readFileSync(join(evidenceDir, file!), "utf8"))!;
      const sender = proverSender(pair);
      const prover = createEquivocationClaimer({ ...pair, sender, log: quiet });
      expect(await prover.claim(evidence)).include({ result: "sent" });
      expect(await court.batches(), "what work holds stays").equal(1);
      expect(await court.stake()).equal(0n);
      expect(await court.paidToProver()).equal(PROVER_SHARE);
      await witness.derive();
      expect(witness.head().superblock.number).equal(1n);
      expect(await prover.claim(evidence), "once").deep.equal({ result: "punished" });
    });
  });
});
