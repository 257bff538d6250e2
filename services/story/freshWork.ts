/** Step 7: an app on B that wants fresh proof of work accepts, refuses while nobody mines, and accepts again. */
import { BaseError, ContractFunctionRevertedError, encodeFunctionData, parseEther } from "viem";
import { minedBlockOracleAbi, powGuardedVaultAbi } from "../abi/index.ts";
import { readArtifact } from "../adapters/artifacts.ts";
import { MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";
import { deployFor, expectThat, type StepReport, type StoryContext, sendAndWait, until } from "./context.ts";

/** Seconds; a little more than the time between two relayed checkpoints on the devnet. */
const MAX_AGE_SEC = 30n;

export async function requireFreshWork(context: StoryContext): Promise<StepReport> {
  const { b, people, miner } = context;
  const vault = await deployFor(b, "bob", readArtifact("examples/PowGuardedVault"), [MAX_AGE_SEC]);
  const deposit = encodeFunctionData({ abi: powGuardedVaultAbi, functionName: "deposit" });
  await sendAndWait(b, "bob", { to: vault, data: deposit, value: parseEther("0.02") });
  const withdraw = {
    to: vault,
    data: encodeFunctionData({
      abi: powGuardedVaultAbi,
      functionName: "withdraw",
      args: [parseEther("0.01")],
    }),
  };

  const age = () =>
    b.reader.readContract({ address: MINED_BLOCK_ORACLE, abi: minedBlockOracleAbi, functionName: "age" });
  await until(
    context,
    "fresh work on B",
    async () => ((await age()) < MAX_AGE_SEC - 5n ? true : undefined),
    90_000,
  );
  const first = await age();
  await sendAndWait(b, "bob", withdraw);

  miner.pause();
  let stale: bigint;
  try {
    stale = await until(
      context,
      "the work on B to grow old, nobody mining",
      async () => {
        const now = await age();
        return now > MAX_AGE_SEC + 1n ? now : undefined;
      },
      90_000,
    );
    const refusal = await b.reader
      .simulateContract({
        address: vault,
        abi: powGuardedVaultAbi,
        functionName: "withdraw",
        args: [parseEther("0.01")],
        account: people.bob,
      })
      .then(
        () => undefined,
        (err: unknown) => err,
      );
    const revert =
      refusal instanceof BaseError
        ? refusal.walk((e) => e instanceof ContractFunctionRevertedError)
        : undefined;
    expectThat(
      revert instanceof ContractFunctionRevertedError &&
        revert.data?.errorName.startsWith("PowGuarded") === true,
      `the vault did not refuse stale work: ${refusal instanceof Error ? refusal.message.split("\n")[0] : "it accepted"}`,
    );
  } finally {
    miner.resume();
  }
  await until(
    context,
    "fresh work on B, the miner back",
    async () => ((await age()) < MAX_AGE_SEC - 5n ? true : undefined),
    90_000,
  );
  const again = await age();
  await sendAndWait(b, "bob", withdraw);
  return {
    rank: "soft",
    facts: [
      `limit ${MAX_AGE_SEC} s: accepted at age ${first} s, refused at ${stale} s without a miner, accepted again at ${again} s`,
    ],
  };
}
