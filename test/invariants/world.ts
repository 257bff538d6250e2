/**
 * The deployed contracts on an in-process chain whose time moves only when it is told to: what a call answers when it
 * is asked is what it answers when it is sent.
 */
import {
  type Abi,
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  toHex,
} from "viem";
import type { Parameters } from "../../deploy/parameters.ts";
import { A, deployL1, type L1Contracts, type L1Fixture } from "../support/l1/l1Fixture.ts";

export type Call = {
  readonly to: Address;
  readonly data: Hex;
  readonly from: Address;
  readonly value?: bigint;
};

export type Answer = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** What all contracts say of their state. */
export type Look = {
  readonly nowSec: bigint;
  readonly headIndex: bigint;
  readonly headNumber: bigint;
  readonly miningClockSec: bigint;
  readonly term: Hex;
  readonly lead: Hex;
  readonly leadStands: boolean;
  readonly minedIndex: bigint;
  readonly minedAtSec: bigint;
  readonly finalIndex: bigint;
  readonly securedIndex: bigint;
  readonly outboxCount: bigint;
  readonly outboxRoot: Hex;
  readonly stakeWei: bigint;
  readonly isBonded: boolean;
  readonly lockedWei: bigint;
  readonly isFallback: boolean;
  readonly headCheckpoint: Hex;
  readonly standing: readonly Hex[];
};

export type World = {
  readonly fixture: L1Fixture;
  readonly parameters: Parameters;
  /** a transaction in a block of its own, at the chain's present time */
  readonly send: (call: Call) => Promise<Answer>;
  /** the same without effect */
  readonly ask: (call: Call) => Promise<Answer>;
  readonly look: () => Promise<Look>;
  readonly nowSec: () => bigint;
  /** seconds pass */
  readonly pass: (seconds: bigint) => Promise<void>;
  /** a block that a superblock may have read */
  readonly origin: () => Promise<{ readonly number: bigint; readonly hash: Hex }>;
  readonly mark: () => Promise<Mark>;
  /** once for each mark */
  readonly back: (mark: Mark) => Promise<void>;
};

export type Mark = { readonly id: string; readonly nowSec: bigint };

const GAS = toHex(16_000_000);

/** Small enough that every limit is met often. */
const small = (p: Parameters): Parameters => ({
  ...p,
  mining: { ...p.mining, spacingSec: 10, halfLifeSec: 600, minSpacingSec: 5n },
  limits: {
    ...p.limits,
    forceDelaySec: 60n,
    maxLagSec: 60n,
    forcedGasPerSuperblock: 150_000n,
    miningTimeoutSec: 90n,
    revertDelaySec: 150n,
    challengeWindowSec: 20n,
    sequencerTimeoutSec: 120n,
    exitDelaySec: 3_600n,
    maxUnminedSuperblocks: 24n,
  },
  inbox: { ...p.inbox, batchesKept: 12n },
  ledger: { ...p.ledger, checkpointsKept: 16 },
  bond: { ...p.bond, unbondingSec: 180n },
});

export async function openWorld(change: (p: Parameters) => Parameters = (p) => p): Promise<World> {
  const fixture = await deployL1((p) => change(small(p)), { allowBlocksWithSameTimestamp: true });
  const { chain, contracts, parameters } = fixture;
  const request = (method: string, ...params: unknown[]) =>
    chain.provider.request({ method, params }) as Promise<unknown>;
  const abi = Object.values(contracts).flatMap((contract) => contract.abi);
  const lens = await chain.deploy("StateLens");
  const lensCall = lookCall(lens, contracts);
  let nowSec = await chain.now();

  const outcome = async (method: string, { to, data, from, value }: Call): Promise<Answer> => {
    const transaction = { to, data, from, gas: GAS, ...(value !== undefined && { value: toHex(value) }) };
    try {
      if (method === "eth_sendTransaction") {
        await request("evm_setNextBlockTimestamp", toHex(nowSec));
        await request(method, transaction);
      } else await request(method, transaction, "latest");
      return { ok: true };
    } catch (err) {
      return { ok: false, error: errorOf(abi, err) };
    }
  };

  return {
    fixture,
    parameters,
    send: (call) => outcome("eth_sendTransaction", call),
    ask: (call) => outcome("eth_call", call),
    look: async () => {
      const data = (await request("eth_call", lensCall, "latest")) as Hex;
      return decodeFunctionResult({ abi: lens.abi, functionName: "look", data }) as Look;
    },
    nowSec: () => nowSec,
    pass: async (seconds) => {
      nowSec += seconds;
      await request("evm_setNextBlockTimestamp", toHex(nowSec));
      await request("evm_mine");
    },
    origin: async () => {
      const head = BigInt((await request("eth_blockNumber")) as Hex);
      const block = (await request("eth_getBlockByNumber", toHex(head - 1n), false)) as { hash: Hex };
      return { number: head - 1n, hash: block.hash };
    },
    mark: async () => ({ id: (await request("evm_snapshot")) as string, nowSec }),
    back: async (mark) => {
      await request("evm_revert", mark.id);
      nowSec = mark.nowSec;
    },
  };
}

function lookCall(lens: { address: Address; abi: Abi }, contracts: L1Contracts) {
  const { inbox, sequencerPolicy, portal } = contracts;
  const args = [inbox.address, sequencerPolicy.address, portal.address, A];
  return {
    to: lens.address,
    data: encodeFunctionData({ abi: lens.abi, functionName: "look", args }),
    gas: GAS,
  };
}

/** Name of the error that a call ended with. */
function errorOf(abi: Abi, err: unknown): string {
  let data: unknown = err;
  for (let i = 0; i < 5 && typeof data === "object" && data !== null; i++)
    data = (data as { data?: unknown }).data ?? (data as { cause?: unknown }).cause;
  if (typeof data !== "string" || !data.startsWith("0x") || data.length < 10) return `unnamed: ${err}`;
  try {
    return decodeErrorResult({ abi, data: data as Hex }).errorName;
  } catch {
    return `unknown ${data.slice(0, 10)}`;
  }
}
