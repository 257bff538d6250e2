/** What must be equal when all have followed L1 through everything that it took back. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { minedBlockOracleAbi } from "../../../services/abi/index.ts";
import { createL1Reader } from "../../../services/adapters/l1/l1Reader.ts";
import { createDerivation } from "../../../services/node/derivation.ts";
import type { Store } from "../../../services/ports.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import type { FallenSuperblocks } from "../../../services/sequencer/fallen.ts";
import { importChains } from "../chainImport.ts";
import { openRollups, quiet } from "../livePair.ts";
import type { MortalSequencer } from "./mortalSequencer.ts";
import type { ReorgingL1 } from "./reorgingL1.ts";

export type Agreement = {
  /** superblock that the oracles of all rollups know to be mined */
  readonly relayed: number;
  /** blocks that the second implementation took */
  readonly imported: number;
};

/** L1, sequencer, node and a fresh node have the same superblocks; nothing was signed twice. */
export async function checkAgreement(
  network: ReorgingL1,
  sequencer: MortalSequencer,
  node: Store,
  stateDir: string,
): Promise<Agreement> {
  const { store, fallen } = sequencer;
  const batches = await network.l1.batches(0n);
  const tip = batches.at(-1)!.batch;
  same("the sequencer's posted head", store.head()!.superblock.number, tip.number);
  for (const { batch } of batches)
    same(`superblock ${batch.number}`, store.superblock(batch.number)?.hash, batch.superblock);
  const fresh = await freshNode(network);
  for (let number = 0n; number <= tip.number; number++) {
    const { hash } = store.superblock(number)!;
    same(`superblock ${number} of a fresh node`, fresh.store.superblock(number)?.hash, hash);
    same(`superblock ${number} of the node`, node.superblock(number)?.hash, hash);
  }
  checkIndexes(store, fallen);
  checkRecord(join(stateDir, "signed.jsonl"));
  const imported = await importChains(fresh.store, network.deployment);
  return { imported, relayed: await relayedTo(sequencer) };
}

/** Nothing of what fell is found by any index, and messages are those of the channels that stand. */
function checkIndexes(store: Store, fallen: FallenSuperblocks): void {
  for (const { superblock, blocks } of fallen.all()) {
    const stands = store.superblock(superblock.superblock.number)?.hash === superblock.hash;
    same(
      `superblock by hash ${superblock.hash}`,
      store.superblockByHash(superblock.hash) !== undefined,
      stands,
    );
    for (const { header, receipts } of blocks) {
      const { chainId, hash } = header;
      same(`block by hash ${hash}`, store.blockByHash(chainId, hash) !== undefined, stands);
      for (const { transactionHash } of receipts) {
        const place = store.transactionPlace(chainId, transactionHash);
        const found =
          place && store.block(chainId, place.blockNumber)?.receipts[place.index]?.transactionHash;
        same(`transaction ${transactionHash}`, found, place && transactionHash);
        same(`group of ${transactionHash}`, store.group(transactionHash) !== undefined, place !== undefined);
      }
    }
  }
  const isRollup = (chainId: bigint): boolean => store.header(chainId, 0n) !== undefined;
  for (const { srcChainId, dstChainId, count } of store.head()!.channels) {
    if (!isRollup(srcChainId)) continue;
    const sent = store.leaves(srcChainId, dstChainId, count + 1n).length;
    same(`messages from ${srcChainId} to ${dstChainId}`, sent, Number(count));
  }
}

/** The mined superblock that every rollup's oracle knows; they must agree. */
async function relayedTo({ engines, store }: MortalSequencer): Promise<number> {
  const call = { abi: minedBlockOracleAbi, functionName: "lastMined" } as const;
  const numbers: bigint[] = [];
  for (const engine of engines) {
    const header = store.header(engine.chainId, store.head()!.superblock.number)!;
    const { returnData } = await engine.call(header, {
      to: MINED_BLOCK_ORACLE,
      data: encodeFunctionData(call),
    });
    const { number, blockHash } = decodeFunctionResult({ ...call, data: returnData });
    same(
      `what the oracle of ${engine.chainId} calls mined`,
      blockHash,
      store.header(engine.chainId, number)?.hash,
    );
    numbers.push(number);
  }
  same("what the oracles know", new Set(numbers).size, 1);
  return Number(numbers[0]);
}

async function freshNode({ deployment, url }: ReorgingL1) {
  const rollups = await openRollups(deployment);
  const l1 = createL1Reader({ url, deployment });
  const outcome = await createDerivation({ ...rollups, l1, deployment, log: quiet }).step(
    new AbortController().signal,
  );
  if (!outcome.ok) throw new Error(`a fresh node disagrees: ${JSON.stringify(outcome, String)}`);
  return rollups;
}

/** One digest for each (term, number). */
function checkRecord(path: string): void {
  const digests = new Map<string, string>();
  for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) {
    const { term, number, digest } = JSON.parse(line) as { term: Hex; number: string; digest: Hex };
    same(`digest of ${number} in ${term}`, digests.get(`${term} ${number}`) ?? digest, digest);
    digests.set(`${term} ${number}`, digest);
  }
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what} is ${actual}, not ${expected}`);
}
