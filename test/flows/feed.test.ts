/** A node that follows the feed over a live L1: what it believes, what it does not, and what becomes of it on L1. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { keccak256 } from "viem";
import { systemClock } from "../../services/adapters/systemClock.ts";
import type { L1Reader, PostedInput } from "../../services/ports.ts";
import { decodeBatchData, encodeBatchData } from "../../services/protocol/batch/batchData.ts";
import { isEquivocation, parseEquivocation } from "../../services/protocol/superblock/equivocation.ts";
import { batchBase } from "../../services/settlement/rangeSealer.ts";
import { createSettlement } from "../../services/settlement/settlementLoop.ts";
import { createSpokenFeed, domainOf, resigned, startFollowingNode, told } from "../support/followingNode.ts";
import { type LivePair, person, quiet, startLivePair } from "../support/livePair.ts";

const A = 42101n;
const B = 42102n;
const LIMITS = { maxSuperblocks: 120n, everySec: 0n, maxLagSec: 60n, maxDataBytes: 120_000 };

type Node = Awaited<ReturnType<typeof startFollowingNode>>;

describe("a node that follows the feed", function () {
  this.timeout(60_000);
  let pair: LivePair;
  let nodes: Node[] = [];
  let evidenceDir: string;
  before(async () => {
    pair = await startLivePair();
    const transfer = (chainId: bigint, nonce: number) =>
      person(4).signTransaction({
        to: person(5).address,
        value: 10n ** 17n,
        gas: 21_000n,
        nonce,
        type: "eip1559",
        chainId: Number(chainId),
        maxFeePerGas: 10n ** 9n,
        maxPriorityFeePerGas: 10n ** 6n,
      });
    await pair.produce();
    await pair.produce(new Map([[A, [await transfer(A, 0)]]]));
    await pair.produce(new Map([[B, [await transfer(B, 0)]]]));
  });
  after(() => pair.stop());
  beforeEach(() => {
    evidenceDir = mkdtempSync(join(tmpdir(), "lockstep-feed-"));
  });
  afterEach(() => {
    for (const node of nodes) node.stop();
    nodes = [];
    rmSync(evidenceDir, { recursive: true });
  });

  const message = (number: bigint) => told(pair.store, number);
  const hashAt = (number: bigint) => pair.store.superblock(number)!.hash;
  /** A node that has derived what L1 has and hears a feed of ours. */
  const follow = async (l1: L1Reader = pair.l1) => {
    const feed = createSpokenFeed(pair.deployment);
    const node = await startFollowingNode(pair, [feed.source], { l1, evidenceDir });
    nodes.push(node);
    await node.derive();
    return { feed, node };
  };
  const reasonOf = (outcome: readonly PromiseSettledResult<void>[]) =>
    outcome.map((one) => (one.status === "rejected" ? (one.reason as { code: string }).code : "ended"));
  const evidenceFiles = () => readdirSync(evidenceDir);

  it("serves superblocks before L1 has them, executed here", async () => {
    const { feed, node } = await follow();
    feed.say(message(1n), message(2n), message(3n));
    await node.listen();
    expect(node.head().hash).to.equal(hashAt(3n));
    expect(node.store.header(A, 3n)!.stateRoot).to.equal(pair.store.header(A, 3n)!.stateRoot);
    expect(node.following.posted(), "nothing of it is on L1").to.equal(0n);
    expect(node.changes.map(({ kind }) => kind)).to.deep.equal(["appended", "appended", "appended"]);
    await node.derive();
    expect(node.head().hash, "derivation leaves them").to.equal(hashAt(3n));
  });

  it("goes on where it stands after the line was cut, and hears nothing twice", async () => {
    const { feed, node } = await follow();
    feed.say(message(1n));
    await node.listen();
    feed.say(message(2n), message(3n));
    await node.listen();
    expect(feed.asked.map(({ number }) => number)).to.deep.equal([0n, 1n]);
    expect(node.head().hash).to.equal(hashAt(3n));
  });

  it("refuses feed-gap when a superblock is missing, and follows from L1 the next time (f27)", async () => {
    const { feed, node } = await follow();
    feed.say(message(1n), message(3n));
    expect(reasonOf(await node.listen())).to.deep.equal(["feed-gap"]);
    feed.say();
    await node.listen();
    expect(feed.asked.at(-1)!.number).to.equal(0n);
  });

  it("refuses feed-gap when a heartbeat tells of more than came", async () => {
    const { feed, node } = await follow();
    const sent = { number: 2n, hash: hashAt(2n) };
    feed.say(message(1n), { type: "heartbeat", sent, head: 2n, atMs: 0, halt: null });
    expect(reasonOf(await node.listen())).to.deep.equal(["feed-gap"]);
  });

  it("takes back what the sequencer took back, and follows what comes in its place", async () => {
    const { feed, node } = await follow();
    feed.say(message(1n), message(2n), { type: "rolledBack", to: { number: 1n, hash: hashAt(1n) } });
    await node.listen();
    expect(node.head().hash).to.equal(hashAt(1n));
    expect(node.changes.at(-1)).to.deep.equal({ kind: "rolledBack", to: 1n });
    feed.say(message(2n));
    await node.listen();
    expect(node.head().hash).to.equal(hashAt(2n));
    expect(node.following.misconduct(), "the same again is no second").to.deep.equal([]);
  });

  describe("believes nothing that is", () => {
    it("bad-signature: signed by somebody else", async () => {
      const { feed, node } = await follow();
      feed.say(await resigned(pair.deployment, message(1n), {}, person(7)));
      expect(reasonOf(await node.listen())).to.deep.equal(["feed-bad-signature"]);
      expect(node.head().superblock.number).to.equal(0n);
      expect(node.following.misconduct()).to.deep.equal([]);
    });

    it("not-what-was-signed: transactions, leaves, headers or channels of another", async () => {
      const { feed, node } = await follow();
      const honest = message(2n);
      const other = message(3n);
      for (const field of ["transactions", "headers", "blocks", "channels"] as const) {
        const changed =
          field === "channels" ? { channels: other.channels.slice(1) } : { [field]: other[field] };
        feed.say(message(1n), { ...honest, ...changed });
        expect(reasonOf(await node.listen()), field).to.deep.equal(["feed-not-what-was-signed"]);
      }
      expect(node.following.misconduct(), "the leader has not signed that").to.deep.equal([]);
    });

    for (const [reason, change] of [
      ["unknown-term", { term: keccak256("0x01") }],
      ["l1-behind", { l1OriginNumber: 1_000_000n }],
      ["l1-behind", { l1Origin: keccak256("0x02") }],
    ] as const)
      it(`${reason}: ${Object.keys(change)[0]} that our L1 does not have, or not yet`, async () => {
        const { feed, node } = await follow();
        feed.say(await resigned(pair.deployment, message(1n), change));
        expect(reasonOf(await node.listen())).to.deep.equal([`feed-${reason}`]);
        expect(node.head().superblock.number).to.equal(0n);
        expect(node.following.misconduct(), "L1 may say so later").to.deep.equal([]);
      });

    for (const [title, change, why] of [
      ["a state that execution does not give", { historyRoot: keccak256("0x02") }, "tip-differs"],
      ["another producer", { producer: person(6).address }, "wrong-producer"],
      ["a timestamp that does not grow", { timestamp: 1n }, "not-after-parent"],
    ] as const)
      it(`superblock-false: ${title}, though the leader signed it`, async () => {
        const { feed, node } = await follow();
        const lie = await resigned(pair.deployment, message(2n), change);
        feed.say(message(1n), lie);
        expect(reasonOf(await node.listen())).to.deep.equal(["feed-false"]);
        expect(node.head().hash).to.equal(hashAt(1n));
        expect(
          node.following.misconduct().map((one) => [one.reason, one.number, "why" in one && one.why]),
        ).to.deep.equal([["superblock-false", 2n, why]]);
        const before = node.opened();
        feed.say(lie);
        await node.listen();
        expect(node.opened(), "judged once").to.equal(before);
      });
  });

  describe("given a leader that signs two superblocks for one number (f12)", () => {
    const expectEvidence = (node: Node, number: bigint): void => {
      const [file, ...more] = evidenceFiles();
      expect(more).to.deep.equal([]);
      const record = parseEquivocation(readFileSync(join(evidenceDir, file!), "utf8"))!;
      expect(record.leader).to.equal(person(1).address);
      expect(isEquivocation(record, domainOf(pair.deployment))).to.equal(true);
      expect([record.first.superblock.number, record.second.superblock.number]).to.deep.equal([
        number,
        number,
      ]);
      expect(node.following.misconduct()).to.deep.equal([
        {
          reason: "equivocation",
          term: record.first.superblock.term,
          number,
          evidence: join(evidenceDir, file!),
        },
      ]);
    };

    it("keeps both when one feed tells them after a rollback, and follows no more in this term", async () => {
      const { feed, node } = await follow();
      const second = await resigned(pair.deployment, message(2n), { timestamp: 2_000_000_000n });
      feed.say(
        message(1n),
        message(2n),
        { type: "rolledBack", to: { number: 1n, hash: hashAt(1n) } },
        second,
      );
      expect(reasonOf(await node.listen())).to.deep.equal(["feed-equivocation"]);
      expectEvidence(node, 2n);
      feed.say(message(2n));
      const asked = feed.asked.length;
      expect(reasonOf(await node.listen())).to.deep.equal(["ended"]);
      expect(feed.asked.length).to.equal(asked);
    });

    it("keeps both when two feeds tell different ones, and remembers it over a restart", async () => {
      const second = await resigned(pair.deployment, message(1n), { timestamp: 2_000_000_000n });
      const feeds = [
        createSpokenFeed(pair.deployment, "ws://one"),
        createSpokenFeed(pair.deployment, "ws://two"),
      ];
      feeds[0]!.say(message(1n));
      feeds[1]!.say(second);
      const start = async () => {
        const node = await startFollowingNode(
          pair,
          feeds.map(({ source }) => source),
          { evidenceDir },
        );
        nodes.push(node);
        await node.derive();
        return node;
      };
      const node = await start();
      await node.listen();
      expectEvidence(node, 1n);
      const again = await start();
      expectEvidence(again, 1n);
      expect(reasonOf(await again.listen())).to.deep.equal(["ended", "ended"]);
    });

    it("keeps a false superblock and the true one of its number", async () => {
      const { feed, node } = await follow();
      feed.say(await resigned(pair.deployment, message(1n), { historyRoot: keccak256("0x03") }));
      await node.listen();
      feed.say(message(1n));
      expect(reasonOf(await node.listen())).to.deep.equal(["feed-equivocation"]);
      expect(evidenceFiles().length).to.equal(1);
    });
  });

  describe("given the batch on L1", () => {
    before(async () => {
      const settlement = createSettlement({
        ...pair,
        sender: pair.poster,
        clock: systemClock,
        log: quiet,
        limits: LIMITS,
        everyMs: 100,
      });
      await settlement.step(new AbortController().signal);
      expect((await pair.l1.batches(0n)).at(-1)!.batch.number).to.equal(3n);
    });

    /** L1 as it was before the batch, until it arrives. */
    const l1Before = (change: (input: PostedInput) => PostedInput = (input) => input) => {
      const state = { hasBatch: false };
      const l1: L1Reader = {
        ...pair.l1,
        batches: async (from) => (state.hasBatch ? pair.l1.batches(from) : []),
        standing: async () => {
          const standing = await pair.l1.standing();
          return state.hasBatch ? standing : { ...standing, batches: [] };
        },
        input: async (posted) => change(await pair.l1.input(posted)),
      };
      return { l1, arrive: () => (state.hasBatch = true) };
    };

    it("redoes nothing when L1 agrees", async () => {
      const { l1, arrive } = l1Before();
      const { feed, node } = await follow(l1);
      feed.say(message(1n), message(2n), message(3n));
      await node.listen();
      const [opened, told] = [node.opened(), node.changes.length];
      arrive();
      expect(await node.derive()).to.include({ ok: true, batchIndex: 1n });
      expect(node.following.posted()).to.equal(3n);
      expect(node.opened(), "blocks executed").to.equal(opened);
      expect(node.changes.length, "changes told").to.equal(told);
      expect(node.head().hash).to.equal(hashAt(3n));
    });

    it("executes the batch when the feed had not got so far", async () => {
      const { l1, arrive } = l1Before();
      const { feed, node } = await follow(l1);
      feed.say(message(1n));
      await node.listen();
      arrive();
      expect(await node.derive()).to.include({ ok: true, batchIndex: 1n });
      expect(node.head().hash).to.equal(hashAt(3n));
    });

    it("takes soft superblocks back and reports the batch when its data do not give what was signed", async () => {
      const recode = (input: PostedInput): PostedInput => {
        const base = batchBase({ store: pair.store, rollups: [A, B] }, 1n);
        const decoded = decodeBatchData(input.data, base);
        if (!decoded.ok) throw new Error(decoded.reason);
        const [first, ...rest] = decoded.superblocks;
        const emptied = rest.map((one) => ({ ...one, transactions: [[], []] }));
        return { ...input, data: encodeBatchData([first!, ...emptied], base) };
      };
      const { l1, arrive } = l1Before(recode);
      const { feed, node } = await follow(l1);
      feed.say(message(1n), message(2n), message(3n));
      await node.listen();
      arrive();
      expect(await node.derive()).to.include({ ok: false, batchIndex: 1n });
      expect(node.head().superblock.number).to.equal(0n);
      await node.listen();
      expect(node.head().superblock.number, "and does not believe them again").to.equal(0n);
    });

    it("keeps the evidence when the feed told another tip than L1 has", async () => {
      const { l1, arrive } = l1Before();
      const { feed, node } = await follow(l1);
      const other = await resigned(pair.deployment, message(3n), { historyRoot: keccak256("0x04") });
      feed.say(message(1n), message(2n), other);
      await node.listen();
      arrive();
      await node.derive();
      expect(node.head().hash).to.equal(hashAt(3n));
      expect(evidenceFiles()).to.have.length(1);
      expect(node.following.misconduct().map(({ reason }) => reason)).to.include("equivocation");
    });

    it("refuses feed-posted-otherwise for a number that L1 has", async () => {
      const { feed, node } = await follow();
      feed.say(
        await resigned(pair.deployment, message(2n), { timestamp: 2_000_000_000n, term: keccak256("0x05") }),
      );
      expect(reasonOf(await node.listen())).to.deep.equal(["feed-posted-otherwise"]);
      expect(node.head().hash).to.equal(hashAt(3n));
    });
  });
});
