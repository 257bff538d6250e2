/** Step 4: a contract on A calls a contract on B. */
import { encodeFunctionData } from "viem";
import { crossRollupCallerAbi, crossRollupCounterAbi } from "../abi/index.ts";
import { readArtifact } from "../adapters/artifacts.ts";
import { deployFor, expectThat, type StepReport, type StoryContext, sendAndWait } from "./context.ts";
import { ACTION_GAS, quote } from "./storyToken.ts";

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
