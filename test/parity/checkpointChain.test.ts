import { expect } from "chai";
import type { Hex } from "viem";
import * as CompactTarget from "../../services/protocol/bitcoin/compactTarget.ts";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";
import * as CheckpointChain from "../../services/protocol/superblock/checkpointChain.ts";
import {
  checkpointOn,
  openPair,
  prove,
  ROOT_NOTE,
  RULES,
  START_SEC,
} from "../support/checkpointChainPair.ts";
import { EASY_BITS } from "../support/mergedMining.ts";
import { seededRandom } from "../support/seededRandom.ts";

const ROOT = Checkpoint.ROOT_ID;
const HARD_BITS = 0x1f3fffff;
const SEED = Number(process.env.LOCKSTEP_SEED ?? 20261121);
/** Long after every due time: the target is back at the anchor's. */
const LATE_SEC = START_SEC + 100_000;

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: Error) => error.message,
  );

describe("CheckpointChain in Solidity and TypeScript", function () {
  this.timeout(120_000);

  describe("Checkpoint", () => {
    it("has the same 100 bytes and the same id, and reads them back", async () => {
      const { read } = await openPair();
      const checkpoint = {
        ...checkpointOn(`0x${"0c".repeat(32)}`, 0x1d00ffff, 5),
        miner: `0x${"de".repeat(20)}` as Hex,
      };
      const bytes = Checkpoint.encode(checkpoint);
      expect(bytes).length(100);
      expect(await read("encode", [checkpoint])).equal(`0x${Buffer.from(bytes).toString("hex")}`);
      expect(await read("checkpointId", [checkpoint])).equal(Checkpoint.id(checkpoint));
      expect(Checkpoint.decode(bytes)).deep.equal(checkpoint);
      expect(Checkpoint.decode(bytes.slice(1))).equal(undefined);
      for (let at = 0; at < 8; at++) {
        const wrong = bytes.slice();
        wrong[at]! ^= 1;
        expect(Checkpoint.decode(wrong)).equal(undefined);
      }
    });
  });

  describe("init", () => {
    it("makes the root known, leading and workless", async () => {
      const pair = await openPair();
      await pair.compare();
      expect(pair.state().links.get(ROOT)).include({
        height: 0,
        note: ROOT_NOTE,
        totalWork: 0n,
        creditedWork: 2n,
      });
    });
    for (const [title, change] of Object.entries({
      "a negative anchor": { anchorBits: 0x1d80ffff },
      "an anchor of more work than a credit holds": { anchorBits: 0x03000001 },
      "no spacing": { spacingSec: 0 },
      "no half-life": { halfLifeSec: 0 },
      "a chain id of 0x2000": { auxChainId: 0x2000 },
    })) {
      it(`CheckpointRulesInvalid: ${title}`, async () => {
        expect(await refusal(openPair({ ...RULES, ...change }))).match(/CheckpointRulesInvalid/);
      });
    }
  });

  describe("tryAccept", () => {
    it("accepts a checkpoint, once: a repeat is known and changes nothing", async () => {
      const pair = await openPair();
      const checkpoint = checkpointOn(ROOT, EASY_BITS, 1);
      expect(await pair.accept(checkpoint, LATE_SEC)).include({ failure: "None", leadChanged: true });
      const again = await pair.accept(checkpoint, LATE_SEC + 1);
      expect(again).include({ failure: "Known", leadChanged: false, id: Checkpoint.id(checkpoint) });
      await pair.compare();
    });
    it("WrongAuxChainId, UnknownParent, NBitsNegative, HashAboveTarget", async () => {
      const pair = await openPair();
      const on = (change: object) => ({ ...checkpointOn(ROOT, EASY_BITS, 1), ...change });
      const proof = prove(checkpointOn(ROOT, EASY_BITS, 1));
      const failure = async (change: object) => (await pair.accept(on(change), LATE_SEC, proof)).failure;
      expect(await failure({ auxChainId: 1 })).equal("WrongAuxChainId");
      expect(await failure({ parentCheckpoint: `0x${"01".repeat(32)}` })).equal("UnknownParent");
      expect(await failure({ nBits: 0x1d80ffff })).equal("NBitsNegative");
      expect(await failure({ nBits: 0x1d00ffff })).equal("HashAboveTarget");
      await pair.compare();
    });
    it("CheckpointChainInvalid: from the reverting wrapper, which passes a known checkpoint", async () => {
      const { write } = await openPair();
      const checkpoint = checkpointOn(ROOT, EASY_BITS, 1);
      const proof = `0x${Buffer.from(prove(checkpoint)).toString("hex")}`;
      const submit = (nowSec: number) => {
        const rules = { ...RULES, anchorTimeSec: BigInt(RULES.anchorTimeSec) };
        return refusal(write("accept", [rules, checkpoint, proof, 0n, BigInt(nowSec)]));
      };
      expect(await submit(START_SEC)).match(/CheckpointChainInvalid\(uint8 failure\)\s+\(5\)/);
      expect(await submit(LATE_SEC)).equal("accepted");
      expect(await submit(LATE_SEC)).equal("accepted");
    });
    it("TargetNotReached: is temporary", async () => {
      const pair = await openPair();
      const checkpoint = checkpointOn(ROOT, EASY_BITS, 1);
      expect((await pair.accept(checkpoint, START_SEC + 9)).failure).equal("TargetNotReached");
      expect((await pair.accept(checkpoint, START_SEC + 10)).failure).equal("None");
    });
    it("TargetTooEasyForParent: more than 256 times as easy", async () => {
      const pair = await openPair();
      const parent = await pair.accept(checkpointOn(ROOT, HARD_BITS, 1), LATE_SEC);
      expect((await pair.accept(checkpointOn(parent.id, EASY_BITS, 2), LATE_SEC)).failure).equal(
        "TargetTooEasyForParent",
      );
      expect(await pair.requiredBits(parent.id, LATE_SEC)).equal(0x203fffff);
      expect((await pair.accept(checkpointOn(parent.id, 0x203fffff, 3), LATE_SEC)).failure).equal("None");
    });
    it("accepts bits handed out before as long as nothing was accepted since", async () => {
      const pair = await openPair();
      for (let nowSec = START_SEC; nowSec < START_SEC + 2_000; nowSec += 97) {
        const bits = await pair.requiredBits(ROOT, START_SEC);
        const later = await pair.requiredBits(ROOT, nowSec);
        expect(CompactTarget.decode(bits) <= CompactTarget.decode(later)).equal(true);
      }
    });
    it("credits a lucky hash no more than the schedule's growth", async () => {
      const pair = await openPair();
      const lucky = await pair.accept(checkpointOn(ROOT, HARD_BITS, 1), LATE_SEC);
      expect(pair.state().links.get(lucky.id)).include({ creditedWork: 3n, totalWork: 3n });
      let parent = ROOT;
      for (let i = 0; i < 2; i++)
        parent = (await pair.accept(checkpointOn(parent, EASY_BITS, 10 + i), LATE_SEC)).id;
      expect(CheckpointChain.lead(pair.state())).equal(parent);
    });
  });

  describe("fork choice", () => {
    it("keeps the first seen of equal work, and follows more work over a fork", async () => {
      const pair = await openPair();
      const first = await pair.accept(checkpointOn(ROOT, EASY_BITS, 1), LATE_SEC);
      const second = await pair.accept(checkpointOn(ROOT, EASY_BITS, 2), LATE_SEC);
      expect(second.leadChanged).equal(false);
      const third = await pair.accept(checkpointOn(second.id, EASY_BITS, 3), LATE_SEC);
      expect(third.leadChanged).equal(true);
      expect(CheckpointChain.isLeading(pair.state(), first.id)).equal(false);
      await pair.compare();
    });

    it("moves the lead back, grows anew over stale heights, and promotes a surviving branch", async () => {
      const pair = await openPair();
      const ids: Hex[] = [ROOT];
      for (let i = 0; i < 5; i++)
        ids.push((await pair.accept(checkpointOn(ids.at(-1)!, EASY_BITS, i), LATE_SEC)).id);
      let side = ids[1]!;
      for (let i = 0; i < 3; i++)
        side = (await pair.accept(checkpointOn(side, EASY_BITS, 20 + i), LATE_SEC)).id;
      await pair.moveLead(ids[2]!);
      await pair.compare();
      expect(CheckpointChain.isLeading(pair.state(), ids[3]!)).equal(false);
      expect(await pair.promote(side)).equal(true);
      await pair.compare();
      expect(await pair.promote(ids[2]!)).equal(false);
      await pair.moveLead(ids[1]!);
      const anew = await pair.accept(checkpointOn(ids[1]!, EASY_BITS, 40), LATE_SEC);
      expect(anew.leadChanged).equal(true);
      await pair.compare();
    });

    it("CheckpointChainNotLeading, CheckpointChainUnknown", async () => {
      const pair = await openPair();
      const first = await pair.accept(checkpointOn(ROOT, EASY_BITS, 1), LATE_SEC);
      const other = await pair.accept(checkpointOn(ROOT, EASY_BITS, 2), LATE_SEC);
      expect(await refusal(pair.write("moveLead", [other.id]))).match(/CheckpointChainNotLeading/);
      expect(await refusal(pair.write("promote", [`0x${"01".repeat(32)}`]))).match(/CheckpointChainUnknown/);
      await pair.moveLead(ROOT);
      expect(await refusal(pair.write("moveLead", [first.id]))).match(/CheckpointChainNotLeading/);
    });

    it(`agrees over 150 random steps (seed ${SEED})`, async () => {
      const random = seededRandom(SEED);
      const pair = await openPair();
      const ids: Hex[] = [ROOT];
      let nowSec = START_SEC;
      let accepted = 0;
      for (let step = 0; step < 150; step++) {
        nowSec += random.below(40);
        const known = ids[Math.max(0, ids.length - 1 - random.below(6))]!;
        const choice = random.below(10);
        if (choice === 0) {
          const leading = ids.filter((id) => CheckpointChain.isLeading(pair.state(), id)).slice(-3);
          await pair.moveLead(leading[random.below(leading.length)]!);
        } else if (choice === 1) {
          await pair.promote(known);
        } else {
          const bits = random.below(4) === 0 ? HARD_BITS : await pair.requiredBits(known, nowSec);
          const { failure, id } = await pair.accept(checkpointOn(known, bits, step), nowSec);
          if (failure === "None") ids.push(id);
          if (failure === "None") accepted++;
        }
        if (step % 25 === 0) await pair.compare();
      }
      await pair.compare();
      expect(accepted).greaterThan(60);
    });
  });
});
