/** Steps 2 to 4: a deposit, tokens from A to B or not at all, a call from A to B. */
import {
  type Address,
  decodeErrorResult,
  encodeFunctionData,
  formatEther,
  type Hex,
  parseEther,
  parseEventLogs,
  zeroHash,
} from "viem";
import {
  crossRollupCallerAbi,
  crossRollupCounterAbi,
  crossRollupMessengerAbi,
  crossRollupTokenBridgeAbi,
  portalAbi,
  refusingReceiverAbi,
  sharedERC20Abi,
} from "../abi/index.ts";
import { readArtifact } from "../adapters/artifacts.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../protocol/systemAddresses.ts";
import {
  type ChainClient,
  deployFor,
  expectThat,
  type StepReport,
  type StoryContext,
  sendAndWait,
  until,
} from "./context.ts";
import { groupOf } from "./lockstepRpc.ts";

const ACTION_GAS = 500_000n;

const tokenTerms = (context: StoryContext) => ({
  name: "Story Token",
  symbol: "STORY",
  decimals: 18,
  homeChainId: context.a.chainId,
  initialHolder: context.people.alice.address,
  initialSupply: parseEther("1000000"),
  salt: zeroHash,
});

export const storyToken = (context: StoryContext): Promise<Address> =>
  context.a.reader.readContract({
    address: TOKEN_BRIDGE,
    abi: crossRollupTokenBridgeAbi,
    functionName: "tokenAddress",
    args: [tokenTerms(context)],
  });

/** Step 2. */
export async function deposit(context: StoryContext): Promise<StepReport> {
  const { l1, a, people, deployment } = context;
  const amount = parseEther("3");
  const { portal } = deployment.addresses;
  const gasLimit = 100_000n;
  const fee = await l1.reader.readContract({
    address: portal,
    abi: portalAbi,
    functionName: "quote",
    args: [gasLimit],
  });
  const data = encodeFunctionData({
    abi: portalAbi,
    functionName: "send",
    args: [a.chainId, people.alice.address, "0x", gasLimit, 0n, people.alice.address],
  });
  const sent = await sendAndWait(l1, "alice", { to: portal, data, value: amount + fee });
  const { logs } = await l1.reader.getTransactionReceipt({ hash: sent.hash });
  const [message] = parseEventLogs({ abi: portalAbi, eventName: "MessageSent", logs });
  expectThat(message !== undefined, "the Portal sent no message");
  const arrived = await until(context, "Alice's deposit to arrive on A", async () => {
    const received = await a.reader.getContractEvents({
      address: MESSENGER,
      abi: crossRollupMessengerAbi,
      eventName: "MessageReceived",
      args: { srcChainId: l1.chainId, nonce: message.args.nonce },
      fromBlock: 0n,
    });
    return received[0];
  });
  expectThat(arrived.args.success === true, "the deposit bounced");
  const balanceAt = (blockNumber: bigint) =>
    a.reader.getBalance({ address: people.alice.address, blockNumber });
  const gained = (await balanceAt(arrived.blockNumber)) - (await balanceAt(arrived.blockNumber - 1n));
  expectThat(gained >= amount, `Alice gained ${gained} wei on A, not ${amount}`);
  const token = await createToken(context);
  const held = await balanceOf(a, token, people.alice.address);
  expectThat(held > 0n, "Alice has no tokens on A");
  return {
    rank: "soft",
    facts: [
      `${formatEther(amount)} ETH sent through the Portal in L1 transaction ${sent.hash}`,
      `Alice holds ${formatEther(held)} STORY on A; the token is ${token} on both rollups`,
    ],
  };
}

async function createToken(context: StoryContext): Promise<Address> {
  const token = await storyToken(context);
  const data = encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "createToken",
    args: [tokenTerms(context)],
  });
  for (const chain of [context.a, context.b]) {
    const code = await chain.reader.getCode({ address: token });
    if (code === undefined) await sendAndWait(chain, "alice", { to: TOKEN_BRIDGE, data });
  }
  return token;
}

/** Step 3. */
export async function burnAndMint(context: StoryContext): Promise<StepReport> {
  const { a, b, people } = context;
  const token = await storyToken(context);
  const amount = parseEther("25");
  const before = await supplies(context, token);
  const bobBefore = await balanceOf(b, token, people.bob.address);
  const { hash } = await sendAndWait(
    a,
    "alice",
    await burnCall(context, token, people.bob.address, amount, "0x"),
  );
  const group = await groupOf(a, hash);
  expectThat(group.status === "included", `the group of ${hash} is not in a superblock`);
  const action = group.legs.find((leg) => leg.kind === "action");
  expectThat(!!action && BigInt(action.chainId) === b.chainId, "the group has no action on B");
  const mint = await b.reader.getTransactionReceipt({ hash: action.transactionHash });
  expectThat(mint.blockNumber === BigInt(group.superblock), "burn and mint are not in the same superblock");
  expectThat(
    (await balanceOf(b, token, people.bob.address)) === bobBefore + amount,
    "Bob did not get his tokens",
  );
  const after = await supplies(context, token);
  expectThat(after.total === before.total, `supply changed from ${before.total} to ${after.total}`);

  const refused = await refusedTransfer(context, token);
  return {
    rank: "soft",
    facts: [
      `burn ${hash} on A and mint ${action.transactionHash} on B, both in superblock ${BigInt(group.superblock)}`,
      `supply ${formatEther(after.total)} STORY before and after`,
      ...refused,
    ],
  };
}

/** The mint of this one must fail, so it leaves no trace on either rollup, and Alice is told why. */
async function refusedTransfer(context: StoryContext, token: Address): Promise<string[]> {
  const { a, b, people } = context;
  const closedUntil = 4_102_444_800n;
  const receiver = await deployFor(b, "bob", readArtifact("examples/RefusingReceiver"), [closedUntil]);
  const [before, nonceBefore] = await Promise.all([
    supplies(context, token),
    a.reader.getTransactionCount({ address: people.alice.address }),
  ]);
  const call = await burnCall(context, token, receiver, parseEther("1"), "0x01");
  const hash = await a.as("alice").sendTransaction({ ...call, gas: 1_000_000n });
  const group = await until(context, "the refusal of the second transfer", async () => {
    const found = await groupOf(a, hash);
    return found.status === "dropped" ? found : undefined;
  });
  const { failure } = group;
  expectThat(failure !== undefined, "no reason was given");
  const why = decodeErrorResult({ abi: refusingReceiverAbi, data: failure.revertData });
  expectThat(
    why.errorName === "ReceiverClosed" && why.args[0] === closedUntil,
    "the reason is not the receiver's",
  );
  const [after, nonceAfter, receipt] = await Promise.all([
    supplies(context, token),
    a.reader.getTransactionCount({ address: people.alice.address }),
    a.reader.getTransactionReceipt({ hash }).catch(() => undefined),
  ]);
  expectThat(receipt === undefined, "the refused burn has a receipt on A");
  expectThat(after.onA === before.onA && after.onB === before.onB, "the refused transfer changed a supply");
  expectThat(nonceAfter === nonceBefore, "the refused transfer used up Alice's nonce");
  return [
    `second transfer dropped whole; Alice was told: chain ${BigInt(failure.chainId)}, ReceiverClosed(${why.args[0]})`,
  ];
}

async function burnCall(context: StoryContext, token: Address, to: Address, amount: bigint, data: Hex) {
  const { a, b } = context;
  return {
    to: TOKEN_BRIDGE,
    data: encodeFunctionData({
      abi: crossRollupTokenBridgeAbi,
      functionName: "burn",
      args: [token, b.chainId, to, amount, data, ACTION_GAS],
    }),
    value: await quote(a, b),
  };
}

const quote = (from: ChainClient, to: ChainClient): Promise<bigint> =>
  from.reader.readContract({
    address: MESSENGER,
    abi: crossRollupMessengerAbi,
    functionName: "quote",
    args: [to.chainId, ACTION_GAS],
  });

const balanceOf = (chain: ChainClient, token: Address, owner: Address): Promise<bigint> =>
  chain.reader.readContract({
    address: token,
    abi: sharedERC20Abi,
    functionName: "balanceOf",
    args: [owner],
  });

async function supplies(context: StoryContext, token: Address) {
  const [onA, onB] = await Promise.all(
    [context.a, context.b].map((chain) =>
      chain.reader.readContract({ address: token, abi: sharedERC20Abi, functionName: "totalSupply" }),
    ),
  );
  return { onA: onA!, onB: onB!, total: onA! + onB! };
}

/** Step 4. */
export async function crossCall(context: StoryContext): Promise<StepReport> {
  const { a, b } = context;
  const caller = await deployFor(a, "alice", readArtifact("examples/CrossRollupCaller"), []);
  const counter = await deployFor(b, "alice", readArtifact("examples/CrossRollupCounter"), [
    a.chainId,
    caller,
  ]);
  const data = encodeFunctionData({
    abi: crossRollupCallerAbi,
    functionName: "count",
    args: [b.chainId, counter, 7n, ACTION_GAS],
  });
  const sent = await sendAndWait(a, "alice", { to: caller, data, value: await quote(a, b) });
  const read = { address: counter, abi: crossRollupCounterAbi } as const;
  const [total, sender] = await Promise.all([
    b.reader.readContract({ ...read, functionName: "total" }),
    b.reader.readContract({ ...read, functionName: "lastCrossSender" }),
  ]);
  expectThat(total === 7n, `the counter on B stands at ${total}, not 7`);
  expectThat(sender === caller, `the contract on B saw ${sender}, not the caller ${caller}`);
  return {
    rank: "soft",
    facts: [
      `${caller} on A called ${counter} on B in superblock ${sent.blockNumber}; crossSender() there was ${sender}`,
    ],
  };
}
