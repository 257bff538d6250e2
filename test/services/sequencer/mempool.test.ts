import { expect } from "chai";
import { type Hex, parseGwei } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import type { SubmitOutcome } from "../../../services/ports.ts";
import type { PooledTransaction } from "../../../services/sequencer/admission.ts";
import { Mempool } from "../../../services/sequencer/mempool.ts";
import { DEFAULT_MEMPOOL_LIMITS } from "../../../services/sequencer/mempoolLimits.ts";
import { fakeClock } from "../../support/fakeClock.ts";
import { transactionReader } from "../../support/transactionReader.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const [alice, bob, carol] = [4, 5, 6].map((addressIndex) => mnemonicToAccount(MNEMONIC, { addressIndex }));
const A = 42101n;
const B = 42102n;

type Overrides = {
  nonce?: number;
  gas?: bigint;
  maxFeePerGas?: bigint;
  tip?: bigint;
  value?: bigint;
  chainId?: bigint;
};

const sign = (from: typeof alice, o: Overrides = {}): Promise<Hex> =>
  from!.signTransaction({
    type: "eip1559",
    chainId: Number(o.chainId ?? A),
    nonce: o.nonce ?? 0,
    gas: o.gas ?? 21_000n,
    to: bob!.address,
    value: o.value ?? 1n,
    maxFeePerGas: o.maxFeePerGas ?? parseGwei("2"),
    maxPriorityFeePerGas: o.tip ?? parseGwei("1"),
  });

function setup(limits = {}) {
  const clock = fakeClock();
  const state = { nonce: 0n, balance: 10n ** 18n };
  const pool = new Mempool({
    clock,
    engines: [A, B].map(transactionReader),
    producer: carol!.address,
    senderState: async () => state,
    limits: { ...DEFAULT_MEMPOOL_LIMITS, ...limits },
  });
  return { clock, state, pool };
}

const refusal = (outcome: SubmitOutcome): string =>
  outcome.ok ? "accepted" : `${outcome.reason} | ${outcome.detail}`;

describe("mempool", () => {
  it("accepts a transaction and answers with its hash", async () => {
    const { pool } = setup();
    const raw = await sign(alice);
    const outcome = await pool.submit(A, raw);
    expect(outcome.ok).to.equal(true);
    if (outcome.ok) expect(pool.pending(A, outcome.hash)).to.equal(raw);
    expect(pool.counts(A)).to.deep.equal({ pending: 1, queued: 0 });
    expect(pool.counts(B)).to.deep.equal({ pending: 0, queued: 0 });
  });

  const refusals: readonly [string, () => Promise<[Mempool, Hex]>, RegExp][] = [
    [
      "already-known",
      async () => {
        const { pool } = setup();
        const raw = await sign(alice);
        await pool.submit(A, raw);
        return [pool, raw];
      },
      /^already-known \| already known$/,
    ],
    [
      "reserved-sender",
      async () => [setup().pool, await sign(carol)],
      /is the producer: only the sequencer sends its transactions/,
    ],
    [
      "underpriced",
      async () => [setup().pool, await sign(alice, { tip: 999_999n })],
      /transaction underpriced: gas tip cap 999999, minimum needed 1000000/,
    ],
    [
      "wrong-chain",
      async () => [setup().pool, await sign(alice, { chainId: B })],
      /invalid chain id for signer: have 42102 want 42101/,
    ],
    [
      "nonce-too-low",
      async () => {
        const s = setup();
        s.state.nonce = 3n;
        return [s.pool, await sign(alice, { nonce: 2 })];
      },
      /nonce too low: next nonce 3, tx nonce 2$/,
    ],
    [
      "nonce-too-high",
      async () => {
        const { pool } = setup();
        await pool.submit(A, await sign(alice));
        return [pool, await sign(alice, { nonce: 300 })];
      },
      /nonce too high: tx nonce 300, gapped nonce 1$/,
    ],
    [
      "insufficient-funds",
      async () => [setup().pool, await sign(alice, { value: 10n ** 18n })],
      /insufficient funds for gas \* price \+ value: balance 1000000000000000000, tx cost 1000042000000000000, overshot 42000000000000$/,
    ],
    [
      "insufficient-funds",
      async () => {
        const { pool } = setup();
        await pool.submit(A, await sign(alice, { value: 6n * 10n ** 17n }));
        return [pool, await sign(alice, { nonce: 1, value: 4n * 10n ** 17n })];
      },
      /: balance 1000000000000000000, queued cost 600042000000000000, tx cost 400042000000000000, overshot 84000000000000$/,
    ],
    [
      "insufficient-funds",
      async () => {
        const { pool } = setup();
        await pool.submit(A, await sign(alice, { value: 6n * 10n ** 17n }));
        await pool.submit(A, await sign(alice, { nonce: 1, value: 10n ** 17n }));
        const dearer = { maxFeePerGas: parseGwei("3"), tip: parseGwei("2"), value: 5n * 10n ** 17n };
        return [pool, await sign(alice, { nonce: 1, ...dearer })];
      },
      /: balance 1000000000000000000, queued cost 700084000000000000, tx bumped 400021000000000000, overshot 100105000000000000$/,
    ],
    [
      "exceeds-block-gas-limit",
      async () => [setup().pool, await sign(alice, { gas: 30_000_001n })],
      /exceeds block gas limit/,
    ],
    [
      "intrinsic-gas-too-low",
      async () => [setup().pool, await sign(alice, { gas: 20_999n })],
      /intrinsic gas too low: gas 20999, minimum needed 21000/,
    ],
    ["malformed", async () => [setup().pool, "0x02c0"], /invalid transaction/],
    [
      "pool-full",
      async () => {
        const { pool } = setup({ maxTransactions: 1 });
        await pool.submit(A, await sign(alice));
        return [pool, await sign(bob)];
      },
      /\| txpool is full$/,
    ],
    [
      "sender-limit",
      async () => {
        const { pool } = setup({ maxPerSender: 1 });
        await pool.submit(A, await sign(alice));
        return [pool, await sign(alice, { nonce: 1 })];
      },
      /account limit exceeded: pooled 1 txs$/,
    ],
    [
      "replacement-underpriced",
      async () => {
        const { pool } = setup();
        await pool.submit(A, await sign(alice));
        return [pool, await sign(alice, { maxFeePerGas: parseGwei("2.1"), tip: parseGwei("1.1") })];
      },
      /replacement transaction underpriced/,
    ],
  ];
  for (const [reason, arrange, wording] of refusals) {
    it(`refuses: ${reason}`, async () => {
      const [pool, raw] = await arrange();
      const outcome = refusal(await pool.submit(A, raw));
      expect(outcome)
        .to.match(wording)
        .and.to.match(new RegExp(`^${reason} `));
    });
  }

  it("replaces a transaction that pays a tenth more, and forgets the old one", async () => {
    const { pool } = setup();
    const first = await pool.submit(A, await sign(alice));
    const second = await pool.submit(
      A,
      await sign(alice, { maxFeePerGas: parseGwei("2.2"), tip: parseGwei("1.1") }),
    );
    expect(second.ok).to.equal(true);
    expect(first.ok && pool.pending(A, first.hash)).to.equal(undefined);
    expect(pool.counts(A).pending).to.equal(1);
  });

  it("offers each sender's next nonce only, highest tip first", async () => {
    const { pool } = setup();
    await pool.submit(A, await sign(alice, { nonce: 0 }));
    await pool.submit(A, await sign(alice, { nonce: 1, tip: parseGwei("2") }));
    await pool.submit(A, await sign(bob, { tip: parseGwei("1.5") }));
    const line = pool.lineup(A, 0n);
    const order = [line.next(), line.next(), line.next(), line.next()];
    expect(order.map((tx) => tx && [tx.sender, tx.nonce])).to.deep.equal([
      [bob!.address, 0n],
      [alice!.address, 0n],
      [alice!.address, 1n],
      undefined,
    ]);
  });

  it("holds back what pays less than the base fee", async () => {
    const { pool } = setup();
    await pool.submit(A, await sign(alice));
    expect(pool.lineup(A, parseGwei("3")).next()).to.equal(undefined);
  });

  it("counts waiting transactions into the next nonce, whatever the case of the address", async () => {
    const { pool } = setup();
    await pool.submit(A, await sign(alice, { nonce: 0 }));
    await pool.submit(A, await sign(alice, { nonce: 1 }));
    await pool.submit(A, await sign(alice, { nonce: 3 }));
    expect(pool.nextNonce(A, alice!.address.toLowerCase() as Hex, 0n)).to.equal(2n);
  });

  it("f1: refuses a sender whose groups keep failing, until the window has passed", async () => {
    const { pool, clock } = setup({ maxFailures: 2, failureWindowMs: 1000 });
    for (const nonce of [0, 1]) {
      await pool.submit(A, await sign(alice, { nonce }));
      const tx = pool.lineup(A, 0n).next();
      const failure = {
        chainId: B,
        reason: "action-reverted",
        revertData: "0x",
        detail: "reverted",
      } as const;
      pool.drop(tx!, { id: tx!.hash, chainId: A, atMs: clock.now(), failure });
      expect(pool.dropped(tx!.hash)?.failure.reason).to.equal("action-reverted");
    }
    const raw = await sign(alice, { nonce: 2 });
    expect(refusal(await pool.submit(A, raw))).to.match(/^sender-budget-exceeded /);
    await clock.advance(1001);
    expect((await pool.submit(A, raw)).ok).to.equal(true);
  });

  it("forgets what has waited too long", async () => {
    const { pool, clock } = setup({ expiryMs: 1000 });
    await pool.submit(A, await sign(alice));
    await clock.advance(1001);
    expect(pool.expire()).to.equal(1);
    expect(pool.counts(A).pending).to.equal(0);
  });

  describe("readmit", () => {
    const readmit = async (pool: Mempool, raw: Hex) => pool.readmit({ chainId: A, raw, superblock: 3n });
    const inLine = (pool: Mempool, chainId = A) => {
      const line = pool.lineup(chainId, 0n);
      const found: PooledTransaction[] = [];
      for (let tx = line.next(); tx !== undefined; tx = line.next()) found.push(tx);
      return found;
    };
    const hashes = (pool: Mempool) => inLine(pool).map(({ hash }) => hash);

    it("puts what was in superblocks taken back before what arrived, in the order given", async () => {
      const { pool } = setup();
      const arrived = await pool.submit(A, await sign(bob));
      const first = await sign(alice);
      await readmit(pool, first);
      await pool.readmit({ chainId: B, raw: await sign(alice, { chainId: B }), superblock: 3n });
      const [one, two] = inLine(pool);
      expect(one!.raw).to.equal(first);
      expect(arrived.ok && arrived.hash).to.equal(two!.hash);
      expect(inLine(pool, B)).to.have.length(1);
    });

    it("leaves alone what waits already, and what was dropped for a reason", async () => {
      const { pool, state } = setup();
      const raw = await sign(alice);
      await pool.submit(A, raw);
      expect(await readmit(pool, raw)).to.equal(undefined);
      expect(pool.counts(A).pending).to.equal(1);
      state.nonce = 1n;
      const late = await sign(bob);
      expect((await readmit(pool, late))?.reason).to.equal("nonce-too-low");
      expect(await readmit(pool, late), "told once").to.equal(undefined);
      expect(pool.counts(A).pending).to.equal(1);
    });

    it("takes one whose money comes again with the next superblock", async () => {
      const { pool, state } = setup();
      state.balance = 0n;
      expect(await readmit(pool, await sign(alice))).to.equal(undefined);
      expect(hashes(pool).length).to.equal(1);
    });

    it("refuses and remembers: nonce-too-low, replaced, pool-full", async () => {
      const { pool, state } = setup({ maxTransactions: 1 });
      await pool.submit(A, await sign(alice));
      expect((await readmit(pool, await sign(alice, { value: 2n })))?.reason).to.equal("replaced");
      expect((await readmit(pool, await sign(bob)))?.reason).to.equal("pool-full");
      state.nonce = 1n;
      const refused = await readmit(pool, await sign(alice, { value: 3n }));
      expect(refused?.reason).to.equal("nonce-too-low");
      expect(pool.dropped(refused!.hash)?.failure).to.deep.equal({
        chainId: A,
        reason: "invalid-transaction",
        revertData: "0x",
        detail: "L1 took superblock 3 back; since then: nonce-too-low",
      });
    });
  });
});
