/** A user's next transaction: a transfer, and now and then one that needs the other rollup too. */
import { encodeFunctionData, type Hex } from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import type { Engine, Store, TransactionPool } from "../../../services/ports.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { person } from "../livePair.ts";
import type { Random } from "../random.ts";

const CHAINS = [42101n, 42102n] as const;

export async function signedTransfer(from: {
  readonly engine: Engine;
  readonly store: Pick<Store, "head" | "header">;
  readonly pool: Pick<TransactionPool, "nextNonce">;
  readonly sender: number;
  readonly random: Random;
}): Promise<Hex> {
  const { engine, store, pool, sender, random } = from;
  const account = person(sender);
  const header = store.header(engine.chainId, store.head()!.superblock.number)!;
  const { nonce } = await engine.account(header.stateRoot, account.address);
  const base = {
    type: "eip1559",
    chainId: Number(engine.chainId),
    nonce: Number(pool.nextNonce(engine.chainId, account.address, nonce)),
    maxFeePerGas: 10n ** 9n,
    maxPriorityFeePerGas: 10n ** 6n,
    value: 10n ** 12n + BigInt(random.int(1_000_000)),
  } as const;
  if (random.int(4) > 0) return account.signTransaction({ ...base, to: person(7).address, gas: 21_000n });
  const other = CHAINS.find((chainId) => chainId !== engine.chainId)!;
  const args = [other, person(7).address, "0x", 100_000n] as const;
  const data = encodeFunctionData({ abi: crossRollupMessengerAbi, functionName: "trigger", args });
  return account.signTransaction({ ...base, to: MESSENGER, data, gas: 300_000n });
}
