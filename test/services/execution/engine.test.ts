import { verifyMerkleProof } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { expect } from "chai";
import { bytesToHex, type Hex, hexToBytes, keccak256, pad, sha256, toHex } from "viem";
import { createEngine } from "../../../services/execution/ethereumjs/engine.ts";
import { nextBaseFee } from "../../../services/protocol/superblock/baseFee.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { BURNER, ECHO_REVERTER, GAS_TELLER, LOGGER, WRITER } from "../../support/bytecode.ts";
import {
  account,
  accountAt,
  CHAIN_A,
  CHAIN_B,
  createTestChain,
  FUNDED,
  PRODUCER,
  signed,
  type TestChain,
} from "../../support/rollupChain.ts";

const WRITER_AT = "0x00000000000000000000000000000000000b0000";
const BURNER_AT = "0x00000000000000000000000000000000000b0001";
const REVERTER_AT = "0x00000000000000000000000000000000000b0002";
const GAS_TELLER_AT = "0x00000000000000000000000000000000000b0003";
const BOB = account(9).address;
const word = (n: number): string => pad(toHex(n), { size: 32 }).slice(2);
const writing = (slot: number, value: number): Hex => `0x${word(slot)}${word(value)}`;

const createChain = (): Promise<TestChain> =>
  createTestChain({
    accounts: [
      accountAt(WRITER_AT, WRITER),
      accountAt(BURNER_AT, BURNER),
      accountAt(REVERTER_AT, ECHO_REVERTER),
    ],
  });

describe("engine: open block", () => {
  it("applies transactions and shows the state as built so far", async () => {
    const chain = await createChain();
    const block = (await chain.open()).get(CHAIN_A)!;
    const outcome = await block.apply(await signed({ nonce: 0, to: BOB, value: 5n, gas: 21_000n }));
    expect(outcome).to.include({ status: "applied", success: true, gasUsed: 21_000n });
    expect(await block.balanceOf(BOB)).to.equal(5n);
    expect(await block.nonceOf(FUNDED[0]!.address)).to.equal(1n);
    expect(await block.balanceOf(PRODUCER)).to.equal(10n ** 21n + 21_000n * 10n ** 9n);
    expect(block.gasLeft()).to.equal(30_000_000n - 21_000n);
    expect(
      (await block.apply(await signed({ nonce: 1, to: WRITER_AT, data: writing(3, 8) }))).status,
    ).to.equal("applied");
    expect(await block.storageAt(WRITER_AT, `0x${word(3)}`)).to.equal(`0x${word(8)}`);
  });

  it("keeps a reverted transaction in the block, with what it returned", async () => {
    const chain = await createChain();
    const open = await chain.open();
    const outcome = await open
      .get(CHAIN_A)!
      .apply(await signed({ nonce: 0, to: REVERTER_AT, data: "0xdeadbeef" }));
    expect(outcome).to.include({ status: "applied", success: false, returnData: "0xdeadbeef" });
    const [sealed] = await chain.append(open);
    expect(sealed!.receipts[0]).to.include({ success: false, from: FUNDED[0]!.address });
  });

  it("applies what nobody signed, as a transaction of its sender, and seals no such block", async () => {
    const chain = await createChain();
    const block = (await chain.open()).get(CHAIN_A)!;
    const call = { from: FUNDED[0]!.address, to: WRITER_AT, data: writing(3, 8), gas: 100_000n } as const;
    expect(await block.applyUnsigned(call)).to.include({ status: "applied", success: true });
    expect(await block.storageAt(WRITER_AT, `0x${word(3)}`)).to.equal(`0x${word(8)}`);
    expect(await block.nonceOf(FUNDED[0]!.address)).to.equal(1n);
    expect(await block.applyUnsigned({ ...call, from: BOB, value: 1n })).to.include({
      status: "invalid",
      reason: "insufficient-funds",
    });
    const sealing = await block.seal().then(
      () => "sealed",
      (error: Error) => error.message,
    );
    expect(sealing).to.equal("sealing a block with a transaction that nobody signed");
  });

  it("evaluates KZG proofs (EIP-4844's precompile), right and wrong ones", async () => {
    const chain = await createChain();
    const block = (await chain.open()).get(CHAIN_A)!;
    // The zero polynomial: commitment and proof are the point at infinity, its value is 0 everywhere.
    const infinity = `c0${"00".repeat(47)}` as const;
    const versionedHash = `01${sha256(`0x${infinity}`).slice(4)}`;
    const proofOf = (value: number): Hex =>
      `0x${versionedHash}${word(7)}${word(value)}${infinity}${infinity}`;
    const to = pad("0x0a", { size: 20 });
    const outcome = await block.call({ to, data: proofOf(0) });
    const modulus = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";
    expect(outcome).to.include({ success: true, returnData: `0x${word(4096)}${modulus}` });
    expect((await block.call({ to, data: proofOf(1) })).success).to.equal(false);
  });

  const refusals: readonly [reason: string, raw: () => Promise<Hex>, facts: object][] = [
    ["nonce-too-high", () => signed({ nonce: 1, to: BOB }), { expected: 0n, actual: 1n }],
    [
      "insufficient-funds",
      () => signed({ nonce: 0, to: BOB, value: 10n ** 22n, gas: 21_000n }),
      { balance: 10n ** 21n },
    ],
    ["block-gas-exceeded", () => signed({ nonce: 0, to: BOB, gas: 30_000_001n }), { available: 30_000_000n }],
    ["wrong-chain", () => signed({ nonce: 0, to: BOB, chainId: CHAIN_B }), {}],
    ["malformed", async () => "0x02c0", {}],
    ["malformed", async () => "0x", {}],
    ["malformed", async () => "0xzz", {}],
    ["unsupported-type", async () => "0x03c0", {}],
    ["unsupported-type", async () => "0x7ec0", {}],
    ["other", () => signed({ nonce: 0, to: BOB, gas: 20_999n }), {}],
  ];
  for (const [reason, raw, facts] of refusals)
    it(`refuses without a trace: ${reason}`, async () => {
      const chain = await createChain();
      const untouched = await (await createChain()).include(new Map());
      const open = await chain.open();
      const outcome = await open.get(CHAIN_A)!.apply(await raw());
      expect(outcome).to.include({ status: "invalid", reason, ...facts });
      const [sealed] = await chain.append(open);
      expect(sealed!.header.hash).to.equal(untouched[0]!.header.hash);
    });

  it("refuses a transaction that no chain is bound to: wrong-chain", async () => {
    const raw = await account(0).signTransaction({
      type: "legacy",
      nonce: 0,
      to: BOB,
      gas: 21_000n,
      gasPrice: 1n,
    });
    const block = (await (await createChain()).open()).get(CHAIN_A)!;
    expect(await block.apply(raw)).to.include({ status: "invalid", reason: "wrong-chain" });
  });

  it("takes legacy, access list and set code transactions", async () => {
    const chain = await createChain();
    const open = await chain.open();
    const sender = account(0);
    const base = { chainId: Number(CHAIN_A), to: BOB, gas: 100_000n } as const;
    const authorization = await account(1).signAuthorization({
      address: WRITER_AT,
      chainId: Number(CHAIN_A),
      nonce: 0,
    });
    const raws = [
      await sender.signTransaction({ ...base, type: "legacy", nonce: 0, gasPrice: 1n }),
      await sender.signTransaction({
        ...base,
        type: "eip2930",
        nonce: 1,
        gasPrice: 1n,
        accessList: [{ address: BOB, storageKeys: [] }],
      }),
      await sender.signTransaction({
        ...base,
        type: "eip7702",
        nonce: 2,
        maxFeePerGas: 1n,
        maxPriorityFeePerGas: 1n,
        authorizationList: [authorization],
      }),
    ];
    for (const raw of raws) expect((await open.get(CHAIN_A)!.apply(raw)).status).to.equal("applied");
    const [sealed] = await chain.append(open);
    expect(sealed!.receipts.map(({ type }) => type)).to.deep.equal([0, 1, 4]);
    const code = await chain.engine(CHAIN_A).code(sealed!.header.stateRoot, account(1).address);
    expect(code).to.equal(`0xef0100${WRITER_AT.slice(2).toLowerCase()}`);
  });

  it("takes back everything since a mark, nested marks included", async () => {
    const chain = await createChain();
    const open = await chain.open();
    const block = open.get(CHAIN_A)!;
    await block.apply(await signed({ nonce: 0, to: WRITER_AT, data: writing(1, 1) }));
    const outer = await block.mark();
    await block.apply(await signed({ nonce: 1, to: WRITER_AT, data: writing(1, 2) }));
    const inner = await block.mark();
    await block.apply(await signed({ nonce: 2, to: WRITER_AT, data: writing(1, 3) }));
    await block.keep(inner);
    expect(await block.storageAt(WRITER_AT, `0x${word(1)}`)).to.equal(`0x${word(3)}`);
    await block.rollback(outer);
    expect(await block.storageAt(WRITER_AT, `0x${word(1)}`)).to.equal(`0x${word(1)}`);
    expect(await block.nonceOf(FUNDED[0]!.address)).to.equal(1n);
    const [sealed] = await chain.append(open);
    expect(sealed!.transactions).to.have.length(1);
  });

  it("throws when a mark is not the innermost, or a block is used after its end", async () => {
    const chain = await createChain();
    const open = await chain.open();
    const block = open.get(CHAIN_A)!;
    const outer = await block.mark();
    await block.mark();
    const failure = await block.rollback(outer).catch((error: Error) => error.message);
    expect(failure).to.match(/not the innermost/);
    await block.drop();
    await block.drop();
    expect(await block.mark().catch((error: Error) => error.message)).to.match(/is closed/);
  });

  it("refuses a second open block: block-already-open", async () => {
    const chain = await createChain();
    await chain.open();
    const failure = await chain.open().catch((error: { code: string }) => error.code);
    expect(failure).to.equal("block-already-open");
  });

  it("leaves the engine as it was when a block is dropped", async () => {
    const chain = await createChain();
    const open = await chain.open();
    await open.get(CHAIN_A)!.mark();
    await open.get(CHAIN_A)!.apply(await signed({ nonce: 0, to: WRITER_AT, data: writing(1, 2) }));
    for (const block of open.values()) await block.drop();
    const [sealed] = await chain.include(new Map());
    const [fresh] = await (await createChain()).include(new Map());
    expect(sealed!.header.hash).to.equal(fresh!.header.hash);
  });

  it("builds on a sealed block that the store does not have yet, and forgets one that is given up", async () => {
    const chain = await createChain();
    const engine = chain.engine(CHAIN_A);
    const env = { ...(await chain.open()).get(CHAIN_A)!.env };
    // `open` above left a block open; a second chain is used for the run that is not stored.
    const other = await createChain();
    const first = await other.engine(CHAIN_A).open(other.header(CHAIN_A), env);
    await first.apply(await signed({ nonce: 0, to: BOB, value: 1n }));
    const one = await first.seal();
    const second = await other
      .engine(CHAIN_A)
      .open(one.header, { ...env, number: 2n, timestamp: env.timestamp + 1n });
    await second.apply(await signed({ nonce: 1, to: BOB, value: 1n }));
    const two = await second.seal();
    expect((await other.engine(CHAIN_A).account(two.header.stateRoot, BOB)).balance).to.equal(2n);
    const again = await other.engine(CHAIN_A).open(other.header(CHAIN_A), env);
    expect(await again.balanceOf(BOB)).to.equal(0n);
    await again.apply(await signed({ nonce: 0, to: BOB, value: 1n }));
    const repeated = await again.seal();
    expect(repeated.header.hash).to.equal(one.header.hash);
    expect(repeated.stateWrites.length).to.equal(one.stateWrites.length);
    expect(engine.chainId).to.equal(CHAIN_A);
  });

  it("raises the base fee after full blocks as EIP-1559 says", async () => {
    const chain = await createChain();
    const fees: bigint[] = [];
    for (let n = 0; n < 4; n++) {
      const open = await chain.open();
      const block = open.get(CHAIN_A)!;
      fees.push(block.baseFee);
      await block.apply(await signed({ nonce: n, to: BURNER_AT, gas: 29_000_000n }));
      const [sealed] = await chain.append(open);
      expect(nextBaseFee(sealed!.header)).to.equal(chain.header(CHAIN_A).baseFee + 1n);
    }
    expect(fees).to.deep.equal([0n, 1n, 2n, 3n]);
    const block = (await chain.open()).get(CHAIN_A)!;
    const cheap = await signed({ nonce: 4, to: BOB, maxFeePerGas: 3n, maxPriorityFeePerGas: 0n });
    expect(await block.apply(cheap)).to.deep.equal({
      status: "invalid",
      reason: "fee-below-base",
      baseFee: 4n,
      maxFee: 3n,
    });
  });
});

describe("engine: calls", () => {
  it("get no more gas than a block has, however much is asked for", async () => {
    const chain = await createTestChain({ accounts: [accountAt(GAS_TELLER_AT, GAS_TELLER)] });
    const call = (gas: bigint) =>
      chain.engine(CHAIN_A).call(chain.header(CHAIN_A), { to: GAS_TELLER_AT, gas });
    const told = BigInt((await call(2n ** 48n)).returnData);
    expect(told < 30_000_000n && told > 29_900_000n, `${told}`).to.equal(true);
    expect(BigInt((await call(100_000n)).returnData) < 100_000n).to.equal(true);
  });
});

describe("engine: estimates", () => {
  it("leave room for other people's messages before this one in the channel", async () => {
    const chain = await createTestChain({
      accounts: [accountAt(WRITER_AT, LOGGER), accountAt(MESSENGER, LOGGER)],
    });
    const estimate = async (to: Hex) => {
      const data = writing(1, 1);
      const estimated = await chain.engine(CHAIN_A).estimateGas(chain.header(CHAIN_A), { to, data });
      return estimated.ok ? estimated.gas : 0n;
    };
    expect((await estimate(MESSENGER)) - (await estimate(WRITER_AT))).to.equal(100_000n);
  });
});

describe("engine: reads", () => {
  it("do not disturb an open block", async () => {
    const quiet = await createChain();
    const busy = await createChain();
    const raw = await signed({ nonce: 0, to: WRITER_AT, data: writing(1, 2) });
    const [expected] = await quiet.include(new Map([[CHAIN_A, [raw]]]));
    const open = await busy.open();
    const engine = busy.engine(CHAIN_A);
    const parent = busy.header(CHAIN_A);
    const call = { to: WRITER_AT, data: writing(1, 99) } as const;
    const reads = Promise.all([
      engine.call(parent, call),
      engine.estimateGas(parent, call),
      engine.proof(parent.stateRoot, WRITER_AT, [`0x${word(1)}`]),
      open
        .get(CHAIN_A)!
        .call(call)
        .then(() => open.get(CHAIN_A)!.apply(raw)),
    ]);
    await reads;
    const [sealed] = await busy.append(open);
    expect(sealed!.header.hash).to.equal(expected!.header.hash);
  });

  it("prove an account, a slot and an absent slot", async () => {
    const chain = await createChain();
    await chain.include(
      new Map([[CHAIN_A, [await signed({ nonce: 0, to: WRITER_AT, data: writing(1, 0x1234) })]]]),
    );
    const { stateRoot } = chain.header(CHAIN_A);
    const proof = await chain.engine(CHAIN_A).proof(stateRoot, WRITER_AT, [`0x${word(1)}`, `0x${word(2)}`]);
    expect(keccak256(proof.accountProof[0]!)).to.equal(stateRoot);
    const verify = (key: Hex, nodes: readonly Hex[]) =>
      verifyMerkleProof(
        hexToBytes(key),
        nodes.map((node) => hexToBytes(node)),
        { useKeyHashing: true },
      );
    const encoded = RLP.decode((await verify(WRITER_AT, proof.accountProof))!) as Uint8Array[];
    expect(bytesToHex(encoded[2]!)).to.equal(proof.storageHash);
    expect(bytesToHex(encoded[3]!)).to.equal(keccak256(WRITER));
    const [written, absent] = proof.storageProof;
    expect(written!.value).to.equal(0x1234n);
    expect(bytesToHex((await verify(`0x${word(1)}`, written!.proof))!)).to.equal("0x821234");
    expect(absent!.value).to.equal(0n);
    expect(await verify(`0x${word(2)}`, absent!.proof)).to.equal(null);
    const nobody = await chain.engine(CHAIN_A).proof(stateRoot, account(50).address, [`0x${word(1)}`]);
    expect(nobody).to.deep.include({ balance: 0n, nonce: 0n });
    expect(nobody.storageProof[0]).to.deep.equal({ key: `0x${word(1)}`, value: 0n, proof: [] });
  });

  it("see every earlier state", async () => {
    const chain = await createChain();
    for (let nonce = 0; nonce < 3; nonce++)
      await chain.include(new Map([[CHAIN_A, [await signed({ nonce, to: BOB, value: 1n })]]]));
    const balances: bigint[] = [];
    for (let n = 0n; n <= 3n; n++)
      balances.push((await chain.engine(CHAIN_A).account(chain.header(CHAIN_A, n).stateRoot, BOB)).balance);
    expect(balances).to.deep.equal([0n, 1n, 2n, 3n]);
  });

  it("fail loudly when the store has lost a node: state-node-missing", async () => {
    const chain = await createChain();
    const { stateRoot } = chain.header(CHAIN_A);
    const broken = await createEngine({
      chainId: CHAIN_A,
      readNode: (key) => (bytesToHex(key) === stateRoot ? chain.store.stateNode(CHAIN_A, key) : undefined),
    });
    const read = await broken.account(stateRoot, BOB).catch((error: { code: string }) => error.code);
    expect(read).to.equal("state-node-missing");
    const unknown = await broken.account(`0x${word(5)}`, BOB).catch((error: { code: string }) => error.code);
    expect(unknown).to.equal("state-node-missing");
    const env = (await chain.open()).get(CHAIN_A)!.env;
    const opened = await broken
      .open(chain.header(CHAIN_A), env)
      .catch((error: { code: string }) => error.code);
    expect(opened).to.equal("state-node-missing");
  });
});
