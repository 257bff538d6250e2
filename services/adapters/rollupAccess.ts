/** A rollup by its JSON-RPC, for a miner: what it is owed, and calls of the oracle. */
import {
  type Address,
  BaseError,
  createWalletClient,
  type Hex,
  http,
  publicActions,
  type Transport,
} from "viem";
import type { LocalAccount } from "viem/accounts";
import { z } from "zod";
import { MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";
import { ServiceError } from "../runtime/serviceError.ts";

export type RollupAccessOptions = {
  /** for people */
  readonly url: string;
  /** default: HTTP to the URL */
  readonly transport?: Transport;
  /** pays for gas; without it nothing can be called */
  readonly account?: LocalAccount;
};

const quantity = z.string().transform(BigInt);
const hex = z.templateLiteral(["0x", z.string()]);
const creditPage = z.object({
  withdrawableWei: quantity,
  shares: z.array(z.object({ id: hex, shareWei: quantity, claimable: z.boolean() })),
  next: hex.nullable().default(null),
});

export async function openRollupAccess({ url, transport, account }: RollupAccessOptions) {
  const client = createWalletClient({ transport: transport ?? http(url), pollingInterval: 250 }).extend(
    publicActions,
  );
  const foreseen = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof BaseError)) throw cause;
      throw new ServiceError("rollup-refused", `${url}: ${cause.shortMessage} ${cause.details ?? ""}`, {
        cause,
      });
    }
  };
  return {
    chainId: BigInt(await foreseen(() => client.getChainId())),
    minerCredit: (miner: Address, from?: Hex) =>
      foreseen(async () => {
        const method = "lockstep_minerCredit" as never;
        const answer = await client.request({ method, params: (from ? [miner, from] : [miner]) as never });
        const page = creditPage.safeParse(answer);
        if (page.success) return page.data;
        throw new ServiceError("rollup-answer", `${url} does not answer as a rollup of Lockstep`);
      }),
    callOracle: (data: Hex) =>
      foreseen(async () => {
        if (account === undefined) throw new ServiceError("no-key", "no account to call the oracle from");
        const hash = await client.sendTransaction({ account, chain: null, to: MINED_BLOCK_ORACLE, data });
        const { status } = await client.waitForTransactionReceipt({ hash, timeout: 60_000 });
        if (status !== "success") throw new ServiceError("call-failed", `${url}: transaction ${hash} failed`);
        return hash;
      }),
  };
}
