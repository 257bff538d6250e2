/** The mining service over in-memory ports: an L1 whose batches and checkpoints a test sets. */
import { hexToBytes } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import { createHashSearch } from "../../services/mining/hashSearch.ts";
import type { L1Call, L1SendOutcome, MinedCheckpoint, PostedBatch } from "../../services/ports.ts";
import { reverse } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import { littleEndianHex } from "../../services/protocol/bitcoin/compactTarget.ts";
import { serialize } from "../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { createLogger } from "../../services/runtime/logger.ts";
import { createMiningService, type MiningService } from "./miningInOneThread.ts";
import { buildCoinbase, headerWithoutNonce, proofOf } from "./soloProof.ts";

export const START_SEC = 1_800_000_000;
export const MINER_A = "0x1111111111111111111111111111111111111111" as const;
export const MINER_B = "0x2222222222222222222222222222222222222222" as const;
export const word = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;

export const postedBatch = (index: number, timestampSec = START_SEC + 10 * index): PostedBatch => ({
  batch: {
    index: BigInt(index),
    firstNumber: BigInt(10 * index - 9),
    number: BigInt(10 * index),
    timestamp: BigInt(timestampSec),
    l1OriginNumber: 1n,
    postedAtSec: BigInt(timestampSec),
    parent: word(0xa0 + index - 1),
    superblock: word(0xb0 + index),
    blocksRoot: word(1),
    channelsRoot: word(2),
    consumedHash: word(3),
    term: word(4),
    dataHash: word(4),
  },
  hash: word(0xa0 + index),
  l1Block: { number: BigInt(index), hash: word(0xc0 + index) },
  transactionHash: word(0xd0 + index),
});

/** What the mining side asks of a deployment. */
export const miningDeployment = (auxChainId = 7251) => ({
  l1ChainId: 31337n,
  l1StartBlock: 0n,
  mining: {
    anchorBits: 0x207fffff,
    anchorTimeSec: BigInt(START_SEC),
    spacingSec: 10,
    halfLifeSec: 120,
    auxChainId,
    minSpacingSec: 5n,
  },
  addresses: {
    sequencerPolicy: MINER_A,
    dataPolicy: MINER_A,
    inbox: MINER_A,
    ledger: MINER_B,
    settlement: MINER_A,
    portal: MINER_A,
    claims: MINER_A,
    fallback: MINER_A,
  },
  genesisSuperblock: {
    term: word(1),
    number: 0n,
    timestamp: BigInt(START_SEC),
    producer: MINER_A,
    parent: word(0),
    historyRoot: word(0),
    blocksRoot: word(0),
    channelsRoot: word(0),
    l1OriginNumber: 0n,
    l1Origin: word(0),
  },
});

export function miningFixture(
  limits: { lifetimeMs?: number; maxTemplates?: number; stableMs?: number } = {},
  auxChainId = 7251,
) {
  const l1 = {
    batches: [] as PostedBatch[],
    checkpoints: [] as MinedCheckpoint[],
    lead: word(0),
    sent: [] as L1Call[],
    answer: { ok: true, transactionHash: word(9), blockNumber: 9n, gasUsed: 1n } as L1SendOutcome,
  };
  const clock = { nowMs: (START_SEC + 20) * 1000, now: () => clock.nowMs, sleep: async () => undefined };
  const kept = new Map<string, unknown>();
  let flushes = 0;
  const open = (): MiningService =>
    createMiningService({
      clock,
      log: createLogger("silent"),
      limits,
      store: {
        flushed: async () => {
          flushes++;
        },
        records: {
          get: <T>(key: string) => kept.get(key) as T | undefined,
          put: (key, value) => void kept.set(key, value),
          delete: (key) => void kept.delete(key),
          list: <T>(prefix: string) =>
            [...kept]
              .filter(([key]) => key.startsWith(prefix))
              .map(([key, value]) => ({ key, value: value as T })),
        },
      },
      l1Reader: {
        head: async () => ({ number: 99n, hash: word(99), parentHash: word(98), timestamp: 0n }),
        checkpoints: async () => l1.checkpoints,
        leadAt: async () => l1.lead,
        batches: async () => l1.batches,
      },
      l1Sender: {
        address: MINER_A,
        send: async (call) => {
          l1.sent.push(call);
          return l1.answer;
        },
      },
      deployment: miningDeployment(auxChainId),
    });
  return { l1, clock, open, service: open(), flushes: () => flushes };
}

const EXTRA_NONCE = new Uint8Array(8);

/** The first 76 bytes of a parent header and a nonce with which it meets `nBits`; real work. */
export function solveHeader(coinbase: Uint8Array, nBits: number): { header: Uint8Array; nonce: number } {
  const header = headerWithoutNonce(coinbase, START_SEC);
  const nonce = createHashSearch(header, hexToBytes(littleEndianHex(nBits))).run(0, 1 << 22);
  if (nonce === undefined) throw new Error("no work found");
  return { header, nonce };
}

/** Auxpow hex that carries `displayHash` and meets `nBits`. */
export function solvedHex(displayHash: string, nBits: number): string {
  const coinbase = buildCoinbase(reverse(hexToBytes(displayHash)), EXTRA_NONCE);
  const { header, nonce } = solveHeader(coinbase, nBits);
  return serialize(proofOf(coinbase, header, nonce));
}
