/**
 * A rollup on an in-process Hardhat chain, with our contracts at their fixed addresses. Genesis is made as for a
 * real rollup: the constructors run at those addresses, so storage and immutables are theirs.
 */
import { network } from "hardhat";
import {
  type Abi,
  type Account,
  type Address,
  createTestClient,
  custom,
  encodeDeployData,
  getAddress,
  getContract,
  type Hex,
  keccak256,
  parseEther,
  parseEventLogs,
  publicActions,
  type TransactionReceipt,
  walletActions,
  zeroAddress,
  zeroHash,
} from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../services/abi/index.ts";
import { hashMessage, MESSAGE_KIND, type Message } from "../../services/protocol/channels/channel.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { artifactOf } from "./artifact.ts";

export const L1_CHAIN_ID = 31337n;
export const ROLLUP_A = 42101n;
export const ROLLUP_B = 42102n;
/** wei per gas at the destination */
export const ACTION_GAS_PRICE = 1_000_000_000n;
export const RESERVE = parseEther("1000000");

export type SentMessage = { readonly message: Message; readonly data: Hex; readonly leaf: Hex };
export type SendOptions = { readonly from?: Address; readonly value?: bigint; readonly gas?: bigint };
export type Call = {
  readonly to: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args?: readonly unknown[];
};

export async function connectChain(chainId: bigint) {
  const connection = await network.create({ override: { chainId: Number(chainId) } });
  const client = createTestClient({ mode: "hardhat", transport: custom(connection.provider) })
    .extend(publicActions)
    .extend(walletActions);
  const accounts = await client.getAddresses();
  return { client, accounts, close: () => connection.close() };
}

export type Chain = Awaited<ReturnType<typeof connectChain>>;

/** Runs creation code at an address, as genesis does: storage is written there, what it returns becomes the code. */
export async function constructAt(
  chain: Chain,
  address: Address,
  contract: string,
  args: readonly unknown[],
) {
  const { abi, bytecode } = artifactOf(contract);
  const creation = encodeDeployData({ abi, bytecode, args });
  const { client, accounts } = chain;
  await client.setCode({ address, bytecode: creation });
  const { data: runtime } = await client.call({ to: address, gas: 16_000_000n });
  await client.sendTransaction({ account: accounts[0]!, chain: null, to: address, gas: 16_000_000n });
  await client.setCode({ address, bytecode: runtime! });
}

/** Deploys a contract of contracts/ or of the harness the ordinary way. */
export async function deploy(
  chain: Chain,
  contract: string,
  args: readonly unknown[] = [],
): Promise<Address> {
  const { abi, bytecode } = artifactOf(contract);
  const hash = await chain.client.deployContract({
    abi,
    bytecode,
    args,
    account: chain.accounts[0]!,
    chain: null,
  });
  return getAddress((await chain.client.getTransactionReceipt({ hash })).contractAddress!);
}

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

/** Messages that a transaction put into outboxes, in order. */
export const sentMessages = (receipt: TransactionReceipt): SentMessage[] =>
  parseEventLogs({ abi: crossRollupMessengerAbi, eventName: "MessageSent", logs: receipt.logs }).map(
    ({ args }) => ({ message: args.message, data: args.data, leaf: args.leaf }),
  );

/** A trigger, to be sent from an account or through a probe. */
export const triggerCall = (dstChainId: bigint, target: Address, data: Hex, gasLimit: bigint): Call => ({
  to: MESSENGER,
  abi: crossRollupMessengerAbi,
  functionName: "trigger",
  args: [dstChainId, target, data, gasLimit],
});

/** The price that the contract must ask for a trigger between rollups: (gasLimit + 150000) × price. */
export const priceOf = (gasLimit: bigint): bigint => (gasLimit + 150_000n) * ACTION_GAS_PRICE;

/** Fields of a message that a test wants otherwise. */
export type MessageFields = Partial<Omit<Message, "dataHash">> & { readonly data?: Hex };

/** A call to a rollup that no outbox has seen: what a lying producer, or a test for L1, would hand in. */
export function sentFrom(srcChainId: bigint, dstChainId: bigint, fields: MessageFields): SentMessage {
  const { data = "0x", ...rest } = fields;
  const message: Message = {
    kind: MESSAGE_KIND.call,
    srcChainId,
    dstChainId,
    nonce: 0n,
    sender: zeroAddress,
    target: zeroAddress,
    value: 0n,
    gasLimit: 100_000n,
    deadline: 0n,
    refundTo: zeroAddress,
    dataHash: keccak256(data),
    resultHash: zeroHash,
    ...rest,
  };
  return { message, data, leaf: hashMessage(message) };
}

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
