import { MessageChannel, type MessagePort } from "node:worker_threads";
import { expect } from "chai";
import { type Hex, pad, toHex } from "viem";
import { remoteEngine } from "../../../services/execution/remote/remoteEngine.ts";
import { serveEngine } from "../../../services/execution/remote/serveEngine.ts";
import type { Engine, LocalTransaction } from "../../../services/ports.ts";
import { ECHO_REVERTER, WRITER } from "../../support/bytecode.ts";
import { account, accountAt, CHAIN_A, createTestChain, FUNDED, signed } from "../../support/rollupChain.ts";

const WRITER_AT = "0x00000000000000000000000000000000000b0000";
const REVERTER_AT = "0x00000000000000000000000000000000000b0002";
const BOB = account(9).address;
const LIMITS = { l1ChainId: 31337n, reservedGas: 2_500_000n };
const writing = (slot: number, value: number): Hex =>
  `0x${[slot, value].map((n) => pad(toHex(n), { size: 32 }).slice(2)).join("")}`;

const createChain = () =>
  createTestChain({ accounts: [accountAt(WRITER_AT, WRITER), accountAt(REVERTER_AT, ECHO_REVERTER)] });

const channels: MessagePort[] = [];
afterEach(() => {
  for (const port of channels.splice(0)) port.close();
});

/** A chain whose first rollup stands behind a channel. */
async function createRemoteChain() {
  const chain = await createChain();
  const { port1, port2 } = new MessageChannel();
  serveEngine(chain.engine(CHAIN_A), port1);
  const remote = remoteEngine(CHAIN_A, port2);
  (chain.engines as Map<bigint, Engine>).set(CHAIN_A, remote.engine);
  channels.push(port1);
  return { chain, remote };
}

const local = async (nonce: number, to: Hex, more: { gas?: bigint; data?: Hex } = {}) => {
  const gas = more.gas ?? 100_000n;
  const raw = await signed({ nonce, to, gas, ...(more.data && { data: more.data }) });
  return { raw, sender: FUNDED[0]!.address, nonce: BigInt(nonce), gasLimit: gas } satisfies LocalTransaction;
};

describe("engine behind a channel", () => {
  it("seals the same blocks, with the same writes, through every method of an open block", async () => {
    const { chain } = await createRemoteChain();
    const plain = await createChain();
    const seen: unknown[][] = [[], []];
    for (const [i, each] of [chain, plain].entries())
      for (let n = 0; n < 3; n++) {
        const open = await each.open();
        const block = open.get(CHAIN_A)!;
        const first = 3 * n;
        seen[i]!.push(block.baseFee, block.gasLeft());
        seen[i]!.push(await block.apply(await signed({ nonce: first, to: BOB, value: 5n })), block.gasLeft());
        const mark = await block.mark();
        await block.apply(await signed({ nonce: first + 1, to: BOB, value: 7n }));
        await block.rollback(mark);
        const kept = await block.mark();
        await block.apply(await signed({ nonce: first + 1, to: WRITER_AT, data: writing(n, 9) }));
        await block.keep(kept);
        seen[i]!.push(await block.applyLocal([await local(first + 2, BOB)], LIMITS), block.gasLeft());
        seen[i]!.push(await block.nonceOf(FUNDED[0]!.address), await block.balanceOf(BOB));
        seen[i]!.push(await block.storageAt(WRITER_AT, pad(toHex(n), { size: 32 })));
        seen[i]!.push(await block.call({ to: REVERTER_AT, data: "0x1234" }));
        const [sealed] = await each.append(open);
        seen[i]!.push(sealed);
      }
    expect(seen[0]).to.deep.equal(seen[1]);
    expect(seen[0]).to.have.length(33);
    const { stateRoot } = plain.header(CHAIN_A);
    const read = (each: typeof chain) =>
      Promise.all([
        each.engine(CHAIN_A).account(stateRoot, BOB),
        each.engine(CHAIN_A).code(stateRoot, WRITER_AT),
        each.engine(CHAIN_A).storage(stateRoot, WRITER_AT, pad("0x1", { size: 32 })),
        each.engine(CHAIN_A).proof(stateRoot, BOB, []),
        each.engine(CHAIN_A).call(each.header(CHAIN_A), { to: REVERTER_AT, data: "0x77" }),
        each.engine(CHAIN_A).estimateGas(each.header(CHAIN_A), { to: BOB }),
      ]);
    expect(await read(chain)).to.deep.equal(await read(plain));
  });

  it("hands errors over with their code: block-already-open", async () => {
    const { chain } = await createRemoteChain();
    const open = await chain.open();
    const failure = await chain.open().catch((error: { code: string }) => error.code);
    expect(failure).to.equal("block-already-open");
    for (const block of open.values()) await block.drop();
    await chain.include(new Map());
  });

  it("leaves nobody waiting when the other side is gone", async () => {
    const { chain, remote } = await createRemoteChain();
    const open = await chain.open();
    const asked = open.get(CHAIN_A)!.nonceOf(BOB);
    remote.fail(new Error("gone"));
    expect(await asked.catch((error: Error) => error.message)).to.equal("gone");
    expect(
      await open
        .get(CHAIN_A)!
        .seal()
        .catch((error: Error) => error.message),
    ).to.equal("gone");
  });
});

describe("applyLocal", () => {
  const run = async (transactions: readonly LocalTransaction[], limits = LIMITS) => {
    const open = await (await createChain()).open();
    const block = open.get(CHAIN_A)!;
    const outcomes = await block.applyLocal(transactions, limits);
    return { block, statuses: outcomes.map(({ status }) => status), outcomes };
  };

  it("keeps each by itself, a reverted one too, and says which nonce stands next", async () => {
    const { statuses, outcomes, block } = await run([
      await local(0, BOB),
      await local(1, REVERTER_AT, { data: "0x12" }),
      await local(7, BOB),
      await local(2, BOB),
    ]);
    expect(statuses).to.deep.equal(["kept", "kept", "nonce", "kept"]);
    expect(outcomes[2]).to.deep.equal({ status: "nonce", expected: 2n });
    expect(await block.nonceOf(FUNDED[0]!.address)).to.equal(3n);
  });

  it("goes on past what has no room beside others", async () => {
    const { statuses } = await run([
      await local(0, BOB),
      await local(1, BOB, { gas: 29_990_000n }),
      await local(1, BOB),
    ]);
    expect(statuses).to.deep.equal(["kept", "full", "kept"]);
  });

  it("keeps the reserve free", async () => {
    const reserving = { ...LIMITS, reservedGas: 30_000_000n - 30_000n };
    const { statuses, block } = await run([await local(0, BOB), await local(1, BOB)], reserving);
    expect(statuses).to.deep.equal(["kept", "full"]);
    expect(block.gasLeft()).to.equal(30_000_000n - 21_000n);
  });

  it("stops at what only its group can decide, without a trace of it", async () => {
    const poor = account(77);
    const raw = await poor.signTransaction({
      type: "eip1559",
      chainId: Number(CHAIN_A),
      nonce: 0,
      to: BOB,
      value: 1n,
      gas: 21_000n,
      maxFeePerGas: 1n,
    });
    const { statuses, block } = await run([
      await local(0, BOB),
      { raw, sender: poor.address, nonce: 0n, gasLimit: 21_000n },
      await local(1, BOB),
    ]);
    expect(statuses).to.deep.equal(["kept", "group"]);
    expect(await block.nonceOf(poor.address)).to.equal(0n);
    expect(await block.nonceOf(FUNDED[0]!.address)).to.equal(1n);
  });
});
