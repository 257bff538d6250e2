/** All L1 contracts on a chain of their own, with helpers that do the honest thing. */

import { artifacts } from "hardhat";
import type { Abi, Hex } from "viem";
import { type Parameters, readParameters } from "../../../deploy/parameters.ts";
import { type BuildGenesis, constructorArguments, planDeployment } from "../../../deploy/plan.ts";
import { EMPTY_ROOT } from "../../../services/protocol/appendOnlyTree.ts";
import { channelsRoot } from "../../../services/protocol/channels/channel.ts";
import type { Deployment } from "../../../services/protocol/deployment.ts";
import { blocksRoot } from "../../../services/protocol/superblock/superblock.ts";
import { type ChainChange, createChain, type Deployed, type TestChain, testAccount } from "../contracts.ts";
import { buildBlock, emptyChannels } from "./rollupModel.ts";

export const L1 = 31337n;
export const A = 42101n;
export const B = 42102n;
export const ROLLUPS = [A, B] as const;
export const ZERO_WORD: Hex = `0x${"00".repeat(32)}`;
/** Half of all hashes meet it. */
const EASY_BITS = 0x207fffff;

export const leader = testAccount(1);
export const producer = testAccount(2).address;
export const miner = testAccount(3).address;
export const alice = testAccount(4).address;
export const bob = testAccount(5).address;

export type L1Contracts = {
  readonly sequencerPolicy: Deployed;
  readonly dataPolicy: Deployed;
  readonly inbox: Deployed;
  readonly ledger: Deployed;
  readonly settlement: Deployed;
  readonly portal: Deployed;
  readonly claims: Deployed;
  readonly fallback: Deployed;
};

export type L1Fixture = {
  readonly chain: TestChain;
  readonly deployment: Deployment;
  readonly contracts: L1Contracts;
  readonly parameters: Parameters;
};

export type ParameterChange = (parameters: Parameters) => Parameters;

/** The devnet's parameters with the easiest work. */
export const testParameters = (change: ParameterChange = (p) => p): Parameters => {
  const devnet = readParameters("deploy/parameters/devnet.json");
  return change({ ...devnet, mining: { ...devnet.mining, anchorBits: EASY_BITS } });
};

/** Genesis of rollups that hold nothing but an empty messenger. */
const buildGenesis: BuildGenesis = async (request) => {
  const channels = emptyChannels(
    request.l1ChainId,
    request.rollups.map((r) => r.chainId),
  );
  const timestamp = request.genesisTimestamp;
  const blocks = await Promise.all(
    request.rollups.map(({ chainId }) => buildBlock({ chainId, number: 0n, timestamp, channels })),
  );
  return {
    accounts: [],
    rollups: request.rollups.map((r, i) => ({ ...r, genesisHash: blocks[i]!.leaf.blockHash, accounts: [] })),
    superblock: {
      term: ZERO_WORD,
      number: 0n,
      timestamp,
      producer: request.producer,
      parent: ZERO_WORD,
      historyRoot: EMPTY_ROOT,
      blocksRoot: blocksRoot(blocks.map((b) => b.leaf)),
      channelsRoot: channelsRoot(channels),
      l1OriginNumber: request.l1Origin.number,
      l1Origin: request.l1Origin.hash,
    },
  };
};

/** A plan on a fresh chain and the arguments of every constructor. */
export async function planOn(chain: TestChain, change?: ParameterChange) {
  const parameters = testParameters(change);
  const head = await chain.client.getBlock();
  const deployment = await planDeployment(
    parameters,
    {
      chainId: L1,
      deployer: testAccount(0).address,
      nonce: 0n,
      origin: { number: head.number, hash: head.hash },
      timestamp: head.timestamp,
    },
    buildGenesis,
  );
  return { parameters, deployment, args: constructorArguments(deployment, parameters) };
}

export async function deployL1(change?: ParameterChange, chainChange?: ChainChange): Promise<L1Fixture> {
  const chain = await createChain(chainChange);
  const { parameters, deployment, args } = await planOn(chain, change);
  const contracts: L1Contracts = {
    sequencerPolicy: await chain.deploy("BondedSequencer", [args.sequencer]),
    dataPolicy: await chain.deploy("L1Data"),
    inbox: await chain.deploy("RollupInbox", [args.inbox]),
    ledger: await chain.deploy("CheckpointLedger", [args.ledger]),
    settlement: await chain.deploy("Settlement", [args.settlement]),
    portal: await chain.deploy("Portal", [args.portal]),
    claims: await chain.deploy("Claims", [args.claims]),
    fallback: await chain.deploy("Fallback", [args.fallback]),
  };
  await contracts.sequencerPolicy.write("stake", [], { value: parameters.bond.stakeWei });
  return { chain, deployment, contracts, parameters };
}

/** The compiler's output of a contract, for constructors that refuse. */
export async function compiled(name: string): Promise<{ abi: Abi; bytecode: Hex }> {
  const artifact = await artifacts.readArtifact(name);
  return { abi: artifact.abi as Abi, bytecode: artifact.bytecode as Hex };
}
