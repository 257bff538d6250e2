/**
 * Bytes per transaction of the batch codec, beside brotli-11 over the raw transactions. Run: node bench/codec.ts
 * The mixes are random with a fixed seed; signatures are real ones in size and entropy.
 */
import { brotliCompressSync, constants } from "node:zlib";
import {
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseEther,
  parseGwei,
  serializeTransaction,
  toHex,
} from "viem";
import {
  type BatchSuperblock,
  decodeBatchData,
  encodeBatchData,
} from "../services/protocol/batch/batchData.ts";
import { anyRange, anyTransaction, BASE } from "../test/support/batchSamples.ts";
import { ordinaryMix } from "../test/support/ordinaryMix.ts";
import { createRandom, type Random } from "../test/support/random.ts";

const token = parseAbi(["function transfer(address to, uint256 value) returns (bool)"]);
const SUPERBLOCKS = 100;
const PER_BLOCK = 10;

const seedOfPeople = createRandom(7);
const people = Array.from({ length: 1000 }, () => seedOfPeople.bytes(20));
const tokens = Array.from({ length: 20 }, () => seedOfPeople.bytes(20));

/** What wallets send: EIP-1559 with a handful of tips, round or odd amounts, half to somebody new. */
function wallet(
  random: Random,
  chainId: bigint,
  call: { to: Hex; value: bigint; data: Hex; gas: bigint },
): Hex {
  return serializeTransaction(
    {
      ...call,
      type: "eip1559",
      chainId: Number(chainId),
      nonce: random.int(random.pick([5, 50, 500])),
      maxFeePerGas: parseGwei(random.pick(["2", "2.5", "3"])),
      maxPriorityFeePerGas: parseGwei(random.pick(["0.1", "1", "1.5"])),
    },
    {
      r: toHex(random.bits(256), { size: 32 }),
      s: toHex(random.bits(255), { size: 32 }),
      yParity: random.int(2),
    },
  );
}

const someone = (random: Random): Hex => (random.int(2) === 0 ? random.pick(people) : random.bytes(20));
const amount = (random: Random): bigint =>
  random.int(2) === 0 ? parseEther(`${random.int(1000)}`) / 100n : random.bits(60);

const transfer = (random: Random, chainId: bigint): Hex =>
  wallet(random, chainId, { to: someone(random), value: amount(random), data: "0x", gas: 21000n });

const tokenTransfer = (random: Random, chainId: bigint): Hex =>
  wallet(random, chainId, {
    to: random.pick(tokens),
    value: 0n,
    data: encodeFunctionData({ abi: token, args: [someone(random), amount(random)] }),
    gas: 40000n + random.bits(13),
  });

const ofTransactions =
  (transaction: (random: Random, chainId: bigint) => Hex) =>
  (random: Random): BatchSuperblock[] =>
    anyRange(random, { superblocks: SUPERBLOCKS, perBlock: PER_BLOCK }, transaction);

const MIXES: Record<string, (random: Random) => BatchSuperblock[]> = {
  "ordinary day": ordinaryMix,
  "ETH transfers": ofTransactions(transfer),
  "ERC-20 transfers": ofTransactions(tokenTransfer),
  "half and half": ofTransactions((random, chainId) =>
    (random.int(2) === 0 ? transfer : tokenTransfer)(random, chainId),
  ),
  "anything, all types": ofTransactions(anyTransaction),
};

console.log("| mix | transactions | raw | codec | brotli-11 on raw | encode ms | decode ms |");
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const [name, mix] of Object.entries(MIXES)) {
  const range = mix(createRandom(1));
  const raws = range.flatMap((superblock) => superblock.transactions.flat());
  const raw = Buffer.concat(raws.map((hex) => Buffer.from(hex.slice(2), "hex")));
  const brotli = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const started = performance.now();
  const data = encodeBatchData(range, BASE);
  const encoded = performance.now();
  if (!decodeBatchData(data, BASE).ok) throw new Error("the codec refuses its own data");
  const decoded = performance.now();
  const each = (bytes: number): string => (bytes / raws.length).toFixed(1);
  console.log(
    `| ${name} | ${raws.length} | ${each(raw.length)} | ${each(data.length)} | ${each(brotli.length)} | ${(encoded - started).toFixed(0)} | ${(decoded - encoded).toFixed(0)} |`,
  );
}

const idle: BatchSuperblock[] = Array.from({ length: 120 }, (_, i) => ({
  timestamp: BASE.timestamp + BigInt(i + 1),
  l1OriginNumber: BASE.l1OriginNumber + BigInt(Math.floor(i / 12)),
  producer: BASE.producer,
  transactions: BASE.rollups.map(() => []),
}));
console.log(`\n${idle.length} empty superblocks, one a second: ${encodeBatchData(idle, BASE).length} bytes`);
