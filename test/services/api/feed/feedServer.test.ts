/** The feed's server and its client on real sockets, over a store in memory. */
import { expect } from "chai";
import type { Hex } from "viem";
import { WebSocket } from "ws";
import { createFeedSource } from "../../../../services/adapters/feed/feedSource.ts";
import { encodeFeed, type FeedMessage } from "../../../../services/protocol/feed/feedMessage.ts";
import { fakeClock } from "../../../support/fakeClock.ts";
import { FEED_DOMAIN, type FeedBench, next, positionOf, startFeedBench } from "../../../support/feedBench.ts";

const summary = (message: FeedMessage): unknown => {
  switch (message.type) {
    case "superblock":
      return [message.type, message.superblock.number];
    case "rolledBack":
      return [message.type, message.to.number];
    case "refusal":
      return [message.type, message.reason];
    default:
      return message.type;
  }
};

const errorOf = (job: Promise<unknown>): Promise<{ code?: string }> =>
  job.then(
    () => ({}),
    (err: { code?: string }) => err,
  );

describe("feed of signed superblocks", () => {
  let bench: FeedBench;
  const followed: AsyncIterator<FeedMessage>[] = [];
  const follow = (...args: Parameters<FeedBench["follow"]>) => {
    const follower = bench.follow(...args);
    followed.push(follower);
    return follower;
  };
  const take = async (follower: AsyncIterator<FeedMessage>, count: number): Promise<unknown[]> => {
    const taken: unknown[] = [];
    for (let i = 0; i < count; i++) taken.push(summary(await next(follower)));
    return taken;
  };
  beforeEach(async () => {
    bench = await startFeedBench();
  });
  afterEach(() => bench.stop());

  it("replays from the position named, then goes on live, numbered without a gap (f27)", async () => {
    await bench.add();
    await bench.add({ transactions: ["0x01", "0x02"] });
    const follower = follow(positionOf(bench.at(1)));
    const hello = await next(follower);
    expect(hello).to.deep.equal({
      type: "hello",
      version: 1,
      sequence: 0n,
      l1ChainId: 31337n,
      inbox: FEED_DOMAIN.inbox,
      rollups: [42101n, 42102n],
      heartbeatMs: 2000,
      head: positionOf(bench.head()),
    });
    const { hash: _, ...content } = bench.at(2);
    expect(await next(follower)).to.deep.equal({
      ...content,
      type: "superblock",
      sequence: 1n,
      headers: ["0xc0", "0xc0"],
      transactions: [
        ["0x01", "0x02"],
        ["0x01", "0x02"],
      ],
    });
    const third = await bench.add();
    expect(await next(follower)).to.deep.include({ sequence: 2n, superblock: third.superblock });
  });

  it("tells nothing that is not signed yet", async () => {
    await bench.add();
    await bench.addUnsigned();
    const follower = follow(bench.genesis);
    expect(await take(follower, 2)).to.deep.equal(["hello", ["superblock", 1n]]);
    bench.feed.tick();
    const heartbeat = await next(follower);
    expect(heartbeat).to.deep.include({ type: "heartbeat", head: 1n, sent: positionOf(bench.at(1)) });
  });

  it("tells idleness from silence by heartbeats, which say why nothing is produced", async () => {
    const follower = follow(bench.genesis);
    await next(follower);
    bench.state.halt = "work-overdue";
    bench.feed.tick();
    expect(await next(follower)).to.deep.equal({
      type: "heartbeat",
      sequence: 1n,
      sent: bench.genesis,
      head: 0n,
      atMs: bench.clock.now(),
      halt: "work-overdue",
    });
  });

  it("tells of a rollback before what comes in its place", async () => {
    await bench.add();
    await bench.add();
    const follower = follow(bench.genesis);
    expect(await take(follower, 3)).to.have.length(3);
    bench.rollBack(1n);
    const other = await bench.add({ term: `0x${"08".repeat(32)}` });
    expect(await next(follower)).to.deep.include({ type: "rolledBack", to: positionOf(bench.at(1)) });
    expect(await next(follower)).to.deep.include({ type: "superblock", superblock: other.superblock });
  });

  for (const { title, reason, from } of [
    { title: "a later position", reason: "position-ahead", from: { number: 9n } },
    {
      title: "another superblock",
      reason: "position-unknown",
      from: { hash: `0x${"ab".repeat(32)}` as Hex },
    },
  ])
    it(`refuses ${title} with ${reason}`, async () => {
      const follower = follow({ ...bench.genesis, ...from });
      expect(summary(await next(follower))).to.deep.equal(["refusal", reason]);
      expect(await errorOf(next(follower))).to.include({ code: "feed-closed" });
      expect(bench.drops).to.deep.equal([reason]);
    });

  it("refuses wrong-deployment", async () => {
    const follower = follow(bench.genesis, `0x${"bb".repeat(20)}`);
    expect(summary(await next(follower))).to.deep.equal(["refusal", "wrong-deployment"]);
  });

  it("refuses not-signed-here when L1 has what it never signed", async () => {
    await bench.addUnsigned();
    await bench.add();
    const follower = follow(bench.genesis);
    expect(await take(follower, 2)).to.deep.equal(["hello", ["refusal", "not-signed-here"]]);
  });

  it("refuses too-many-followers, and has room again when one leaves", async () => {
    await bench.stop();
    bench = await startFeedBench({ maxFollowers: 1 });
    const first = follow(bench.genesis);
    await next(first);
    expect(summary(await next(follow(bench.genesis)))).to.deep.equal(["refusal", "too-many-followers"]);
    await first.return?.();
    while (bench.feed.followers() > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(summary(await next(follow(bench.genesis)))).to.equal("hello");
  });

  describe("given a client that does not keep to it", () => {
    const open = async (): Promise<{ socket: WebSocket; frames: string[]; closed: Promise<number> }> => {
      const socket = new WebSocket(bench.url);
      const frames: string[] = [];
      socket.on("message", (data) => frames.push(String(data)));
      const closed = new Promise<number>((resolve) => socket.once("close", resolve));
      await new Promise((resolve) => socket.once("open", resolve));
      return { socket, frames, closed };
    };
    const refusalIn = (frames: string[]): unknown => JSON.parse(frames.at(-1)!);

    for (const [title, text, detail] of [
      ["no JSON", "hello?", "not-json"],
      ["another version", JSON.stringify({ type: "follow", version: 2 }), "unknown-version"],
      ["a request with something left out", JSON.stringify({ type: "follow", version: 1 }), "malformed"],
    ] as const)
      it(`refuses bad-request for ${title}`, async () => {
        const { socket, frames, closed } = await open();
        socket.send(text);
        await closed;
        expect(refusalIn(frames)).to.deep.include({ type: "refusal", reason: "bad-request" });
        expect(JSON.stringify(refusalIn(frames))).to.include(detail);
      });

    it("refuses a second request", async () => {
      const { socket, frames, closed } = await open();
      const request = encodeFeed({
        type: "follow",
        version: 1,
        inbox: FEED_DOMAIN.inbox,
        from: bench.genesis,
      });
      socket.send(request);
      socket.send(request);
      await closed;
      expect(refusalIn(frames)).to.deep.include({ reason: "bad-request", detail: "one request a line" });
    });

    it("refuses no-request from one that never asks", async () => {
      const { frames, closed } = await open();
      await bench.clock.advance(9_999);
      bench.feed.tick();
      expect(bench.drops).to.deep.equal([]);
      await bench.clock.advance(1);
      bench.feed.tick();
      await closed;
      expect(refusalIn(frames)).to.deep.include({ reason: "no-request" });
    });

    it("cuts off one that does not read, having kept no more for it than one message", async () => {
      const large: Hex = `0x${"ab".repeat(1 << 20)}`;
      for (let i = 0; i < 20; i++) await bench.add({ transactions: [large] });
      const { socket, closed } = await open();
      const from = bench.genesis;
      socket.pause();
      socket.send(encodeFeed({ type: "follow", version: 1, inbox: FEED_DOMAIN.inbox, from }));
      const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
      while (bench.sent.length === 0) await turn();
      // As long as the buffers of the network take something, each message gets its time anew.
      for (let turns = 0; turns < 2_000 && bench.drops.length === 0; turns++) {
        await bench.clock.advance(10_000);
        bench.feed.tick();
        await turn();
      }
      expect(bench.drops).to.deep.equal(["slow"]);
      expect(bench.sent.filter((type) => type === "superblock").length).to.be.lessThan(20);
      socket.resume();
      expect(await closed).to.equal(1006);
      expect(bench.feed.followers()).to.equal(0);
    });
  });

  describe("given a client", () => {
    it("gives up with feed-silent when heartbeats stay out", async () => {
      const clock = fakeClock();
      const source = createFeedSource({ url: bench.url, inbox: FEED_DOMAIN.inbox, clock });
      const follower = source.follow(bench.genesis, new AbortController().signal)[Symbol.asyncIterator]();
      await next(follower);
      const silent = errorOf(next(follower));
      await clock.advance(8_000);
      expect(await silent).to.include({ code: "feed-silent" });
    });

    it("says feed-unreachable when nobody listens", async () => {
      const source = createFeedSource({
        url: "ws://127.0.0.1:1",
        inbox: FEED_DOMAIN.inbox,
        clock: fakeClock(),
      });
      const follower = source.follow(bench.genesis, new AbortController().signal)[Symbol.asyncIterator]();
      expect(await errorOf(next(follower))).to.include({ code: "feed-unreachable" });
    });

    it("ends without an error when it is stopped", async () => {
      const stop = new AbortController();
      const source = createFeedSource({ url: bench.url, inbox: FEED_DOMAIN.inbox, clock: fakeClock() });
      const follower = source.follow(bench.genesis, stop.signal)[Symbol.asyncIterator]();
      await next(follower);
      const ended = follower.next();
      stop.abort();
      expect((await errorOf(ended)).code).to.equal("feed-closed");
    });
  });
});
