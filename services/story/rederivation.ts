/** Step 9: a second process that knows the L1 URL and the deployment file only arrives at the same blocks. */
import { z } from "zod";
import { expectThat, type StepReport, type StoryContext } from "./context.ts";

/** One line of `lockstep node --once`. */
const lineSchema = z.object({
  chainId: z.number(),
  number: z.number(),
  hash: z.string(),
  superblock: z.string(),
});

export async function rederive(context: StoryContext): Promise<StepReport> {
  const lines = await context.runNode([
    "--l1",
    context.l1Url,
    "--deployment",
    context.deploymentFile,
    "--once",
  ]);
  const blocks = lines.map((line) => lineSchema.parse(JSON.parse(line)));
  expectThat(blocks.length > 0, "the second process derived nothing");
  let compared = 0;
  for (const chain of [context.a, context.b]) {
    for (const { number, hash } of blocks.filter(({ chainId }) => BigInt(chainId) === chain.chainId)) {
      const block = await chain.reader.getBlock({ blockNumber: BigInt(number) });
      expectThat(
        block.hash === hash,
        `block ${number} of ${chain.name}: ${hash} derived, ${block.hash} sequenced`,
      );
      compared++;
    }
  }
  expectThat(compared === blocks.length, "the second process printed blocks of another chain");
  const top = Math.max(...blocks.map(({ number }) => number));
  return {
    rank: "posted",
    facts: [`${compared} block hashes up to superblock ${top} derived from L1 alone, all equal`],
  };
}
