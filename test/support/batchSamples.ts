/** Random ranges of superblocks with transactions of every type, for the codec's tests and bench. */
import {
  type Address,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseEther,
  serializeTransaction,
  toHex,
} from "viem";
import type { BatchBase, BatchSuperblock } from "../../services/protocol/batch/batchData.ts";
import { MESSENGER } from "../../services/protocol/systemAddresses.ts";
import type { Random } from "./random.ts";

export const BASE: BatchBase = {
  rollups: [42101n, 42102n],
  timestamp: 1_700_000_000n,
  producer: "0x1111111111111111111111111111111111111111",
  l1OriginNumber: 100n,
};

const token = parseAbi(["function transfer(address to, uint256 value) returns (bool)"]);

const signatureOf = (random: Random) => ({
  r: toHex(random.bits(255) + 1n, { size: 32 }),
  s: toHex(random.bits(random.pick([8, 254])) + 1n, { size: 32 }),
  yParity: random.int(2),
});

const dataOf = (random: Random): Hex => {
  switch (random.int(6)) {
    case 0:
      return "0x";
    case 1:
      return encodeFunctionData({ abi: token, args: [random.bytes(20), random.bits(random.int(256))] });
    case 2:
      return random.bytes(random.int(300));
    case 3:
      return `0x${random.bytes(4).slice(2)}${"00".repeat(32 * random.int(20))}`;
    case 4:
      return `0x${random.bytes(4).slice(2)}${random.bytes(random.int(32)).slice(2).padEnd(64, "0")}`;
    default:
      return `0x${random.bytes(4).slice(2)}${random.bytes(32 * random.int(5)).slice(2)}`;
  }
};

const accessListOf = (random: Random) =>
  Array.from({ length: random.int(3) }, () => ({
    address: random.bytes(20),
    storageKeys: Array.from({ length: random.int(3) }, () =>
      toHex(random.bits(random.pick([0, 8, 200])), { size: 32 }),
    ),
  }));

/** Any raw transaction that a rollup could take, of type 0 (both forms), 1, 2 or 4. */
export function anyTransaction(random: Random, chainId: bigint): Hex {
  const common = {
    nonce: random.int(random.pick([3, 1000])),
    gas: random.bits(random.pick([16, 24])),
    to: random.pick<Address | undefined>([undefined, MESSENGER, random.bytes(20)]),
    value: random.pick([0n, parseEther("1"), random.bits(90)]),
    data: dataOf(random),
  };
  const id = Number(chainId);
  const fee = random.bits(random.pick([0, 31, 40]));
  const tip = fee === 0n ? 0n : random.bits(20) % fee;
  const dynamic = { maxFeePerGas: fee, maxPriorityFeePerGas: tip, accessList: accessListOf(random) };
  const signature = signatureOf(random);
  const legacySignature = { ...signature, v: BigInt(27 + signature.yParity) };
  const authorization = {
    ...signatureOf(random),
    address: random.bytes(20),
    chainId: id,
    nonce: random.int(9),
  };
  switch (random.int(5)) {
    case 0:
      return serializeTransaction({ ...common, type: "legacy", gasPrice: fee }, legacySignature);
    case 1:
      return serializeTransaction({ ...common, type: "legacy", gasPrice: fee, chainId: id }, legacySignature);
    case 2:
      return serializeTransaction(
        { ...common, type: "eip2930", gasPrice: fee, accessList: dynamic.accessList, chainId: id },
        signature,
      );
    case 3:
      return serializeTransaction({ ...common, ...dynamic, type: "eip1559", chainId: id }, signature);
    default:
      return serializeTransaction(
        {
          ...common,
          ...dynamic,
          to: common.to ?? MESSENGER,
          type: "eip7702",
          chainId: id,
          authorizationList: [authorization],
        },
        signature,
      );
  }
}

/** A range that follows `BASE`; `transaction` makes one raw transaction. */
export function anyRange(
  random: Random,
  size: { readonly superblocks: number; readonly perBlock: number },
  transaction: (random: Random, chainId: bigint) => Hex = anyTransaction,
): BatchSuperblock[] {
  let timestamp = BASE.timestamp;
  let l1OriginNumber = BASE.l1OriginNumber;
  return Array.from({ length: size.superblocks }, () => {
    timestamp += BigInt(1 + random.int(random.pick([1, 1, 5])));
    l1OriginNumber += BigInt(random.pick([0, 0, 0, 1]));
    return {
      timestamp,
      l1OriginNumber,
      producer: random.pick([BASE.producer, BASE.producer, random.bytes(20)]),
      transactions: BASE.rollups.map((chainId) =>
        Array.from({ length: random.int(size.perBlock + 1) }, () => transaction(random, chainId)),
      ),
    };
  });
}
