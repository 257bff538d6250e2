import { randomInt } from "node:crypto";
import { expect } from "chai";
import { type Address, concat, getContractAddress, type Hex, pad, sha256, toHex } from "viem";
import { systemAccounts } from "../../../services/execution/genesisAccounts.ts";
import { CONSOLIDATION_REQUESTS, WITHDRAWAL_REQUESTS } from "../../../services/execution/systemContracts.ts";
import type { OpenBlock } from "../../../services/ports.ts";
import {
  deployer,
  FACTORY,
  HASH_KEEPER,
  LOGGER,
  SHORT_LIVED,
  WRITER,
  writingDeployer,
} from "../../support/bytecode.ts";
import { createReferenceVm } from "../../support/referenceVm.ts";
import { account, accountAt, CHAIN_A, createTestChain, FUNDED, signed } from "../../support/rollupChain.ts";

const CONTRACTS: readonly { address: Address; code: Hex }[] = [
  { address: "0x00000000000000000000000000000000000a0001", code: WRITER },
  { address: "0x00000000000000000000000000000000000a0002", code: HASH_KEEPER },
  { address: "0x00000000000000000000000000000000000a0003", code: LOGGER },
  { address: "0x00000000000000000000000000000000000a0004", code: FACTORY },
];

/** mulberry32, so that a printed seed repeats a run. */
const generator = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const word = (n: number): Hex => pad(toHex(n), { size: 32 });

const CHILD_CODE = writingDeployer(WRITER);
/** Where the factory puts the child. */
const CHILD = getContractAddress({
  opcode: "CREATE2",
  from: CONTRACTS[3]!.address,
  salt: word(0),
  bytecode: CHILD_CODE,
});
const child = (pick: (n: number) => number): Hex =>
  pick(2) === 0 ? CHILD_CODE : concat([word(pick(4)), word(pick(3)), word(pick(2))]);

/** A transaction of any kind, good or bad. */
function randomTransaction(random: () => number, from: number, nonce: number): Promise<Hex> {
  const pick = (n: number) => Math.floor(random() * n);
  const gas = [21_000n, 60_000n, 300_000n, 40_000_000n][pick(4)]!;
  const base = { from, nonce: nonce + (random() < 0.1 ? pick(3) - 1 : 0), gas, value: BigInt(pick(3)) };
  const fees = [0n, 1n, 10n ** 9n][pick(3)]!;
  const priced = { ...base, nonce: Math.max(0, base.nonce), maxFeePerGas: fees, maxPriorityFeePerGas: fees };
  switch (pick(8)) {
    case 0:
      return signed({ ...priced, to: account(20 + pick(5)).address });
    case 1:
      return signed({
        ...priced,
        value: 0n,
        to: CONTRACTS[0]!.address,
        data: concat([word(pick(6)), word(pick(3)), word(pick(2))]),
      });
    case 2:
      return signed({ ...priced, value: 0n, to: CONTRACTS[1]!.address });
    case 3:
      return signed({ ...priced, to: CONTRACTS[2]!.address, data: word(pick(9)) });
    case 4:
      return signed({ ...priced, data: random() < 0.5 ? SHORT_LIVED : deployer(LOGGER) });
    case 5:
      return signed({ ...priced, value: 0n, to: CONTRACTS[3]!.address, data: SHORT_LIVED });
    case 6:
      return signed({
        ...priced,
        value: 0n,
        to: random() < 0.5 ? CONTRACTS[3]!.address : CHILD,
        data: child(pick),
      });
    default:
      return signed({ ...priced, to: FUNDED[pick(4)]!.address, value: random() < 0.1 ? 10n ** 30n : 7n });
  }
}

/** Applies random transactions inside randomly nested, randomly kept marks. Counts what happened. */
async function fill(block: OpenBlock, random: () => number, depth: number, counts: Record<string, number>) {
  const steps = 2 + Math.floor(random() * 5);
  for (let step = 0; step < steps; step++) {
    if (depth < 4 && random() < 0.3) {
      const mark = await block.mark();
      await fill(block, random, depth + 1, counts);
      if (random() < 0.5) await block.rollback(mark);
      else await block.keep(mark);
      continue;
    }
    const from = Math.floor(random() * FUNDED.length);
    const nonce = Number(await block.nonceOf(FUNDED[from]!.address));
    const outcome = await block.apply(await randomTransaction(random, from, nonce));
    const kind = outcome.status === "invalid" ? outcome.reason : outcome.success ? "success" : "reverted";
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (random() < 0.2)
      await block.call({ to: CONTRACTS[0]!.address, data: concat([word(1), word(9), word(0)]) });
  }
}

describe("engine against a second EVM (f10, f25)", function () {
  this.timeout(60_000);

  const accounts = CONTRACTS.map(({ address, code }) => accountAt(address, code));
  const genesis = [
    ...systemAccounts(),
    ...FUNDED.map(({ address }) => accountAt(address, "0x", 10n ** 21n)),
    ...accounts,
  ];

  for (const seed of [1, 2, randomInt(2 ** 31)]) {
    it(`seals blocks that a fresh VM imports, whatever was refused, reverted and rolled back (seed ${seed})`, async () => {
      const random = generator(seed);
      const chain = await createTestChain({ accounts });
      const reference = await createReferenceVm(CHAIN_A, genesis);
      const counts: Record<string, number> = {};
      for (let n = 0; n < 12; n++) {
        const open = await chain.open();
        await fill(open.get(CHAIN_A)!, random, 0, counts);
        if (random() < 0.25) {
          for (const block of open.values()) await block.drop();
          continue;
        }
        const [block] = await chain.append(open);
        await reference.import(block!);
        expect(await reference.stateRoot()).to.equal(block!.header.stateRoot);
      }
      expect(counts.success).to.be.greaterThan(20);
      expect(counts.reverted).to.be.greaterThan(2);
      expect(Object.keys(counts).length).to.be.greaterThan(4);
    });
  }

  it("derives and hashes the requests of EIP-7002 and EIP-7251 as a fresh VM does", async () => {
    const chain = await createTestChain({ accounts });
    const reference = await createReferenceVm(CHAIN_A, genesis);
    const ask = (nonce: number, to: Address, size: number): Promise<Hex> =>
      signed({ nonce, to, value: 1n, data: `0x${"ab".repeat(size)}` });
    const requests = [
      await ask(0, WITHDRAWAL_REQUESTS.address, 56),
      await ask(1, CONSOLIDATION_REQUESTS.address, 96),
    ];
    const [none] = await chain.include(new Map());
    const [some] = await chain.include(new Map([[CHAIN_A, requests]]));
    expect(none!.header.requestsHash).to.equal(sha256("0x"));
    expect(some!.receipts.map(({ success }) => success)).to.deep.equal([true, true]);
    expect(some!.header.requestsHash).to.not.equal(sha256("0x"));
    await reference.import(none!);
    await reference.import(some!);
  });
});
