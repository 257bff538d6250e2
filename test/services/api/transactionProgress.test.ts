import { expect } from "chai";
import { type Hex, toHex } from "viem";
import { type Notice, reduceProgress, type Standing } from "../../../services/api/transactionProgress.ts";
import type { GroupFailure, Rank } from "../../../services/ports.ts";
import { seededRandom } from "../../support/seededRandom.ts";

const word = (n: number): Hex => toHex(n, { size: 32 });
const place = (superblock: number) => ({
  chainId: 42101n,
  superblock: BigInt(superblock),
  superblockHash: word(superblock),
});
const at = (rank: Rank, superblock = 7): Standing => ({ status: "included", rank, ...place(superblock) });
const unknown: Standing = { status: "unknown" };
const pending: Standing = { status: "pending" };
const failure: GroupFailure = {
  chainId: 42101n,
  reason: "invalid-transaction",
  revertData: "0x",
  detail: "nonce-too-low",
};
const dropped: Standing = { status: "dropped", failure };

/** What is told over a row of looks, in short. */
function told(...looks: readonly Standing[]): string[] {
  let before: Standing | undefined;
  const notices: Notice[] = [];
  for (const look of looks) {
    const progress = reduceProgress(before, look);
    before = progress.told;
    notices.push(...progress.notices);
  }
  return notices.map((notice) =>
    "superblock" in notice
      ? `${notice.status} ${notice.superblock}${"was" in notice ? ` was ${notice.was}` : ""}`
      : notice.status,
  );
}

describe("reduceProgress", () => {
  it("tells at once where a transaction stands, and the same thing once", () => {
    expect(told(unknown, unknown)).to.deep.equal(["unknown"]);
    expect(told(pending, pending)).to.deep.equal(["pending"]);
    expect(told(at("soft"), at("soft"))).to.deep.equal(["soft 7"]);
    expect(told(dropped, dropped)).to.deep.equal(["dropped"]);
  });

  it("tells each rank on the way to final, those that no look saw too", () => {
    expect(told(pending, at("soft"), at("posted"), at("mined"), at("final"))).to.deep.equal([
      "pending",
      "soft 7",
      "posted 7",
      "mined 7",
      "final 7",
    ]);
    expect(told(unknown, at("final"))).to.deep.equal(["unknown", "soft 7", "posted 7", "mined 7", "final 7"]);
    expect(told(at("posted"), at("final"))).to.deep.equal(["soft 7", "posted 7", "mined 7", "final 7"]);
  });

  it("tells of a rank that L1 took back, and of it again", () => {
    expect(told(at("mined"), at("soft"), at("posted"))).to.deep.equal([
      "soft 7",
      "posted 7",
      "mined 7",
      "soft 7 was mined",
      "posted 7",
    ]);
  });

  it("tells superblock-taken-back when it waits again, and its new superblock", () => {
    expect(told(at("posted"), pending, at("soft", 9))).to.deep.equal([
      "soft 7",
      "posted 7",
      "reverted 7 was posted",
      "pending",
      "soft 9",
    ]);
    expect(reduceProgress(at("posted"), pending).notices[0]).to.deep.equal({
      status: "reverted",
      was: "posted",
      reason: "superblock-taken-back",
      ...place(7),
    });
  });

  it("tells of the fall also when it stands elsewhere at the next look", () => {
    expect(told(at("mined"), at("posted", 9)).slice(3)).to.deep.equal([
      "reverted 7 was mined",
      "soft 9",
      "posted 9",
    ]);
  });

  it("tells no second time that it is unknown after a fall, but where it is found next", () => {
    expect(told(at("soft"), unknown, unknown, pending)).to.deep.equal([
      "soft 7",
      "reverted 7 was soft",
      "pending",
    ]);
  });

  it("tells why it was dropped, after a fall too, and that it was sent again", () => {
    expect(told(at("soft"), dropped, pending, at("soft", 8))).to.deep.equal([
      "soft 7",
      "reverted 7 was soft",
      "dropped",
      "pending",
      "soft 8",
    ]);
    expect(reduceProgress(pending, dropped).notices).to.deep.equal([{ status: "dropped", failure }]);
  });

  it("tells that one which waited is gone", () => {
    expect(told(pending, unknown)).to.deep.equal(["pending", "unknown"]);
  });

  it("is over at final, and only then", () => {
    for (const look of [unknown, pending, dropped, at("soft"), at("posted"), at("mined")])
      expect(reduceProgress(undefined, look).isOver).to.equal(false);
    expect(reduceProgress(at("mined"), at("final")).isOver).to.equal(true);
  });

  it("lets a reader who keeps the last notice always know where the transaction stands", () => {
    const seed = 20_261_121;
    const random = seededRandom(seed);
    const looks: readonly Standing[] = [
      unknown,
      pending,
      dropped,
      ...[7, 8].flatMap((n) => (["soft", "posted", "mined", "final"] as const).map((rank) => at(rank, n))),
    ];
    let before: Standing | undefined;
    let last: string | undefined;
    for (let i = 0; i < 5_000; i++) {
      const look = looks[random.below(looks.length)]!;
      const progress = reduceProgress(before, look);
      const notice = progress.notices.at(-1);
      before = progress.told;
      if (notice !== undefined)
        last = "superblock" in notice ? `${notice.status} ${notice.superblock}` : notice.status;
      const expected = look.status === "included" ? `${look.rank} ${look.superblock}` : look.status;
      const isKnown = last === expected || (expected === "unknown" && last!.startsWith("reverted"));
      expect(isKnown, `seed ${seed}, look ${i}: ${last}, stands at ${expected}`).to.equal(true);
    }
  });
});
