/** Step 3: tokens from A to B, or not at all. */
import { type Address, decodeErrorResult, encodeFunctionData, formatEther, type Hex, parseEther } from "viem";
import { crossRollupTokenBridgeAbi, refusingReceiverAbi } from "../abi/index.ts";
import { readArtifact } from "../adapters/artifacts.ts";
import { TOKEN_BRIDGE } from "../protocol/systemAddresses.ts";
import { deployFor, expectThat, type StepReport, type StoryContext, sendAndWait, until } from "./context.ts";
import { groupOf } from "./lockstepRpc.ts";
import { ACTION_GAS, balanceOf, quote, storyToken, supplies } from "./storyToken.ts";

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
