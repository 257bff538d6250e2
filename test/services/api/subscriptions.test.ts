import { expect } from "chai";
import { type Hex, keccak256, pad, toHex } from "viem";
import type { DroppedGroup } from "../../../services/ports.ts";
import { LOGGER } from "../../support/bytecode.ts";
import { account, accountAt, CHAIN_A, CHAIN_B, signed } from "../../support/rollupChain.ts";
import { createRpcRollup, type RpcRollup } from "../../support/rpcRollup.ts";
import { openRpcSocket, type RpcSocket } from "../../support/rpcSocket.ts";

const word = (n: number): Hex => pad(toHex(n), { size: 32 });
const LOGGER_AT = "0x00000000000000000000000000000000000b0001";
const BOB = account(9).address;

describe("subscriptions", () => {
  let rollup: RpcRollup;
  let socket: RpcSocket;
  beforeEach(async () => {
    rollup = await createRpcRollup({ accounts: [accountAt(LOGGER_AT, LOGGER)] });
    socket = await openRpcSocket(rollup.server);
  });
  afterEach(async () => {
    socket.close();
    await rollup.server.close();
  });

  const takeBack = (to: bigint): void => {
    rollup.heads.announce({ kind: "takingBack", to });
    rollup.chain.store.rollbackTo(to);
    rollup.heads.announce({ kind: "rolledBack", to });
  };
  const moveRanks = (posted: bigint, mined = 0n, final = 0n): void => {
    rollup.ranks = { soft: 0n, posted, mined, final };
    rollup.tellRanks();
  };
  const subscribe = async (...params: readonly unknown[]) => {
    const [method, ...rest] = params;
    return (await socket.ask(method as string, rest)).result as string;
  };

  describe("to logs", () => {
    type Pushed = { blockNumber: Hex; data: Hex; removed: boolean; blockHash: Hex };
    const log = (nonce: number, data: number) => signed({ nonce, to: LOGGER_AT, data: word(data) });
    const inShort = ({ blockNumber, data, removed }: Pushed) => [Number(blockNumber), Number(data), removed];

    it("push those of blocks taken back again with `removed`, newest block first, then those of new blocks", async () => {
      const logs = await subscribe("eth_subscribe", "logs", { address: LOGGER_AT });
      await rollup.include(await log(0, 1));
      await rollup.include(await log(1, 2), await log(2, 3));
      await rollup.include();
      const first: Pushed[] = [];
      for (let i = 0; i < 3; i++) first.push(await socket.pushed(logs));
      expect(first.map(inShort)).to.deep.equal([
        [1, 1, false],
        [2, 2, false],
        [2, 3, false],
      ]);
      takeBack(0n);
      await rollup.include(await log(0, 4));
      const then: Pushed[] = [];
      for (let i = 0; i < 4; i++) then.push(await socket.pushed(logs));
      expect(then.map(inShort)).to.deep.equal([
        [2, 2, true],
        [2, 3, true],
        [1, 1, true],
        [1, 4, false],
      ]);
      expect(then[2], "all but the mark is as before").to.deep.equal({ ...first[0]!, removed: true });
    });

    it("push no removed ones that were not asked for, and none below what stays", async () => {
      const logs = await subscribe("eth_subscribe", "logs", { address: LOGGER_AT });
      await subscribe("eth_subscribe", "logs", { address: BOB });
      await rollup.include(await log(0, 1));
      await rollup.include(await log(1, 2));
      for (let i = 0; i < 2; i++) await socket.pushed(logs);
      takeBack(1n);
      expect(inShort(await socket.pushed(logs))).to.deep.equal([2, 2, true]);
      expect((await socket.ask("eth_blockNumber", [])).result).to.equal("0x1");
    });
  });

  describe("to a transaction", () => {
    type Pushed = { status: string; was?: string; superblock?: Hex; reason?: string };
    const follow = (hash: Hex) => subscribe("lockstep_subscribe", "transaction", { hash });
    const transfer = () => signed({ nonce: 0, to: BOB, value: 1n });

    it("tell its name first, then where it stands, each rank, and end at final by themselves", async () => {
      const raw = await transfer();
      const hash = keccak256(raw);
      const id = await follow(hash);
      expect(await socket.pushed(id)).to.deep.equal({ hash, status: "unknown" });
      await rollup.include(raw);
      const place = {
        chainId: toHex(CHAIN_A),
        superblock: "0x1",
        superblockHash: rollup.chain.store.superblock(1n)!.hash,
      };
      expect(await socket.pushed(id)).to.deep.equal({ hash, status: "soft", ...place });
      moveRanks(1n);
      expect(await socket.pushed(id)).to.deep.equal({ hash, status: "posted", ...place });
      moveRanks(1n, 1n);
      expect(await socket.pushed(id)).to.deep.equal({ hash, status: "mined", ...place });
      moveRanks(1n);
      expect(await socket.pushed(id)).to.deep.equal({ hash, status: "posted", was: "mined", ...place });
      moveRanks(1n, 1n, 1n);
      expect((await socket.pushed<Pushed>(id)).status).to.equal("mined");
      expect((await socket.pushed<Pushed>(id)).status).to.equal("final");
      expect((await socket.ask("lockstep_unsubscribe", [id])).result, "it has ended").to.equal(false);
      moveRanks(0n);
      await rollup.include();
      expect((await socket.ask("eth_blockNumber", [])).result, "and says no more").to.equal("0x2");
    });

    it("tell everything at once, and end, when it is final already", async () => {
      const raw = await transfer();
      await rollup.include(raw);
      moveRanks(1n, 1n, 1n);
      const id = await follow(keccak256(raw));
      const told: string[] = [];
      for (let i = 0; i < 4; i++) told.push((await socket.pushed<Pushed>(id)).status);
      expect(told).to.deep.equal(["soft", "posted", "mined", "final"]);
      expect((await socket.ask("lockstep_unsubscribe", [id])).result).to.equal(false);
    });

    it("tell superblock-taken-back, that it waits, and the superblock it comes into again", async () => {
      const raw = await transfer();
      await rollup.include(raw);
      moveRanks(1n, 1n);
      const id = await follow(keccak256(raw));
      for (let i = 0; i < 3; i++) await socket.pushed(id);
      rollup.waiting.set(keccak256(raw), raw);
      rollup.ranks = { soft: 0n, posted: 0n, mined: 0n, final: 0n };
      takeBack(0n);
      const reverted = {
        status: "reverted",
        was: "mined",
        reason: "superblock-taken-back",
        superblock: "0x1",
      };
      expect(await socket.pushed(id)).to.deep.include(reverted);
      expect((await socket.pushed<Pushed>(id)).status).to.equal("pending");
      rollup.waiting.clear();
      await rollup.include();
      expect((await socket.pushed<Pushed>(id)).status, "nobody has it for a moment").to.equal("unknown");
      await rollup.include(raw);
      expect(await socket.pushed(id)).to.deep.include({ status: "soft", superblock: "0x2" });
    });

    it("say nothing of a rollback after which the same superblock stands again", async () => {
      const raw = await transfer();
      await rollup.include(raw);
      const id = await follow(keccak256(raw));
      await socket.pushed(id);
      rollup.heads.announce({ kind: "takingBack", to: 0n });
      rollup.heads.announce({ kind: "rolledBack", to: 0n });
      rollup.heads.announce({ kind: "appended", superblock: rollup.chain.store.head()! });
      moveRanks(1n);
      expect((await socket.pushed<Pushed>(id)).status).to.equal("posted");
    });

    it("tell why it was dropped", async () => {
      const hash = keccak256(await transfer());
      const failure = {
        chainId: CHAIN_B,
        reason: "action-reverted",
        revertData: "0xdead",
        detail: "no",
      } as const;
      const group: DroppedGroup = { id: hash, chainId: CHAIN_A, atMs: 1, failure };
      const id = await follow(hash);
      await socket.pushed(id);
      rollup.dropped.set(hash, group);
      await rollup.include();
      expect(await socket.pushed(id)).to.deep.equal({
        hash,
        status: "dropped",
        failure: { ...failure, chainId: toHex(CHAIN_B) },
      });
    });

    it("call nothing soft that the sequencer has not signed", async () => {
      const raw = await transfer();
      const open = await rollup.chain.open();
      await open.get(CHAIN_A)!.apply(raw);
      await rollup.chain.append(open, []);
      const id = await follow(keccak256(raw));
      expect((await socket.pushed<Pushed>(id)).status).to.equal("unknown");
      rollup.chain.store.sign(1n, "0x01");
      rollup.heads.announce({ kind: "appended", superblock: rollup.chain.store.head()! });
      expect((await socket.pushed<Pushed>(id)).status).to.equal("soft");
    });

    it("follow a leg on another rollup", async () => {
      const raw = await signed({ nonce: 0, to: BOB, value: 1n, chainId: CHAIN_B });
      const open = await rollup.chain.open();
      await open.get(CHAIN_B)!.apply(raw);
      await rollup.chain.append(open, []);
      rollup.chain.store.sign(1n, "0x01");
      const id = await follow(keccak256(raw));
      expect(await socket.pushed(id)).to.deep.include({ status: "soft", chainId: toHex(CHAIN_B) });
    });

    it("invalid params: refuse what is no hash, limit exceeded: more than a thousand on a connection", async () => {
      expect((await socket.ask("lockstep_subscribe", ["transaction", {}])).error!.code).to.equal(-32602);
      expect((await socket.ask("lockstep_subscribe", ["transaction"])).error!.code).to.equal(-32602);
      for (let i = 0; i < 1_000; i++) await socket.ask("lockstep_subscribe", ["groups"]);
      expect((await socket.ask("lockstep_subscribe", ["groups"])).error!.code).to.equal(-32005);
      expect((await socket.ask("eth_subscribe", ["newHeads"])).error!.code).to.equal(-32005);
    });
  });
});
