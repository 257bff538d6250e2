/** What the producer relays to the rollups' oracles. */
import { encodeFunctionData, type Hex } from "viem";
import { minedBlockOracleAbi } from "../abi/index.ts";
import type { MiningService } from "../mining/miningService.ts";
import { nextOracleSubmission } from "../mining/oracleRelay.ts";
import type { Engine, SignedSuperblock, Store } from "../ports.ts";
import { MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";
import type { RollupState } from "./rollupState.ts";

/** Call data for each rollup's oracle that does not know yet what L1 has recorded. */
export async function oracleCalls(
  { engines, store }: Pick<RollupState, "engines" | "store">,
  mining: Pick<MiningService, "provenChain">,
  head: SignedSuperblock,
): Promise<Map<bigint, Hex>> {
  const calls = new Map<bigint, Hex>();
  const accepted = mining.provenChain();
  if (accepted.length === 0) return calls;
  for (const engine of engines) {
    const submission = nextOracleSubmission({
      chainId: engine.chainId,
      oracleLead: await oracleLead(engine, store, head),
      accepted,
      superblockByHash: (hash) => store.superblockByHash(hash)?.superblock,
      nextHeader: (chainId, number) => store.header(chainId, number),
      blockNumber: head.superblock.number + 1n,
    });
    if (submission === undefined) continue;
    const { checkpoints, auxPows, superblock, nextHeader } = submission;
    const args = [checkpoints, auxPows, superblock, nextHeader] as const;
    calls.set(engine.chainId, encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "submit", args }));
  }
  return calls;
}

async function oracleLead(engine: Engine, store: Store, head: SignedSuperblock): Promise<Hex> {
  const header = store.header(engine.chainId, head.superblock.number);
  if (header === undefined) throw new RangeError(`block ${head.superblock.number} is not in the store`);
  const outcome = await engine.call(header, {
    to: MINED_BLOCK_ORACLE,
    data: encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "lead" }),
  });
  return outcome.returnData;
}
