/** Transactions whose bytes the library reads, but no strict decoder; signed as they stand. */
import { RLP } from "@ethereumjs/rlp";
import { expect } from "chai";
import { concatBytes, type Hex, hexToBytes, keccak256, numberToBytes, toHex, trim } from "viem";
import { sign } from "viem/accounts";
import { formatTransaction } from "../../../services/api/formatTransaction.ts";
import { account, CHAIN_A, createTestChain, signed } from "../../support/rollupChain.ts";
import { transactionReader } from "../../support/transactionReader.ts";

type Field = Uint8Array | readonly Field[];

const SENDER = account(0);
const NOTHING = new Uint8Array();
const BOB = hexToBytes(account(9).address);
const ADDRESS = new Uint8Array(20).fill(1);
const SLOT = new Uint8Array(32).fill(34);
const listOf = (count: number): Field => Array.from({ length: count }, () => Uint8Array.of(1));
const rlp = (fields: Field): Uint8Array => RLP.encode(fields as never);

async function withSignature(type: number, fields: readonly Field[]): Promise<Hex> {
  const unsigned = concatBytes([Uint8Array.of(type), rlp(fields)]);
  const { r, s, yParity } = await sign({
    hash: keccak256(unsigned),
    privateKey: keccak256(toHex("test account 0")),
  });
  const parity = yParity === 1 ? Uint8Array.of(1) : NOTHING;
  const [shortR, shortS] = [r, s].map((word) => hexToBytes(trim(word)));
  return toHex(concatBytes([Uint8Array.of(type), rlp([...fields, parity, shortR!, shortS!])]));
}

const number = (value: number): Uint8Array => (value === 0 ? NOTHING : numberToBytes(value));

/** Tip, fee cap, gas, to, value, data. */
const FEES_AND_CALL: readonly Field[] = [
  number(1_000_000),
  number(2_000_000_000),
  number(200_000),
  BOB,
  NOTHING,
  NOTHING,
];

/** Nonce 1: the block holds another of the sender before it. */
const dynamicFee = (accessList: Field, chainId: Uint8Array = numberToBytes(CHAIN_A)): Promise<Hex> =>
  withSignature(2, [chainId, number(1), ...FEES_AND_CALL, accessList]);

const FORMS: readonly [what: string, raw: () => Promise<Hex>][] = [
  ["an address that is a list", () => dynamicFee([[listOf(20), []]])],
  ["a slot that is a list", () => dynamicFee([[ADDRESS, [listOf(32)]]])],
  ["an empty string for the access list", () => dynamicFee(NOTHING)],
  ["an empty string for the slots", () => dynamicFee([[ADDRESS, NOTHING]])],
  ["a third part of an access", () => dynamicFee([[ADDRESS, [SLOT], NOTHING]])],
  ["an access that is a string", () => dynamicFee([SLOT])],
  ["a chain id with a leading zero", () => dynamicFee([], Uint8Array.of(0, ...numberToBytes(CHAIN_A)))],
];

describe("transactions that no strict decoder reads", () => {
  const first = () => signed({ nonce: 0, to: account(9).address, value: 5n });

  /** Hash of a block with one good transaction, after which something was tried twice, as the builder does. */
  async function blockAfter(attempt: (apply: (raw: Hex, known?: true) => Promise<object>) => Promise<void>) {
    const chain = await createTestChain();
    const open = await chain.open();
    const block = open.get(CHAIN_A)!;
    expect(await block.apply(await first())).to.include({ status: "applied" });
    for (const _ of ["by itself", "as a group"]) {
      const mark = await block.mark();
      await attempt((raw, known) => block.apply(raw, known && SENDER.address));
      await block.rollback(mark);
    }
    const [sealed] = await chain.append(open);
    return sealed!.header.hash;
  }

  for (const [what, raw] of FORMS)
    it(`are refused by pool and engine: ${what}`, async () => {
      const hostile = await raw();
      expect(await transactionReader(CHAIN_A).readTransaction(hostile)).to.deep.include({ ok: false });
      const untouched = await blockAfter(async () => undefined);
      const tried = await blockAfter(async (apply) => {
        expect(await apply(hostile)).to.include({ status: "invalid", reason: "malformed" });
      });
      expect(tried).to.equal(untouched);
    });

  it("leave no checkpoint open when the library throws over them in the middle of its work", async () => {
    const hostile = await dynamicFee([[listOf(20), []]]);
    const untouched = await blockAfter(async () => undefined);
    const tried = await blockAfter(async (apply) => {
      expect(await apply(hostile, true)).to.include({ status: "invalid", reason: "other" });
    });
    expect(tried).to.equal(untouched);
  });

  it("are told from a well-formed one, which is read and executed", async () => {
    const read = await transactionReader(CHAIN_A).readTransaction(await dynamicFee([[ADDRESS, [SLOT]]]));
    expect(read.ok && read.facts.sender).to.equal(SENDER.address);
  });

  it("do not make a block unreadable: an authorization that EIP-7702 passes over", async () => {
    const word = new Uint8Array(32).fill(255);
    const tuple = [word, ADDRESS, numberToBytes(2n ** 63n), Uint8Array.of(200), SLOT, SLOT];
    const raw = await withSignature(4, [numberToBytes(CHAIN_A), number(0), ...FEES_AND_CALL, [], [tuple]]);
    const chain = await createTestChain();
    const [sealed] = await chain.include(new Map([[CHAIN_A, [raw]]]));
    const [receipt] = sealed!.receipts;
    const place = { header: sealed!.header, index: 0, receipt: receipt! };
    const formatted = formatTransaction(raw, { chainId: CHAIN_A, from: receipt!.from, place });
    expect(formatted).to.include({ type: "0x4", from: SENDER.address.toLowerCase() });
    expect(formatted.authorizationList).to.deep.equal([
      {
        chainId: toHex(word),
        address: toHex(ADDRESS),
        nonce: toHex(2n ** 63n),
        yParity: "0xc8",
        r: toHex(SLOT),
        s: toHex(SLOT),
      },
    ]);
  });
});
