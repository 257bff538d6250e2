import { expect } from "chai";
import { encodeFunctionData, type Hex, zeroHash } from "viem";
import { minedBlockOracleAbi } from "../../../services/abi/index.ts";
import { createHeadFeed } from "../../../services/api/headFeed.ts";
import { createRpcServer } from "../../../services/api/rpcServer.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import { mineCheckpoint } from "../../support/mineCheckpoint.ts";
import { createOracleChain, type OracleChain, RULES } from "../../support/oracleChain.ts";
import { CHAIN_A, PRODUCER } from "../../support/rollupChain.ts";

const MINER = "0x0000000000000000000000000000000000005001";

describe("lockstep_minerCredit", () => {
  let chain: OracleChain;
  const ids: Hex[] = [];
  before(async () => {
    chain = await createOracleChain();
    await chain.grow(5);
    for (const number of [1n, 2n, 3n]) {
      const { auxChainId, anchorBits: nBits } = RULES;
      const parentCheckpoint = ids.at(-1) ?? zeroHash;
      const superblock = chain.superblockHash(number);
      const mined = mineCheckpoint({ auxChainId, nBits, parentCheckpoint, superblock, miner: MINER });
      ids.push(mined.id);
      await chain.submit(CHAIN_A, chain.opening(CHAIN_A, [mined], number), number === 1n ? 8_000n : 0n);
    }
  });
  const ask = async (account: string, ...from: readonly Hex[]) => {
    const server = createRpcServer({
      chainId: CHAIN_A,
      engine: chain.engine(CHAIN_A),
      store: chain.store,
      ranks: () => ({ soft: 0n, posted: 0n, mined: 0n, final: 0n }),
      rankFeed: { subscribe: () => () => undefined },
      heads: createHeadFeed(),
      clock: { now: () => 0 },
      clientVersion: "test",
      impediments: () => [],
      log: createLogger("silent"),
    });
    const payload = { jsonrpc: "2.0", id: 1, method: "lockstep_minerCredit", params: [account, ...from] };
    return (await server.inject({ method: "POST", url: "/", payload })).json().result as unknown;
  };

  it("lists the shares of a miner's checkpoints, which of them can be claimed, and the pot", async () => {
    // 8000 wei: an eighth is 1000; of 7000, 875; of 6125, 765, which leaves 5360.
    expect(await ask(MINER)).to.deep.equal({
      account: MINER,
      withdrawableWei: "0x0",
      shares: [
        { id: ids[2], height: 3, shareWei: "0x2fd", claimable: false },
        { id: ids[1], height: 2, shareWei: "0x36b", claimable: false },
        { id: ids[0], height: 1, shareWei: "0x3e8", claimable: true },
      ],
      next: null,
      pot: { unpromisedWei: "0x14f0", nextShareWei: "0x29e" },
    });
  });

  it("says what can be withdrawn once it is claimed", async () => {
    const data = encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "claim", args: [[ids[0]!]] });
    await chain.send(CHAIN_A, MINED_BLOCK_ORACLE, data);
    expect(await ask(MINER)).to.deep.include({ withdrawableWei: "0x3e8" });
    expect(await ask("0x0000000000000000000000000000000000005002")).to.deep.include({
      withdrawableWei: "0x0",
      shares: [],
    });
  });

  it("looks at 64 checkpoints at a time, and says where the next ones begin", async () => {
    const above = [...ids];
    for (const number of [4n, 5n]) {
      const run = Array.from({ length: 33 }, () => {
        const { auxChainId, anchorBits: nBits } = RULES;
        const superblock = chain.superblockHash(number);
        const parentCheckpoint = above.at(-1)!;
        const mined = mineCheckpoint({ auxChainId, nBits, parentCheckpoint, superblock, miner: PRODUCER });
        above.push(mined.id);
        return mined;
      });
      for (const part of [run.slice(0, 16), run.slice(16)])
        await chain.submit(CHAIN_A, chain.opening(CHAIN_A, part, number));
    }
    // 69 checkpoints: the miner's are the first three.
    const first = (await ask(MINER)) as { shares: unknown[]; next: Hex };
    expect([first.shares, first.next]).to.deep.equal([[], above[4]]);
    const second = (await ask(MINER, first.next)) as { shares: { id: Hex; claimable: boolean }[] };
    expect(second).to.deep.include({ next: null });
    // The first was claimed above.
    expect(second.shares.map(({ id, claimable }) => [id, claimable])).to.deep.equal([
      [ids[2], true],
      [ids[1], true],
    ]);
  });
});
