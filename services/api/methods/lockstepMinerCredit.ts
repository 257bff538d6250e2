import { type Address, decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { z } from "zod";
import { minedBlockOracleAbi } from "../../abi/index.ts";
import type { BlockHeader, Engine } from "../../ports.ts";
import { MINED_BLOCK_ORACLE } from "../../protocol/systemAddresses.ts";
import { jsonValue } from "../jsonValue.ts";
import { method, unknownBlock } from "../method.ts";
import { address, hash } from "../params.ts";

/** Checkpoints that one call looks at. */
const MAX_LOOKED_AT = 64;
const SETTLING_DEPTH = 2;

/**
 * What this rollup's oracle owes a miner: what it can withdraw now, and shares of its checkpoints that are not
 * claimed yet, among 64 checkpoints from the lead back, or from the one that the last answer named as `next`.
 */
export const lockstepMinerCredit = method({
  name: "lockstep_minerCredit",
  params: z.tuple([address, hash.optional()]),
  async handle({ store, engine, chainId }, [account, from]) {
    const header = store.header(chainId, store.head()?.superblock.number ?? 0n);
    if (header === undefined) return unknownBlock();
    const ask = oracleReader(engine, header);
    const [unpromisedWei, nextShareWei] = await ask("pot", []);
    const withdrawableWei = await ask("creditOf", [account]);
    const { shares, next } = await unclaimed(ask, account, from);
    return jsonValue({ account, withdrawableWei, shares, next, pot: { unpromisedWei, nextShareWei } });
  },
});

type Answers = {
  readonly pot: readonly [bigint, bigint];
  readonly creditOf: bigint;
  readonly promisedWei: bigint;
  readonly lead: Hex;
  readonly link: { readonly parent: Hex; readonly note: bigint; readonly height: number };
};
type Ask = <Name extends keyof Answers>(
  functionName: Name,
  args: readonly unknown[],
) => Promise<Answers[Name]>;

const oracleReader =
  (engine: Engine, header: BlockHeader): Ask =>
  async <Name extends keyof Answers>(functionName: Name, args: readonly unknown[]) => {
    const call = { abi: minedBlockOracleAbi, functionName, args } as never;
    const { returnData } = await engine.call(header, {
      to: MINED_BLOCK_ORACLE,
      data: encodeFunctionData(call),
    });
    const answer = { abi: minedBlockOracleAbi, functionName, data: returnData } as never;
    return decodeFunctionResult(answer) as Answers[Name];
  };

/** @param from a checkpoint of the leading chain; the lead if absent */
async function unclaimed(ask: Ask, account: Address, from: Hex | undefined) {
  const shares: { id: Hex; height: number; shareWei: bigint; claimable: boolean }[] = [];
  const lead = await ask("lead", []);
  const { height: leadHeight } = await ask("link", [lead]);
  let id = from ?? lead;
  for (let looked = 0; looked < MAX_LOOKED_AT; looked++) {
    const { parent, note, height } = await ask("link", [id]);
    if (height === 0) return { shares, next: null };
    if (note === BigInt(account)) {
      const shareWei = await ask("promisedWei", [BigInt(height)]);
      if (shareWei > 0n)
        shares.push({ id, height, shareWei, claimable: height + SETTLING_DEPTH <= leadHeight });
    }
    id = parent;
  }
  return { shares, next: id };
}
