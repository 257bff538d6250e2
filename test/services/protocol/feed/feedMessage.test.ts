import { expect } from "chai";
import {
  decodeFeedMessage,
  decodeFeedRequest,
  encodeFeed,
  type FeedMessage,
} from "../../../../services/protocol/feed/feedMessage.ts";
import { FEED_DOMAIN, positionOf, signedAfter } from "../../../support/feedBench.ts";

describe("messages of the feed", () => {
  let messages: FeedMessage[];
  before(async () => {
    const { hash: _, ...content } = await signedAfter(undefined);
    const position = positionOf(await signedAfter(undefined));
    messages = [
      {
        type: "hello",
        version: 1,
        sequence: 0n,
        ...FEED_DOMAIN,
        rollups: [1n, 2n],
        heartbeatMs: 2000,
        head: position,
      },
      {
        ...content,
        type: "superblock",
        sequence: (1n << 64n) - 1n,
        blocks: [...content.blocks],
        consumed: [1n],
        channels: [{ srcChainId: 1n, dstChainId: 2n, count: 3n, root: position.hash }],
        headers: ["0xc0"],
        transactions: [["0x02ab"], []],
      },
      { type: "rolledBack", sequence: 2n, to: position },
      { type: "heartbeat", sequence: 3n, sent: position, head: 7n, atMs: 1, halt: null },
      { type: "refusal", sequence: 4n, reason: "position-ahead", detail: "the newest superblock here is 3" },
    ];
  });

  it("come back as they were sent", () => {
    for (const message of messages)
      expect(decodeFeedMessage(encodeFeed(message))).to.deep.equal({ ok: true, message });
  });

  it("are refused as malformed with any field left out, or one more", () => {
    let refused = 0;
    for (const message of messages) {
      const plain = JSON.parse(encodeFeed(message)) as Record<string, unknown>;
      for (const key of Object.keys(plain)) {
        const { [key]: _, ...rest } = plain;
        expect(decodeFeedMessage(JSON.stringify(rest)), `${message.type} without ${key}`).to.include({
          reason: "malformed",
        });
        refused++;
      }
      expect(decodeFeedMessage(JSON.stringify({ ...plain, more: 1 }))).to.include({ reason: "malformed" });
    }
    expect(refused).to.equal(8 + 9 + 3 + 6 + 4);
  });

  it("are refused by name: not-json, unknown-version, malformed", () => {
    const [hello] = messages;
    const reason = (text: string) => {
      const decoded = decodeFeedMessage(text);
      return decoded.ok ? "ok" : decoded.reason;
    };
    expect(reason("{")).to.equal("not-json");
    expect(reason(JSON.stringify({ ...JSON.parse(encodeFeed(hello!)), version: 2 }))).to.equal(
      "unknown-version",
    );
    for (const sequence of ["-1", "01", "18446744073709551616", 1, null])
      expect(
        reason(JSON.stringify({ ...JSON.parse(encodeFeed(hello!)), sequence })),
        String(sequence),
      ).to.equal("malformed");
    expect(reason("null")).to.equal("malformed");
    expect(decodeFeedRequest(encodeFeed(hello!))).to.include({ ok: false, reason: "malformed" });
  });
});
