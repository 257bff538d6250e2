/** Two rollups on the real engine with the oracle, and a vault that leans on it, in genesis. */
import { type Abi, type Address, encodeFunctionData, type Hex } from "viem";
import { minedBlockOracleAbi } from "../../services/abi/index.ts";
import { constructAccount } from "../../services/execution/genesisAccounts.ts";
import type { CallOutcome } from "../../services/ports.ts";
import type { Superblock } from "../../services/protocol/superblock/superblock.ts";
import { MINED_BLOCK_ORACLE } from "../../services/protocol/systemAddresses.ts";
import { artifactOf } from "./artifact.ts";
import type { Mined } from "./mineCheckpoint.ts";
import { account, CHAIN_A, createTestChain, DOMAIN, signed } from "./rollupChain.ts";

export const VAULT: Address = "0x0000000000000000000000000000000000005afe";
/** Seconds, so blocks, after which the vault stops paying out. */
export const VAULT_MAX_AGE = 3n;
export const RULES = {
  anchorBits: 0x207fffff,
  anchorTimeSec: 1_799_999_000n,
  spacingSec: 10,
  halfLifeSec: 120,
  auxChainId: 0x1ce,
};

export type Submission = {
  readonly run: readonly Mined[];
  /** Opens the newest; by default the one it names. */
  readonly superblock: Superblock;
  readonly header: Hex;
};

const inGenesis = async (contractName: string, address: Address, args: readonly unknown[]) =>
  constructAccount(
    { artifact: { contractName, ...artifactOf(contractName) }, address, args, balance: 0n },
    { chainId: CHAIN_A },
  );

export const oracleInGenesis = () =>
  inGenesis("MinedBlockOracle", MINED_BLOCK_ORACLE, [RULES, DOMAIN.l1ChainId, DOMAIN.inbox]);

/** Call data of a submission. */
export const calldata = ({ run, superblock, header }: Submission): Hex =>
  encodeFunctionData({
    abi: minedBlockOracleAbi,
    functionName: "submit",
    args: [run.map((m) => m.checkpoint), run.map((m) => m.auxPow), superblock, header],
  });

export async function createOracleChain() {
  const chain = await createTestChain({
    accounts: [await oracleInGenesis(), await inGenesis("PowGuardedVault", VAULT, [VAULT_MAX_AGE])],
  });
  const nonces = new Map<bigint, number>();

  return {
    ...chain,
    superblock: (number: bigint) => chain.store.superblock(number)!.superblock,
    superblockHash: (number: bigint) => chain.store.superblock(number)!.hash,
    async grow(blocks: number) {
      for (let i = 0; i < blocks; i += 1) await chain.include(new Map());
    },
    /** The submission that opens the newest of `run` on a rollup. */
    opening: (chainId: bigint, run: readonly Mined[], number: bigint): Submission => ({
      run,
      superblock: chain.store.superblock(number)!.superblock,
      header: chain.header(chainId, number + 1n).rlp,
    }),
    /** What a submission would do on top of the newest block. */
    try: (chainId: bigint, submission: Submission): Promise<CallOutcome> =>
      chain.engine(chainId).call(chain.header(chainId), {
        to: MINED_BLOCK_ORACLE,
        data: calldata(submission),
        gas: 20_000_000n,
      }),
    /** Sends a call in a block of its own and answers with its receipt. */
    async send(chainId: bigint, to: Address, data: Hex, value = 0n) {
      const nonce = nonces.get(chainId) ?? 0;
      nonces.set(chainId, nonce + 1);
      const raw = await signed({ chainId, nonce, to, data, value, gas: 6_000_000n });
      const blocks = await chain.include(new Map([[chainId, [raw]]]));
      return blocks.find((b) => b.header.chainId === chainId)!.receipts[0]!;
    },
    submit(chainId: bigint, submission: Submission, value = 0n) {
      return this.send(chainId, MINED_BLOCK_ORACLE, calldata(submission), value);
    },
    async read(chainId: bigint, to: Address, abi: Abi, functionName: string, args: readonly unknown[] = []) {
      const data = encodeFunctionData({ abi, functionName, args });
      const from = account(0).address;
      return chain.engine(chainId).call(chain.header(chainId), { to, data, from, gas: 5_000_000n });
    },
  };
}

export type OracleChain = Awaited<ReturnType<typeof createOracleChain>>;
