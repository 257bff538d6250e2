/** What the producer relays to the rollups' oracles. */
import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { minedBlockOracleAbi } from "../abi/index.ts";
import { openInHistory } from "../execution/historyOpening.ts";
import type { MiningRelay } from "../mining/miningRelay.ts";
import { nextOldRun, nextOracleSubmission, type ProvenCheckpoint } from "../mining/oracleRelay.ts";
import type { Engine, SignedSuperblock, Store } from "../ports.ts";
import { MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";
import { breathe } from "../runtime/breathe.ts";
import type { Relay } from "../sequencer/systemTransactions.ts";
import type { Funding } from "./minerCredit.ts";
import type { RollupState } from "./rollupState.ts";

export type OracleParts = { readonly mining: Pick<MiningRelay, "provenChain">; readonly funding: Funding };

/** Call data for each rollup's oracle that does not know yet what L1 has recorded. */
export async function oracleCalls(
  { engines, store }: Pick<RollupState, "engines" | "store">,
  { mining, funding }: OracleParts,
  head: SignedSuperblock,
): Promise<Map<bigint, Relay>> {
  const calls = new Map<bigint, Relay>();
  const accepted = mining.provenChain();
  if (accepted.length === 0) return calls;
  for (const engine of engines) {
    const data = await callFor({ engine, store }, accepted, head);
    if (data !== undefined)
      calls.set(engine.chainId, { data, valueWei: await funding(engine.chainId, head) });
  }
  return calls;
}

/** What one oracle can be given next: opened by the block after, or by the history when that is too old. */
async function callFor(
  { engine, store }: { readonly engine: Engine; readonly store: Store },
  accepted: readonly ProvenCheckpoint[],
  head: SignedSuperblock,
): Promise<Hex | undefined> {
  const { chainId } = engine;
  const { number } = head.superblock;
  const facts = {
    chainId,
    known: await countKnown(engine, store, head, accepted),
    accepted,
    superblockByHash: (hash: Hex) => store.superblockByHash(hash)?.superblock,
    nextHeader: store.header,
    blockNumber: number + 1n,
  };
  const abi = minedBlockOracleAbi;
  const run = nextOracleSubmission(facts);
  if (run !== undefined) {
    const args = [run.checkpoints, run.auxPows, run.superblock, run.nextHeader] as const;
    return encodeFunctionData({ abi, functionName: "submit", args });
  }
  const old = nextOldRun(facts);
  if (old === undefined) return undefined;
  const place = { chainId, number: old.superblock.number, head: number };
  const opening = await openInHistory({ store, breathe }, place);
  if (opening === undefined) return undefined;
  const args = [old.checkpoints, old.auxPows, old.superblock, opening] as const;
  return encodeFunctionData({ abi, functionName: "submitOld", args });
}

/**
 * How many of the leading chain's checkpoints the oracle has. Mostly its lead tells; it does not when that lost on L1,
 * or when somebody gave the oracle work that L1 has not seen. Known ones have known parents, so the newest decides.
 */
async function countKnown(
  engine: Engine,
  store: Store,
  head: SignedSuperblock,
  accepted: readonly ProvenCheckpoint[],
): Promise<number> {
  const header = store.header(engine.chainId, head.superblock.number);
  if (header === undefined) throw new RangeError(`block ${head.superblock.number} is not in the store`);
  const ask = async (data: Hex) => (await engine.call(header, { to: MINED_BLOCK_ORACLE, data })).returnData;
  const lead = await ask(encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "lead" }));
  const place = accepted.findIndex(({ id }) => id === lead);
  if (place >= 0 && place + 1 === accepted.length) return accepted.length;
  const isKnown = async ({ id }: ProvenCheckpoint): Promise<boolean> => {
    const call = { abi: minedBlockOracleAbi, functionName: "link" } as const;
    const data = await ask(encodeFunctionData({ ...call, args: [id] }));
    return decodeFunctionResult({ ...call, data }).acceptedAtSec !== 0;
  };
  let [known, unknown] = [place + 1, accepted.length + 1];
  while (known + 1 < unknown) {
    const middle = (known + unknown) >> 1;
    if (await isKnown(accepted[middle - 1]!)) known = middle;
    else unknown = middle;
  }
  return known;
}
