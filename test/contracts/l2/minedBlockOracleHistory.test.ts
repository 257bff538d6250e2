/** Superblocks too old for the window of block hashes; what is mined, and what a revert of the rollup takes back. */
import { expect } from "chai";
import {
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  keccak256,
  zeroHash,
} from "viem";
import { minedBlockOracleAbi } from "../../../services/abi/index.ts";
import { type HistoryOpening, openInHistory } from "../../../services/execution/historyOpening.ts";
import type { OpenBlock } from "../../../services/ports.ts";
import { append, emptyTree, root, siblings } from "../../../services/protocol/appendOnlyTree.ts";
import {
  blocksRoot,
  hashHistoryLeaf,
  hashSuperblock,
  type Superblock,
} from "../../../services/protocol/superblock/superblock.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { type Mined, mineCheckpoint } from "../../support/mineCheckpoint.ts";
import { createOracleChain, type OracleChain, RULES } from "../../support/oracleChain.ts";
import { CHAIN_A, CHAIN_B, DOMAIN, PRODUCER } from "../../support/rollupChain.ts";

const MINER = "0x0000000000000000000000000000000000001007";
const OTHER_WORD = keccak256("0x01");
const abi = minedBlockOracleAbi;

describe("MinedBlockOracle and the past", () => {
  let chain: OracleChain;
  beforeEach(async () => {
    chain = await createOracleChain();
    await chain.send(CHAIN_B, MINER, "0x", 1n);
    await chain.grow(7);
  });

  const mine = (number: bigint, parent: Hex = zeroHash): Mined =>
    mineCheckpoint({
      auxChainId: RULES.auxChainId,
      nBits: RULES.anchorBits,
      parentCheckpoint: parent,
      superblock: chain.superblockHash(number),
      miner: MINER,
    });
  const headOf = () => chain.store.head()!.superblock.number;
  const opened = async (number: bigint, chainId = CHAIN_A): Promise<HistoryOpening> =>
    (await openInHistory(
      { store: chain.store, breathe: async () => undefined },
      // A call is made in the head itself, which does not know its own hash.
      { chainId, number, head: headOf() - 1n },
    ))!;
  const oldCall = (run: readonly Mined[], old: bigint | Superblock, opening: HistoryOpening): Hex =>
    encodeFunctionData({
      abi,
      functionName: "submitOld",
      args: [
        run.map(({ checkpoint }) => checkpoint),
        run.map(({ auxPow }) => auxPow),
        typeof old === "bigint" ? chain.superblock(old) : old,
        opening,
      ],
    });
  const attempt = (data: Hex, chainId = CHAIN_A) =>
    chain.engine(chainId).call(chain.header(chainId), { to: MINED_BLOCK_ORACLE, data, gas: 20_000_000n });
  const refusal = async (data: Hex) => {
    const { success, returnData } = await attempt(data);
    expect(success).to.equal(false);
    const { errorName, args } = decodeErrorResult({ abi, data: returnData });
    return { name: errorName, args: [...(args ?? [])] };
  };
  const read = async <Name extends "lastMined" | "isMined" | "link">(
    functionName: Name,
    args: readonly unknown[] = [],
    chainId = CHAIN_A,
  ) => {
    const { returnData } = await chain.read(chainId, MINED_BLOCK_ORACLE, abi, functionName, args);
    return decodeFunctionResult({ abi, functionName: functionName as "lastMined", data: returnData });
  };

  describe("submitOld", () => {
    it("takes a superblock of this chain by its place in a later one's history, on every rollup", async () => {
      const first = mine(2n);
      const second = mine(4n, first.id);
      for (const chainId of [CHAIN_A, CHAIN_B]) {
        const data = oldCall([first, second], 4n, await opened(4n, chainId));
        const receipt = await chain.send(chainId, MINED_BLOCK_ORACLE, data);
        expect(receipt.success).to.equal(true);
        expect(await read("lastMined", [], chainId)).to.include({
          number: 4n,
          timestamp: chain.superblock(4n).timestamp,
          blockHash: chain.header(chainId, 4n).hash,
          checkpoint: second.id,
        });
      }
    });

    it("OracleNotInHistory: another place, or any sibling changed, left out or added", async () => {
      const mined = mine(3n);
      const opening = await opened(3n);
      const { siblings } = opening;
      const changed = siblings.map((_, i) => siblings.with(i, OTHER_WORD));
      const bad = [...changed, siblings.slice(0, -1), [...siblings, zeroHash], siblings.toReversed()];
      for (const wrong of bad)
        expect(await refusal(oldCall([mined], 3n, { ...opening, siblings: wrong }))).to.deep.equal({
          name: "OracleNotInHistory",
          args: [3n, opening.later.number],
        });
      expect(bad).to.have.length(35);
    });

    it("OracleNotInHistory: a superblock that is not earlier than the one that opens it", async () => {
      const opening = await opened(3n);
      const { number } = opening.later;
      const refused = await refusal(oldCall([mine(number)], number, opening));
      expect(refused).to.deep.equal({ name: "OracleNotInHistory", args: [number, number] });
    });

    it("OracleNotOnThisChain, OracleHeaderUnknown: a later superblock that is not of this chain", async () => {
      const opening = await opened(3n);
      const later = { ...opening.later, historyRoot: OTHER_WORD };
      expect((await refusal(oldCall([mine(3n)], 3n, { ...opening, later }))).name).to.equal(
        "OracleNotOnThisChain",
      );
      const nextHeader = chain.header(CHAIN_B, headOf() - 1n).rlp;
      expect((await refusal(oldCall([mine(3n)], 3n, { ...opening, nextHeader }))).name).to.equal(
        "OracleHeaderUnknown",
      );
    });

    it("OracleWrongBlocksRoot, OracleWrongSuperblock: other blocks, another superblock", async () => {
      const opening = await opened(3n);
      const blocks = opening.blocks.with(0, { ...opening.blocks[0]!, blockHash: OTHER_WORD });
      expect((await refusal(oldCall([mine(3n)], 3n, { ...opening, blocks }))).name).to.equal(
        "OracleWrongBlocksRoot",
      );
      expect((await refusal(oldCall([mine(4n)], 3n, opening))).name).to.equal("OracleWrongSuperblock");
    });

    it("OracleNoBlockHere: a superblock without a block of this rollup", async () => {
      const blocks = chain.store.superblock(3n)!.blocks.filter(({ chainId }) => chainId === CHAIN_B);
      const old = { ...chain.superblock(3n), blocksRoot: blocksRoot(blocks) };
      const hash = hashSuperblock(old, DOMAIN);
      const head = headOf();
      const hashes = Array.from({ length: Number(head) }, (_, n) => chain.superblockHash(BigInt(n)));
      const leaves = hashes.with(3, hash).map(hashHistoryLeaf);
      const historyRoot = root(leaves.reduce(append, emptyTree));
      const later = { ...chain.superblock(head), historyRoot };
      await sealOver(hashSuperblock(later, DOMAIN));
      await chain.grow(1);
      const nextHeader = chain.header(CHAIN_A, head + 1n).rlp;
      const opening = { later, nextHeader, siblings: siblings(leaves, 3), blocks };
      const { checkpoint } = mine(3n);
      const run = [mineCheckpoint({ ...checkpoint, superblock: hash })];
      expect(await refusal(oldCall(run, old, opening))).to.deep.equal({
        name: "OracleNoBlockHere",
        args: [CHAIN_A],
      });
    });
  });

  /** Blocks that name another superblock as their parent. */
  async function sealOver(parentSuperblock: Hex): Promise<void> {
    const { timestamp, number } = chain.superblock(headOf());
    const open = new Map<bigint, OpenBlock>();
    for (const [chainId, engine] of chain.engines) {
      const { prevRandao, l1Origin } = chain.header(chainId);
      const env = {
        number: number + 1n,
        timestamp: timestamp + 1n,
        producer: PRODUCER,
        prevRandao,
        l1Origin,
      };
      open.set(chainId, await engine.open(chain.header(chainId), { ...env, parentSuperblock }));
    }
    await chain.append(open);
  }

  it("isMined is exact for every block up to the head and beyond it", async () => {
    await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mine(5n)], 5n));
    const head = headOf();
    for (let number = 0n; number <= head + 2n; number++)
      expect(await read("isMined", [number]), `block ${number}`).to.equal(number <= 5n);
  });

  it("a revert of the rollup takes back what was mined; the same work can be handed in again", async () => {
    const before = headOf();
    const mined = mine(5n);
    await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], 5n));
    expect(await read("lastMined")).to.include({ number: 5n });
    chain.store.rollbackTo(before);
    expect(await read("lastMined")).to.include({ number: 0n, checkpoint: zeroHash });
    expect(await read("link", [mined.id])).to.include({ acceptedAtSec: 0 });
    expect((await chain.try(CHAIN_A, chain.opening(CHAIN_A, [mined], 5n))).success).to.equal(true);
  });

  it("takes a child only after its parent, in whatever order they come", async () => {
    const first = mine(2n);
    const child = mine(4n, first.id);
    expect((await chain.try(CHAIN_A, chain.opening(CHAIN_A, [child], 4n))).success, "no parent yet").to.equal(
      false,
    );
    await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [first], 2n));
    await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [child], 4n));
    expect(await read("lastMined")).to.include({ number: 4n, checkpoint: child.id });
  });
});
