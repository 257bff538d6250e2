/** `lockstep credit`. */
import { getAddress } from "viem";
import { readKeyFile } from "../adapters/keyFile.ts";
import { openRollupAccess } from "../adapters/rollupAccess.ts";
import { payOut, readCredit } from "../mining/minerClaim.ts";
import { readConfig } from "../runtime/config.ts";
import { creditSchema } from "../runtime/minerConfig.ts";
import { type Command, say } from "./command.ts";

/** One JSON line for each rollup, amounts in wei as decimal text. */
async function credit(argv: readonly string[]): Promise<number> {
  const { address, rpc, keyFile } = readConfig(creditSchema, argv);
  const account = getAddress(address.toLowerCase());
  const key = keyFile === undefined ? undefined : readKeyFile(keyFile);
  for (const url of rpc) {
    const rollup = await openRollupAccess({ url, ...(key && { account: key }) });
    const owed = await readCredit(rollup, account);
    const transactions = key === undefined ? [] : await payOut(rollup, account, owed);
    const paidWei = key === undefined ? 0n : owed.withdrawableWei + owed.claimableWei;
    const line = {
      chainId: rollup.chainId,
      ...owed,
      claimable: owed.claimable.length,
      paidWei,
      transactions,
    };
    say(JSON.stringify(line, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)));
  }
  return 0;
}

export const creditCommand: Command = {
  name: "credit",
  summary: "what the rollups owe a miner; with a key, claim it and have it paid out",
  schema: creditSchema,
  run: credit,
};
