/** What L1 says and does about batches of a live pair, asked by an account that is nobody's. */
import { createPublicClient, encodeFunctionData, type Hex, http } from "viem";
import { bondedSequencerAbi, claimsAbi, settlementAbi } from "../../services/abi/index.ts";
import type { L1Call } from "../../services/ports.ts";
import { finalizeCall } from "../../services/settlement/finaliser.ts";
import { PROVER, proverSender } from "./lieWitness.ts";
import type { LivePair } from "./livePair.ts";

export function openCourt(pair: LivePair) {
  const { l1, deployment } = pair;
  const { addresses } = deployment;
  const client = createPublicClient({ transport: http(pair.url), cacheTime: 0 });
  const request = client.request as (args: { method: string; params?: unknown[] }) => Promise<unknown>;
  const anyone = proverSender(pair);
  const policy = { address: addresses.sequencerPolicy, abi: bondedSequencerAbi } as const;
  const standing = async (index: number) => (await l1.batches(0n))[index - 1]!;
  /** @returns the name of the refusal */
  const send = async (call: L1Call): Promise<string> => {
    const outcome = await anyone.send(call);
    return outcome.ok ? "sent" : outcome.error;
  };
  return {
    /** how many stand */
    batches: async () => (await l1.batches(0n)).length,
    stake: async () => (await client.readContract({ ...policy, functionName: "bond" })).stakeWei,
    /** By the balance before and after the block of the slash, less what its transaction cost. */
    paidToProver: async (): Promise<bigint> => {
      const [slashed] = await client.getContractEvents({ ...policy, eventName: "Slashed", fromBlock: 0n });
      const { transactionHash: hash, blockNumber } = slashed!;
      const { gasUsed, effectiveGasPrice } = await client.getTransactionReceipt({ hash });
      const { address } = PROVER;
      const before = await client.getBalance({ address, blockNumber: blockNumber - 1n });
      const after = await client.getBalance({ address, blockNumber });
      return after - before + gasUsed * effectiveGasPrice;
    },
    /** With the proofs of who has executed it, if L1 knows of work on it. */
    finalise: async (index: number): Promise<string> => {
      const posted = await standing(index);
      const checkpoint = (await l1.checkpoints()).find(({ batchIndex }) => batchIndex === posted.batch.index);
      if (checkpoint !== undefined) {
        const call = await finalizeCall(pair, { ok: true, posted, checkpoint }, addresses.settlement);
        return call === undefined ? "not executed here" : send(call);
      }
      const args = [posted.batch, 0, [], [], []] as const;
      const data = encodeFunctionData({ abi: settlementAbi, functionName: "finalize", args });
      return send({ to: addresses.settlement, data });
    },
    revertUnmined: async (to: number): Promise<string> => {
      const args = [(await standing(to)).batch] as const;
      const data = encodeFunctionData({ abi: settlementAbi, functionName: "revertUnmined", args });
      return send({ to: addresses.settlement, data });
    },
    /** With the tip of the batch and the header that its first block hash hashes. */
    accuseHeader: async (index: number, header: Hex): Promise<string> => {
      const posted = await standing(index);
      const { tip, blocks } = await l1.input(posted);
      const accused = { batch: posted.batch, before: (await standing(index - 1)).batch };
      const opened = { superblocks: [tip], blocks: [...blocks], rollup: 0n, header };
      const args = [accused, opened] as const;
      const data = encodeFunctionData({ abi: claimsAbi, functionName: "claimHeader", args });
      return send({ to: addresses.claims, data });
    },
    waitFor: async (seconds: bigint): Promise<void> => {
      await request({ method: "evm_increaseTime", params: [Number(seconds)] });
      await request({ method: "evm_mine" });
    },
  };
}
