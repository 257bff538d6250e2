import { type Address, decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { z } from "zod";
import { minedBlockOracleAbi } from "../../abi/index.ts";
import type { BlockHeader, Engine } from "../../ports.ts";
import { MINED_BLOCK_ORACLE } from "../../protocol/systemAddresses.ts";
import { jsonValue } from "../jsonValue.ts";
import { method, unknownBlock } from "../method.ts";
import { address } from "../params.ts";

/** Checkpoints that are looked at, from the lead back. */
const MAX_LOOKED_AT = 64;
const SETTLING_DEPTH = 2;

/**
 * What this rollup's oracle owes a miner: what it can withdraw now, and shares of its checkpoints that are not
 * claimed yet, those of the last 64 checkpoints.
 */
export const lockstepMinerCredit = method({
  name: "lockstep_minerCredit",
  params: z.tuple([address]),
  async handle({ store, engine, chainId }, [account]) {
    const header = store.header(chainId, store.head()?.superblock.number ?? 0n);
    if (header === undefined) throw unknownBlock();
    const ask = oracleReader(engine, header);
    const [unpromisedWei, nextShareWei] = await ask("pot", []);
    const withdrawableWei = await ask("creditOf", [account]);
    const shares = await unclaimed(ask, account);
    return jsonValue({ account, withdrawableWei, shares, pot: { unpromisedWei, nextShareWei } });
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

async function unclaimed(ask: Ask, account: Address) {
  const shares: { id: Hex; height: number; shareWei: bigint; claimable: boolean }[] = [];
  let id = await ask("lead", []);
  let leadHeight: number | undefined;
  for (let looked = 0; looked < MAX_LOOKED_AT; looked++) {
    const { parent, note, height } = await ask("link", [id]);
    leadHeight ??= height;
    if (height === 0) break;
    if (note === BigInt(account)) {
      const shareWei = await ask("promisedWei", [BigInt(height)]);
      if (shareWei > 0n)
        shares.push({ id, height, shareWei, claimable: height + SETTLING_DEPTH <= leadHeight });
    }
    id = parent;
  }
  return shares;
}
