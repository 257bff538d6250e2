/**
 * A rollup on an in-process Hardhat chain, with our contracts at their fixed addresses. Genesis is made as for a
 * real rollup: the constructors run at those addresses, so storage and immutables are theirs.
 */
import { type Account, type Address, getContract, type Hex, parseEther, type TransactionReceipt } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../services/abi/index.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { connectChain, constructAt } from "./hardhatChain.ts";
import {
  ACTION_GAS_PRICE,
  type Call,
  L1_CHAIN_ID,
  priceOf,
  ROLLUP_A,
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
  const produce = (
    functionName: "action" | "actionForResult" | "supply" | "consume" | "seal",
    args: readonly unknown[],
    gas?: bigint,
  ) =>
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
    /** Runs the action of a question. @returns what the target gave back, and the receipt */
    answer: async ({ message, data }: Pick<SentMessage, "message" | "data">) => {
      const { result } = await client.simulateContract({
        address: MESSENGER,
        abi: crossRollupMessengerAbi,
        functionName: "actionForResult",
        args: [message, data],
        account: producer,
      });
      return { result, receipt: await produce("actionForResult", [message, data]) };
    },
    supply: (request: Hex, result: Hex) => produce("supply", [request, result]),
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
  const set = await startSet(2);
  const [a, b] = set.rollups as [Rollup, Rollup];
  return { ...set, a, b };
}

/** Rollups of one set, chain ids from ROLLUP_A on. */
export async function startSet(count: number) {
  const ids = Array.from({ length: count }, (_, i) => ROLLUP_A + BigInt(i));
  const rollups: Rollup[] = [];
  for (const id of ids) rollups.push(await createRollup(id, ids));
  const of = (chainId: bigint) => rollups.find((rollup) => rollup.chainId === chainId)!;
  return {
    rollups,
    of,
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
    /** Takes all rollups back to where they were when they were started. */
    async reset() {
      for (const rollup of rollups) await rollup.restore();
    },
    async close() {
      for (const rollup of rollups) await rollup.close();
    },
  };
}
