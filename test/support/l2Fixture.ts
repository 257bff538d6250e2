/**
 * A rollup on an in-process Hardhat chain, with our contracts at their fixed addresses. Genesis is made as for a
 * real rollup: the constructors run at those addresses, so storage and immutables are theirs.
 */
import { type Account, type Address, getContract, parseEther, type TransactionReceipt } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../services/abi/index.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { connectChain, constructAt } from "./hardhatChain.ts";
import {
  ACTION_GAS_PRICE,
  type Call,
  L1_CHAIN_ID,
  priceOf,
  ROLLUP_A,
  ROLLUP_B,
  type SentMessage,
  sentMessages,
  triggerCall,
} from "./messages.ts";

/** What the messenger owns at first, wei. */
export const RESERVE = parseEther("1000000");

export type SendOptions = { readonly from?: Address; readonly value?: bigint; readonly gas?: bigint };
async function createRollup(chainId: bigint, rollups: readonly bigint[]) {
  const chain = await connectChain(chainId);
  const { client, accounts } = chain;
  const producer = accounts[9]!;
  await constructAt(chain, MESSENGER, "CrossRollupMessenger", [L1_CHAIN_ID, rollups, ACTION_GAS_PRICE]);
  await constructAt(chain, TOKEN_BRIDGE, "CrossRollupTokenBridge", []);
  await client.setBalance({ address: MESSENGER, value: RESERVE });
  await client.setCoinbase({ address: producer });
  await client.mine({ blocks: 1 });
  let start = await client.snapshot();
  const restore = async () => {
    await client.revert({ id: start });
    start = await client.snapshot();
    await client.setCoinbase({ address: producer });
  };

  const send = async (call: Call, options: SendOptions = {}): Promise<TransactionReceipt> => {
    const hash = await client.writeContract({
      address: call.to,
      abi: call.abi,
      functionName: call.functionName,
      args: call.args ?? [],
      account: (options.from ?? accounts[0]!) as Address | Account,
      chain: null,
      value: options.value ?? 0n,
      gas: options.gas ?? 10_000_000n,
    });
    return client.getTransactionReceipt({ hash });
  };
  const read = (call: Call): Promise<unknown> =>
    client.readContract({ ...call, address: call.to, args: call.args ?? [] });
  const produce = (functionName: "action" | "consume" | "seal", args: readonly unknown[], gas?: bigint) =>
    send(
      { to: MESSENGER, abi: crossRollupMessengerAbi, functionName, args },
      { from: producer, ...(gas === undefined ? {} : { gas }) },
    );
  return {
    ...chain,
    chainId,
    producer,
    user: accounts[0]!,
    messenger: getContract({ address: MESSENGER, abi: crossRollupMessengerAbi, client }),
    bridge: getContract({ address: TOKEN_BRIDGE, abi: crossRollupTokenBridgeAbi, client }),
    restore,
    send,
    read,
    action: (sent: SentMessage, gas?: bigint) => produce("action", [sent.message, sent.data], gas),
    consume: (sent: SentMessage, gas?: bigint) => produce("consume", [sent.message, sent.data], gas),
    seal: () => produce("seal", []),
    trigger: (...args: Parameters<typeof triggerCall>) => ({
      call: triggerCall(...args),
      /** Pays the price and moves `value` wei. */
      send: (value = 0n, from?: Address) =>
        send(triggerCall(...args), {
          value: value + (args[0] === L1_CHAIN_ID ? 0n : priceOf(args[3])),
          ...(from === undefined ? {} : { from }),
        }),
    }),
  };
}

export type Rollup = Awaited<ReturnType<typeof createRollup>>;

/** Two rollups of one set; stop them with `close`. */
export async function startPair() {
  const rollups = [ROLLUP_A, ROLLUP_B];
  const a = await createRollup(ROLLUP_A, rollups);
  const b = await createRollup(ROLLUP_B, rollups);
  const of = (chainId: bigint) => (chainId === ROLLUP_A ? a : b);
  return {
    a,
    b,
    /** Carries every message between the rollups to its end, first in first out, as the builder does. */
    async carry(receipt: TransactionReceipt): Promise<TransactionReceipt[]> {
      const waiting = sentMessages(receipt);
      const receipts: TransactionReceipt[] = [];
      for (let sent = waiting.shift(); sent; sent = waiting.shift()) {
        if (sent.message.dstChainId === L1_CHAIN_ID) continue;
        const done = await of(sent.message.dstChainId).action(sent);
        receipts.push(done);
        waiting.push(...sentMessages(done));
      }
      return receipts;
    },
    /** Takes both rollups back to where they were when the pair was started. */
    async reset() {
      for (const rollup of [a, b]) await rollup.restore();
    },
    async close() {
      await a.close();
      await b.close();
    },
  };
}
