/** Steps 5, 6 and 8: both batches in one L1 transaction, work on L1 and on the rollups, a withdrawal. */
import { decodeEventLog, encodeFunctionData, formatEther, type Hex, hexToBigInt, parseEther } from "viem";
import {
  checkpointLedgerAbi,
  crossRollupMessengerAbi,
  minedBlockOracleAbi,
  portalAbi,
  rollupInboxAbi,
  settlementAbi,
} from "../abi/index.ts";
import { decodeBatchCall } from "../protocol/batch/postBatch.ts";
import { channelsDigest, localEntries } from "../protocol/channels/channel.ts";
import { MESSENGER, MINED_BLOCK_ORACLE } from "../protocol/systemAddresses.ts";
import { expectThat, type StepReport, type StoryContext, sendAndWait, until } from "./context.ts";
import { messageProofOf, ranksOf } from "./lockstepRpc.ts";

const rankReached = (
  context: StoryContext,
  rank: "posted" | "mined" | "final",
  number: bigint,
  timeoutMs: number,
) =>
  until(
    context,
    `superblock ${number} to be ${rank}`,
    async () => (hexToBigInt((await ranksOf(context.a))[rank]) >= number ? true : undefined),
    timeoutMs,
  );

/** Step 5: the batch with superblock `number`. */
export async function postBoth(context: StoryContext, number: bigint): Promise<StepReport> {
  const { l1, deployment } = context;
  await rankReached(context, "posted", number, 60_000);
  const logs = await l1.reader.getContractEvents({
    address: deployment.addresses.inbox,
    abi: rollupInboxAbi,
    eventName: "BatchPosted",
    fromBlock: deployment.l1StartBlock,
  });
  const log = logs.find(({ args }) => args.batch !== undefined && args.batch.number >= number);
  expectThat(log?.args.batch !== undefined, `no batch on L1 reaches superblock ${number}`);
  const transaction = await l1.reader.getTransaction({ hash: log.transactionHash });
  const receipt = await l1.reader.getTransactionReceipt({ hash: log.transactionHash });
  const posted = decodeBatchCall(transaction.input, {
    l1ChainId: deployment.l1ChainId,
    rollups: deployment.rollups.map(({ chainId }) => chainId),
  });
  expectThat(posted.ok, "the batch was not posted by postBatch");
  const { tip, blocks, channels } = posted;
  for (const chain of [context.a, context.b]) {
    const leaf = blocks.find(({ chainId }) => chainId === chain.chainId);
    const block = await chain.reader.getBlock({ blockNumber: tip.number });
    expectThat(leaf?.blockHash === block.hash, `L1 holds another block ${tip.number} of ${chain.name}`);
    const digest = await chain.reader.readContract({
      address: MESSENGER,
      abi: crossRollupMessengerAbi,
      functionName: "channelsDigest",
      blockNumber: tip.number,
    });
    expectThat(
      digest === channelsDigest(localEntries(channels, chain.chainId)),
      `the channel roots on L1 are not those of ${chain.name}`,
    );
  }
  return {
    rank: "posted",
    facts: [
      `batch ${log.args.index}: superblocks ${log.args.batch.firstNumber} to ${tip.number} of ${blocks.length} rollups in L1 transaction ${log.transactionHash} (${receipt.gasUsed} gas)`,
      `the ${channels.length} channel roots there equal both rollups' own`,
    ],
  };
}

/** Step 6: work over superblock `number`, on L1 and on both rollups. */
export async function mine(context: StoryContext, number: bigint): Promise<StepReport> {
  const { l1, a, b, deployment } = context;
  await rankReached(context, "mined", number, 90_000);
  const ledger = { address: deployment.addresses.ledger, abi: checkpointLedgerAbi } as const;
  const [lead, mined] = await Promise.all([
    l1.reader.readContract({ ...ledger, functionName: "lead" }),
    l1.reader.readContract({ ...ledger, functionName: "lastMined" }),
  ]);
  const facts = [`checkpoint ${lead} on L1 names superblock ${mined.number}`];
  for (const chain of [a, b]) {
    const last = await until(context, `the oracle on ${chain.name} to learn of it`, async () => {
      const known = await chain.reader.readContract({
        address: MINED_BLOCK_ORACLE,
        abi: minedBlockOracleAbi,
        functionName: "lastMined",
      });
      return known.number >= number ? known : undefined;
    });
    const block = await chain.reader.getBlock({ blockNumber: last.number });
    expectThat(block.hash === last.blockHash, `the oracle on ${chain.name} names a block that is not there`);
    facts.push(`the oracle on ${chain.name} records block ${last.number} ${last.blockHash}`);
  }
  return { rank: "mined", facts };
}

export type Withdrawal = {
  readonly nonce: bigint;
  readonly superblock: bigint;
  readonly amount: bigint;
  readonly hash: Hex;
};

/** Begins step 8: Bob sends ETH from A towards L1. */
export async function startWithdrawal(context: StoryContext): Promise<Withdrawal> {
  const { a, l1, people } = context;
  const amount = parseEther("0.5");
  const data = encodeFunctionData({
    abi: crossRollupMessengerAbi,
    functionName: "trigger",
    args: [l1.chainId, people.bob.address, "0x", 0n],
  });
  const { hash, blockNumber } = await sendAndWait(a, "bob", { to: MESSENGER, data, value: amount });
  const { logs } = await a.reader.getTransactionReceipt({ hash });
  const event = logs
    .map((log) => decodeEventLog({ abi: crossRollupMessengerAbi, data: log.data, topics: log.topics }))
    .find(({ eventName }) => eventName === "MessageSent");
  expectThat(event?.eventName === "MessageSent", "the withdrawal sent no message");
  return { nonce: event.args.nonce, superblock: blockNumber, amount, hash };
}

/** Step 8. */
export async function withdraw(context: StoryContext, withdrawal: Withdrawal): Promise<StepReport> {
  const { l1, a, people, deployment } = context;
  await rankReached(context, "final", withdrawal.superblock, 120_000);
  const outbox = await l1.reader.readContract({
    address: deployment.addresses.settlement,
    abi: settlementAbi,
    functionName: "finalOutbox",
    args: [a.chainId],
  });
  const proof = await messageProofOf(a, l1.chainId, withdrawal.nonce, outbox.count);
  const m = proof.message;
  const message = {
    ...m,
    srcChainId: hexToBigInt(m.srcChainId),
    dstChainId: hexToBigInt(m.dstChainId),
    nonce: hexToBigInt(m.nonce),
    value: hexToBigInt(m.value),
    gasLimit: hexToBigInt(m.gasLimit),
    deadline: hexToBigInt(m.deadline),
  };
  const data = encodeFunctionData({
    abi: portalAbi,
    functionName: "claim",
    args: [message, proof.data, proof.siblings],
  });
  const before = await l1.reader.getBalance({ address: people.bob.address });
  // Anyone may claim for Bob; Alice pays the gas here, so Bob's balance moves by the withdrawal alone.
  const claimed = await sendAndWait(l1, "alice", { to: deployment.addresses.portal, data });
  const after = await l1.reader.getBalance({ address: people.bob.address });
  expectThat(after - before === withdrawal.amount, `Bob got ${after - before} wei, not ${withdrawal.amount}`);
  return {
    rank: "final",
    facts: [
      `${formatEther(withdrawal.amount)} ETH sent on A in superblock ${withdrawal.superblock}, paid to Bob on L1 in ${claimed.hash} (${claimed.gasUsed} gas)`,
    ],
  };
}
