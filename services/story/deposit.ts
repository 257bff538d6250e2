/** Step 2: ETH from L1 to A. */
import { encodeFunctionData, formatEther, parseEther, parseEventLogs } from "viem";
import { crossRollupMessengerAbi, portalAbi } from "../abi/index.ts";
import { MESSENGER } from "../protocol/systemAddresses.ts";
import { expectThat, type StepReport, type StoryContext, sendAndWait, until } from "./context.ts";
import { balanceOf, createToken } from "./storyToken.ts";

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
