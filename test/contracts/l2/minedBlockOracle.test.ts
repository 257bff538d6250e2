// Longer than a page: what is accepted and what is refused share one probe and one way of calling.
import { expect } from "chai";
import {
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  type Hex,
  hexToBytes,
  keccak256,
  parseEventLogs,
  type RpcLog,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { minedBlockOracleAbi } from "../../../services/abi/index.ts";
import type { Receipt } from "../../../services/ports.ts";
import * as CheckpointChain from "../../../services/protocol/superblock/checkpointChain.ts";
import { creditedWork } from "../../../services/protocol/superblock/checkpointDifficulty.ts";
import type { Superblock } from "../../../services/protocol/superblock/superblock.ts";
import { hashSuperblock } from "../../../services/protocol/superblock/superblock.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { connectChain, deploy } from "../../support/hardhatChain.ts";
import { type Mined, mineCheckpoint } from "../../support/mineCheckpoint.ts";
import { createOracleChain, type OracleChain, RULES, type Submission } from "../../support/oracleChain.ts";
import { refusalOf } from "../../support/refusal.ts";
import { CHAIN_A, CHAIN_B, DOMAIN } from "../../support/rollupChain.ts";

const MINER: Address = "0x0000000000000000000000000000000000001007";
const FAILURE = (name: CheckpointChain.Failure) => CheckpointChain.FAILURES.indexOf(name);

describe("MinedBlockOracle", () => {
  let chain: OracleChain;
  beforeEach(async () => {
    chain = await createOracleChain();
    // One rollup's blocks differ from the other's.
    await chain.send(CHAIN_B, MINER, "0x", 1n);
    await chain.grow(7);
  });

  const mine = (number: bigint, parent: Hex = zeroHash, fields: { nBits?: number; miner?: Address } = {}) =>
    mineCheckpoint({
      auxChainId: RULES.auxChainId,
      nBits: fields.nBits ?? RULES.anchorBits,
      parentCheckpoint: parent,
      superblock: chain.superblockHash(number),
      miner: fields.miner ?? MINER,
    });
  const read = async <Name extends "lastMined" | "isMined" | "age" | "lead" | "link" | "rules">(
    functionName: Name,
    args: readonly unknown[] = [],
    chainId = CHAIN_A,
  ) => {
    const abi = minedBlockOracleAbi;
    const { returnData } = await chain.read(chainId, MINED_BLOCK_ORACLE, abi, functionName, args);
    return decodeFunctionResult({ abi, functionName: functionName as "lastMined", data: returnData });
  };
  const refusal = async (submission: Submission, chainId = CHAIN_A) => {
    const outcome = await chain.try(chainId, submission);
    expect(outcome.success, "refused").to.equal(false);
    const { errorName, args } = decodeErrorResult({ abi: minedBlockOracleAbi, data: outcome.returnData });
    return { name: errorName, args: [...(args ?? [])] };
  };
  const events = (receipt: Receipt) =>
    parseEventLogs({ abi: minedBlockOracleAbi, logs: receipt.logs as unknown as RpcLog[] }).map(
      ({ eventName, args }) => ({ eventName, ...args }),
    );

  it("f31: counts no block as mined before the first, so that its age is as great as can be", async () => {
    expect(await read("lastMined")).to.deep.equal({
      number: 0n,
      timestamp: 0n,
      blockHash: zeroHash,
      checkpoint: zeroHash,
      work: 0n,
    });
    expect(await read("isMined", [1n])).to.equal(false);
    expect(await read("age")).to.equal(chain.header(CHAIN_A).timestamp);
    expect(await read("rules")).to.deep.equal(RULES);
  });

  describe("submit", () => {
    it("K1: records this rollup's own block in the superblock that the checkpoint names", async () => {
      const mined = mine(5n);
      for (const chainId of [CHAIN_A, CHAIN_B]) {
        const receipt = await chain.submit(chainId, chain.opening(chainId, [mined], 5n));
        const { hash, timestamp } = chain.header(chainId, 5n);
        const work = creditedWork(RULES, 2n, RULES.anchorBits);
        expect(await read("lastMined", [], chainId)).to.deep.equal({
          number: 5n,
          timestamp,
          blockHash: hash,
          checkpoint: mined.id,
          work,
        });
        expect(events(receipt)).to.deep.equal([
          {
            eventName: "CheckpointAccepted",
            id: mined.id,
            parent: zeroHash,
            superblock: chain.superblockHash(5n),
            miner: MINER,
          },
          { eventName: "BlockMined", number: 5n, blockHash: hash, checkpoint: mined.id, work },
        ]);
        expect(await read("lead", [], chainId)).to.equal(mined.id);
        expect(await read("isMined", [5n], chainId)).to.equal(true);
        expect(await read("isMined", [6n], chainId)).to.equal(false);
      }
      const hashes = [CHAIN_A, CHAIN_B].map((chainId) => chain.header(chainId, 5n).hash);
      expect(new Set(hashes).size).to.equal(2);
    });

    it("f31: counts age from the mined block's timestamp, however late it is submitted", async () => {
      const mined = mine(2n);
      await chain.grow(20);
      await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], 2n));
      const now = chain.header(CHAIN_A).timestamp;
      expect(await read("age")).to.equal(now - chain.header(CHAIN_A, 2n).timestamp);
    });

    it("opens a block older than BLOCKHASH reaches, through EIP-2935", async () => {
      const mined = mine(3n);
      await chain.grow(300);
      const receipt = await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], 3n));
      expect(receipt.success).to.equal(true);
      expect(await read("lastMined")).to.include({ number: 3n, blockHash: chain.header(CHAIN_A, 3n).hash });
    });

    it("takes a run, of which only the newest needs opening, and skips what it knows", async () => {
      const first = mine(2n);
      const second = mine(4n, first.id);
      const third = mine(6n, second.id);
      await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [first], 2n));
      const receipt = await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [first, second, third], 6n));
      expect(events(receipt).map((e) => e.eventName)).to.deep.equal([
        "CheckpointAccepted",
        "CheckpointAccepted",
        "BlockMined",
      ]);
      expect(await read("lastMined")).to.include({ number: 6n, checkpoint: third.id });
      expect(await read("link", [third.id])).to.include({
        height: 3,
        parent: second.id,
        note: BigInt(MINER),
      });
    });

    it("has no effect and no event when everything is known", async () => {
      const mined = mine(5n);
      await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], 5n));
      const before = await read("lastMined");
      const again = await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], 5n));
      expect(again.success).to.equal(true);
      expect(again.logs).to.deep.equal([]);
      expect(await read("lastMined")).to.deep.equal(before);
    });

    it("f30: keeps the first of two checkpoints with equal work, even against a later block", async () => {
      const first = mine(3n);
      const rival = mine(6n, zeroHash, { miner: zeroAddress });
      await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [first], 3n));
      await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [rival], 6n));
      expect(await read("lead")).to.equal(first.id);
      expect(await read("lastMined")).to.include({ number: 3n, checkpoint: first.id });
      expect(await read("link", [rival.id])).to.include({ height: 1, ordinal: 2 });
    });

    it("K2: never goes back to an earlier block, though a heavier branch leads", async () => {
      const tall = mine(7n);
      await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [tall], 7n));
      const low = mine(2n, zeroHash, { miner: zeroAddress });
      const lower = mine(3n, low.id);
      const receipt = await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [low, lower], 3n));
      expect(events(receipt).map((e) => e.eventName)).to.deep.equal([
        "CheckpointAccepted",
        "CheckpointAccepted",
      ]);
      expect(await read("lead")).to.equal(lower.id);
      expect(await read("lastMined")).to.include({ number: 7n });
    });
  });

  describe("submit refuses", () => {
    it("OracleEmptyRun", async () => {
      const { name } = await refusal(chain.opening(CHAIN_A, [], 5n));
      expect(name).to.equal("OracleEmptyRun");
    });

    it("OracleLengthMismatch: a checkpoint without its proof", async () => {
      const mined = mine(5n);
      const run = [mined];
      const submission = chain.opening(CHAIN_A, run, 5n);
      const call = await connectChain(CHAIN_A);
      try {
        const oracle = await deploy(call, "MinedBlockOracle", [RULES, DOMAIN.l1ChainId, DOMAIN.inbox]);
        const attempt = call.client.simulateContract({
          address: oracle,
          abi: minedBlockOracleAbi,
          functionName: "submit",
          args: [[mined.checkpoint], [], submission.superblock, submission.header],
        });
        expect(await refusalOf(attempt, minedBlockOracleAbi)).to.deep.equal({
          name: "OracleLengthMismatch",
          args: [1n, 0n],
        });
      } finally {
        await call.close();
      }
    });

    it("OracleWrongSuperblock: another superblock than the checkpoint names, in any field", async () => {
      const mined = mine(5n);
      const opening = chain.opening(CHAIN_A, [mined], 5n);
      const genuine = opening.superblock;
      let checked = 0;
      for (const key of Object.keys(genuine) as (keyof Superblock)[]) {
        const value = genuine[key];
        const other =
          typeof value === "bigint" ? value + 1n : (keccak256(value).slice(0, value.length) as Hex);
        const superblock = { ...genuine, [key]: other } as Superblock;
        expect(await refusal({ ...opening, superblock })).to.deep.equal({
          name: "OracleWrongSuperblock",
          args: [mined.checkpoint.superblock, hashSuperblock(superblock, DOMAIN)],
        });
        checked += 1;
      }
      expect(checked).to.equal(10);
    });

    it("OracleHeaderUnknown: the header with any one byte changed", async () => {
      const opening = chain.opening(CHAIN_A, [mine(5n)], 5n);
      const bytes = hexToBytes(opening.header);
      const known = keccak256(bytes);
      let checked = 0;
      for (let i = 0; i < bytes.length; i += 7) {
        const changed = Uint8Array.from(bytes, (byte, k) => (k === i ? byte ^ 1 : byte));
        expect(await refusal({ ...opening, header: toHex(changed) })).to.deep.equal({
          name: "OracleHeaderUnknown",
          args: [6n, known, keccak256(changed)],
        });
        checked += 1;
      }
      expect(checked).to.be.greaterThan(80);
    });

    it("OracleHeaderUnknown: the other rollup's header, and a block that is not there yet", async () => {
      const opening = chain.opening(CHAIN_A, [mine(5n)], 5n);
      const foreign = chain.header(CHAIN_B, 6n);
      expect(await refusal({ ...opening, header: foreign.rlp })).to.deep.equal({
        name: "OracleHeaderUnknown",
        args: [6n, chain.header(CHAIN_A, 6n).hash, foreign.hash],
      });
      const head = chain.header(CHAIN_A).number;
      const early = { ...opening, run: [mine(head)], superblock: chain.superblock(head) };
      const { name, args } = await refusal(early);
      expect([name, args[0], args[1]]).to.deep.equal(["OracleHeaderUnknown", head + 1n, zeroHash]);
    });

    it("OracleNotOnThisChain: work on a superblock of another history (K1)", async () => {
      const forged: Superblock = { ...chain.superblock(5n), blocksRoot: keccak256("0x01") };
      const named = hashSuperblock(forged, DOMAIN);
      const run = [mineCheckpoint({ ...mine(5n).checkpoint, superblock: named })];
      const opening = { ...chain.opening(CHAIN_A, run, 5n), superblock: forged };
      expect(await refusal(opening)).to.deep.equal({
        name: "OracleNotOnThisChain",
        args: [named, chain.superblockHash(5n)],
      });
    });

    it("OracleRefused: names the checkpoint of the run and the reason", async () => {
      const first = mine(4n);
      const orphan = mine(6n, keccak256("0x02"));
      expect(await refusal(chain.opening(CHAIN_A, [first, orphan], 6n))).to.deep.equal({
        name: "OracleRefused",
        args: [1n, FAILURE("UnknownParent")],
      });
      const foreign = mineCheckpoint({ ...first.checkpoint, auxChainId: 99 });
      expect(await refusal(chain.opening(CHAIN_A, [foreign], 4n))).to.deep.equal({
        name: "OracleRefused",
        args: [0n, FAILURE("WrongAuxChainId")],
      });
    });

    it("OracleRefused: work that was done for another miner's checkpoint", async () => {
      const done = mine(5n, zeroHash, { nBits: 0x1f7fffff });
      const stolen: Mined = { ...done, checkpoint: { ...done.checkpoint, miner: zeroAddress } };
      expect(await refusal(chain.opening(CHAIN_A, [stolen], 5n))).to.deep.equal({
        name: "OracleRefused",
        args: [0n, FAILURE("HashAboveTarget")],
      });
      expect((await chain.try(CHAIN_A, chain.opening(CHAIN_A, [done], 5n))).success).to.equal(true);
    });

    it("OracleRefused: a target easier than the rules ever allow", async () => {
      const easy = mine(5n, zeroHash, { nBits: 0x2100ffff });
      const { name, args } = await refusal(chain.opening(CHAIN_A, [easy], 5n));
      expect([name, args[0]]).to.deep.equal(["OracleRefused", 0n]);
      expect([FAILURE("TargetNotReached"), FAILURE("TargetTooEasyForParent")]).to.include(args[1]);
    });
  });

  it("OracleAnchorTimeMissing: rules without a start", async () => {
    const plain = await connectChain(CHAIN_A);
    try {
      const rules = { ...RULES, anchorTimeSec: 0n };
      const made = deploy(plain, "MinedBlockOracle", [rules, DOMAIN.l1ChainId, DOMAIN.inbox]);
      expect(await refusalOf(made, artifactOf("MinedBlockOracle").abi)).to.deep.equal({
        name: "OracleAnchorTimeMissing",
        args: [],
      });
    } finally {
      await plain.close();
    }
  });
});
