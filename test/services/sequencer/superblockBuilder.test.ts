import { expect } from "chai";
import {
  encodeDeployData,
  encodeErrorResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
  parseEther,
  toHex,
} from "viem";
import { crossRollupMessengerAbi, refusingReceiverAbi } from "../../../services/abi/index.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../../services/sequencer/builderLimits.ts";
import { artifactOf } from "../../support/artifact.ts";
import {
  ALICE,
  alice,
  BOB,
  closed,
  createBuilderBench,
  quote,
  sent,
  withHopper,
  withToken,
} from "../../support/builderBench.ts";
import { signedBy, testAccount } from "../../support/lockstepRollups.ts";

describe("superblock builder", () => {
  it("takes messages from L1 in order and pays out their ETH", async () => {
    const { rollups, header } = await createBuilderBench();
    for (const chainId of rollups.chainIds) {
      const { balance } = await rollups.engine(chainId).account(header(chainId).stateRoot, alice);
      expect(balance).to.equal(parseEther("10"));
    }
    expect(rollups.head().consumed).to.deep.equal([2n, 2n]);
  });

  it("puts burn and mint into the same superblock and keeps the supply", async () => {
    const arranged = await createBuilderBench();
    const { A, B, burn, supply } = await withToken(arranged);
    const id = await arranged.submit(A, await burn(1, testAccount(BOB).address, 30n));
    const built = closed(await arranged.build());
    expect(sent(built, id)?.legs.map(({ chainId, kind }) => [chainId, kind])).to.deep.equal([
      [A, "user"],
      [B, "action"],
    ]);
    expect(await supply(A)).to.equal(970n);
    expect(await supply(B)).to.equal(30n);
    const channel = built.superblock.channels.find((c) => c.srcChainId === A && c.dstChainId === B);
    expect(channel?.count).to.equal(1n);
  });

  it("f25 f32: drops a group whose mint reverts without a trace and says exactly why", async () => {
    const arranged = await createBuilderBench();
    const { A, B, burn, supply } = await withToken(arranged);
    const { abi, bytecode } = artifactOf("RefusingReceiver");
    const data = encodeDeployData({ abi, bytecode, args: [4_000_000_000n] });
    await arranged.submit(B, await signedBy({ chainId: B, from: BOB, nonce: 0, data }));
    await arranged.build();
    const receiver = getContractAddress({ from: testAccount(BOB).address, nonce: 0n });
    const before = arranged.header(A).stateRoot;

    const id = await arranged.submit(A, await burn(1, receiver, 30n, "0x01"));
    const built = closed(await arranged.build());
    expect(built.blocks.map((block) => block.transactions.length)).to.deep.equal([0, 0]);
    expect(arranged.pool.dropped(id)?.failure).to.deep.include({
      chainId: B,
      reason: "action-reverted",
      revertData: encodeErrorResult({
        abi: refusingReceiverAbi,
        errorName: "ReceiverClosed",
        args: [4_000_000_000n],
      }),
    });
    expect([await supply(A), await supply(B)]).to.deep.equal([1000n, 0n]);
    const { nonce } = await arranged.rollups.engine(A).account(arranged.header(A).stateRoot, alice);
    expect(nonce).to.equal(1n);
    // Only the system contracts of EIP-2935 and EIP-4788 write in an empty block.
    expect(arranged.header(A).stateRoot).not.to.equal(before);
    expect(arranged.header(A).gasUsed).to.equal(0n);
  });

  it("f4: goes on with the right producer nonce after a dropped group", async () => {
    const arranged = await createBuilderBench();
    const { A, B, burn, supply } = await withToken(arranged);
    await arranged.submit(A, await burn(1, TOKEN_BRIDGE, 1n, "0x01"));
    const bad = closed(await arranged.build());
    expect(bad.groups).to.have.length(0);
    await arranged.submit(A, await burn(1, testAccount(BOB).address, 5n));
    await arranged.submit(A, await burn(2, testAccount(BOB).address, 6n));
    expect(closed(await arranged.build()).included).to.have.length(2);
    expect(await supply(B)).to.equal(11n);
  });

  it("runs nested triggers over three rollups and back, first in, first out", async () => {
    const arranged = await createBuilderBench(3);
    const [A, B, C] = arranged.rollups.chainIds as [bigint, bigint, bigint];
    const { hop, visits } = await withHopper(arranged);
    const id = await arranged.submit(A, await hop(A, 0, [[B, A, B], [B], [C, A]]));
    const built = closed(await arranged.build());
    const legs = sent(built, id)?.legs.map((leg) => leg.chainId);
    expect(legs).to.deep.equal([A, B, B, C, A, A, B]);
    expect(await visits(A)).to.deep.equal([1n, 100n, 120n]);
    expect(await visits(B)).to.deep.equal([10n, 11n, 1000n]);
    expect(await visits(C)).to.deep.equal([12n]);
  });

  it("f6: drops a group that nests deeper than the limit", async () => {
    const arranged = await createBuilderBench();
    const [A, B] = arranged.rollups.chainIds as [bigint, bigint];
    const { hop, visits } = await withHopper(arranged);
    const id = await arranged.submit(A, await hop(A, 0, [[B, A, B, A, B]]));
    closed(await arranged.build());
    expect(arranged.pool.dropped(id)?.failure.reason).to.equal("depth-exceeded");
    expect(await visits(A)).to.deep.equal([]);
    expect(await visits(B)).to.deep.equal([]);
  });

  it("undoes all legs when a late one fails", async () => {
    const arranged = await createBuilderBench(3);
    const [A, B, C] = arranged.rollups.chainIds as [bigint, bigint, bigint];
    const { hop, visits } = await withHopper(arranged);
    // The gas for the last hop does not suffice to note the visit.
    const id = await arranged.submit(A, await hop(A, 0, [[B], [C]], 1n, 30_000n));
    closed(await arranged.build());
    expect(arranged.pool.dropped(id)?.failure.reason).to.equal("action-reverted");
    for (const chainId of [A, B, C]) expect(await visits(chainId)).to.deep.equal([]);
  });

  it("f34: lets no foreign transaction between the legs of a group on one rollup", async () => {
    const arranged = await createBuilderBench();
    const [A, B] = arranged.rollups.chainIds as [bigint, bigint];
    const { hop } = await withHopper(arranged);
    const id = await arranged.submit(A, await hop(A, 0, [[B], [B], [B]]));
    for (const nonce of [2, 3])
      await arranged.submit(B, await signedBy({ chainId: B, from: BOB, nonce, to: alice, value: 1n }));
    const built = closed(await arranged.build());
    const onB = built.blocks[1]!.transactions.map((raw) => keccak256(raw));
    const places = sent(built, id)!
      .legs.filter((leg) => leg.chainId === B)
      .map((leg) => onB.indexOf(leg.transactionHash));
    expect(places).to.deep.equal([places[0]!, places[0]! + 1, places[0]! + 2]);
    expect(built.included).to.have.length(3);
  });

  it("f1 f3: begins no further group when failed ones have cost enough, and goes on with what is local", async () => {
    const arranged = await createBuilderBench(2, { ...DEFAULT_BUILDER_LIMITS, maxWastedGas: 100_000n });
    const { A, B, burn, supply } = await withToken(arranged);
    const { hopper } = await withHopper(arranged);
    const failing = await arranged.submit(A, await burn(1, TOKEN_BRIDGE, 1n, "0x01"));
    const price = await quote(arranged, 100_000n);
    const args = [B, alice, "0x", 100_000n] as const;
    const data = encodeFunctionData({ abi: crossRollupMessengerAbi, functionName: "trigger", args });
    const trigger = { chainId: A, from: BOB, nonce: 2, to: MESSENGER, data, value: price };
    const group = await arranged.submit(A, await signedBy(trigger));
    const locals = [
      await arranged.submit(B, await signedBy({ chainId: B, from: BOB, nonce: 2, to: hopper, value: 1n })),
      await arranged.submit(B, await signedBy({ chainId: B, from: ALICE, nonce: 1, to: alice, value: 1n })),
    ];
    const first = closed(await arranged.build());
    expect(first.dropped.map(({ group: { id } }) => id)).to.deep.equal([failing]);
    expect(first.included).to.have.members(locals);
    expect(closed(await arranged.build()).included).to.deep.equal([group]);
    expect(await supply(A)).to.equal(1000n);
  });

  it("f1: gives a sender whose group failed no second try in later rounds of the superblock", async () => {
    const arranged = await createBuilderBench();
    const { A, B, burn } = await withToken(arranged);
    const failing = await arranged.submit(A, await burn(1, TOKEN_BRIDGE, 1n, "0x01"));
    const again = await burn(1, TOKEN_BRIDGE, 2n, "0x01", 2_000_000n);
    const local = await signedBy({ chainId: B, from: BOB, nonce: 0, to: alice, value: 1n });
    const arriving = [() => arranged.submit(A, again), () => arranged.submit(B, local)];
    const hashes: Hex[] = [];
    const nextRound = async (): Promise<boolean> => {
      const arrive = arriving.shift();
      if (arrive !== undefined) hashes.push(await arrive());
      return arrive !== undefined;
    };
    const first = closed(await arranged.build(undefined, { nextRound }));
    expect(first.dropped.map(({ group: { id } }) => id)).to.deep.equal([failing]);
    expect(first.included).to.deep.equal([hashes[1]]);
    const second = closed(await arranged.build());
    expect(second.dropped.map(({ group: { id } }) => id)).to.deep.equal([hashes[0]]);
  });

  it("begins nothing more once time is up, and leaves the rest to the next superblock", async () => {
    const arranged = await createBuilderBench();
    const [A, B] = arranged.rollups.chainIds as [bigint, bigint];
    const submit = async (chainId: bigint, nonce: number) =>
      arranged.submit(chainId, await signedBy({ chainId, from: BOB, nonce, to: alice, value: 1n }));
    const early = await submit(A, 0);
    const late: Hex[] = [];
    const nextRound = async (): Promise<boolean> => {
      late.push(await submit(A, 1), await submit(B, 0));
      return true;
    };
    const first = closed(await arranged.build(undefined, { timeIsUp: () => late.length > 0, nextRound }));
    expect(first.included).to.deep.equal([early]);
    expect(closed(await arranged.build()).included).to.have.members(late);
  });

  it("puts no more bytes into a superblock than a batch can carry, and the rest into the next", async () => {
    const arranged = await createBuilderBench();
    const [A, B] = arranged.rollups.chainIds as [bigint, bigint];
    const heavy = (chainId: bigint, from: number, nonce: number) =>
      signedBy({
        chainId,
        from,
        nonce,
        to: alice,
        data: toHex(new Uint8Array(45_000).fill(1)),
        gas: 3_000_000n,
      });
    await arranged.submit(A, await heavy(A, ALICE, 0));
    await arranged.submit(B, await heavy(B, BOB, 0));
    const third = await arranged.submit(A, await heavy(A, BOB, 0));
    const first = closed(await arranged.build());
    expect(first.included).to.have.length(2);
    expect(closed(await arranged.build()).included).to.deep.equal([third]);
  });

  it("leaves relayed work for later when it finds no room", async () => {
    const arranged = await createBuilderBench(2, { ...DEFAULT_BUILDER_LIMITS, maxDataBytes: 10_000 });
    const { key, chainIds } = arranged.rollups;
    const signed: bigint[] = [];
    const { signTransaction } = key;
    Object.assign(key, {
      signTransaction: (call: Parameters<typeof signTransaction>[0]) => {
        signed.push(call.chainId);
        return signTransaction(call);
      },
    });
    const relay = (bytes: number) => ({ data: toHex(new Uint8Array(bytes)), valueWei: 0n });
    const [A, B] = chainIds as [bigint, bigint];
    const relays = new Map([
      [A, relay(10_000)],
      [B, relay(500)],
    ]);
    closed(await arranged.build(undefined, { relays }));
    expect(signed).to.deep.equal([B]);
  });

  it("makes nobody wait for room that another rollup only tries to use", async () => {
    const arranged = await createBuilderBench(2, { ...DEFAULT_BUILDER_LIMITS, maxDataBytes: 10_000 });
    const [A, B] = arranged.rollups.chainIds as [bigint, bigint];
    const data = toHex(new Uint8Array(8000).fill(1));
    // It waits for a nonce that never comes, and is looked at first.
    await arranged.submit(
      A,
      await signedBy({ chainId: A, from: BOB, nonce: 9, to: alice, data, feeWei: 9_000_000n }),
    );
    const other = await signedBy({
      chainId: B,
      from: ALICE,
      nonce: 0,
      to: alice,
      data: data.slice(0, 6002) as Hex,
    });
    const hash = await arranged.submit(B, other);
    expect(closed(await arranged.build()).included).to.deep.equal([hash]);
  });

  it("drops a group whose bytes fit into no superblock: gas-exceeded", async () => {
    const arranged = await createBuilderBench(2, { ...DEFAULT_BUILDER_LIMITS, maxDataBytes: 2_000 });
    const { A, burn, supply } = await withToken(arranged);
    await arranged.submit(A, await burn(1, testAccount(BOB).address, 1n, `0x${"01".repeat(900)}`));
    const [dropped] = closed(await arranged.build()).dropped;
    expect(dropped?.group.failure).to.include({
      chainId: arranged.rollups.chainIds[1],
      reason: "gas-exceeded",
    });
    expect(await supply(A)).to.equal(1000n);
  });

  it("f11 f13: refuses to close: channels-differ, when a burn stands without its mint", async () => {
    const arranged = await createBuilderBench();
    const { A, burn } = await withToken(arranged);
    const open = await arranged.rollups.open();
    const block = open.blocks.get(A)!;
    expect(await block.apply(await burn(1, testAccount(BOB).address, 30n))).to.include({
      status: "applied",
      success: true,
    });
    const seal = await arranged.rollups.key.signTransaction({
      chainId: A,
      nonce: await block.nonceOf(arranged.rollups.key.address),
      to: MESSENGER,
      data: encodeFunctionData({ abi: crossRollupMessengerAbi, functionName: "seal" }),
      gas: 2_000_000n,
      maxFeePerGas: 0n,
    });
    expect(await block.apply(seal)).to.include({ status: "applied", success: true });
    const outcome = await open.close(arranged.rollups.history());
    expect(outcome).to.deep.include({ ok: false, reason: "channels-differ" });
    expect(closed(await arranged.build()).superblock.channels.every((c) => c.count <= 2n)).to.equal(true);
  });

  it("refuses to close: channels-unsealed", async () => {
    const arranged = await createBuilderBench();
    const { A, burn } = await withToken(arranged);
    const open = await arranged.rollups.open();
    await open.blocks.get(A)!.apply(await burn(1, testAccount(BOB).address, 30n));
    const outcome = await open.close(arranged.rollups.history());
    expect(outcome).to.deep.equal({ ok: false, reason: "channels-unsealed", chainId: A });
  });
});
