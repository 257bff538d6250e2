import { expect } from "chai";
import { network } from "hardhat";
import { bytesToHex, decodeEventLog, type Hex } from "viem";
import * as NamecoinAuxPow from "../../services/protocol/bitcoin/namecoinAuxPow.ts";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";
import * as CheckpointChain from "../../services/protocol/superblock/checkpointChain.ts";
import { buildAuxPow, EASY_BITS } from "./mergedMining.ts";

export const ROOT_NOTE = 0xa0n;
const MAX_NOTE = (1n << 160n) - 1n;
export const START_SEC = 1_800_000_000;
export const RULES: CheckpointChain.Rules = {
  anchorBits: EASY_BITS,
  anchorTimeSec: START_SEC,
  spacingSec: 10,
  halfLifeSec: 120,
  auxChainId: 77,
};

/** A checkpoint on a parent; `tag` makes its superblock unique. */
export function checkpointOn(parentCheckpoint: Hex, nBits: number, tag: number): Checkpoint.Checkpoint {
  const superblock: Hex = `0x${tag.toString(16).padStart(64, "0")}`;
  return { auxChainId: RULES.auxChainId, nBits, parentCheckpoint, superblock, miner: `0x${"b0".repeat(20)}` };
}

/** A proof of work on a checkpoint, in the calldata layout. */
export function prove(checkpoint: Checkpoint.Checkpoint): Uint8Array {
  const { auxChainId, nBits } = checkpoint;
  const auxHash = Checkpoint.hash(checkpoint);
  const auxPow = buildAuxPow({ auxHash, auxChainId, nBits, chainDepth: 1, coinbaseDepth: 1 });
  return NamecoinAuxPow.toCalldata(auxHash, auxPow).bytes;
}

export interface Outcome {
  readonly failure: CheckpointChain.Failure;
  readonly id: Hex;
  readonly leadChanged: boolean;
}

/** The library in a contract and its twin, fed the same and compared after every step. */
export async function openPair(rules = RULES) {
  const { viem } = await network.create();
  const client = await viem.getPublicClient();
  const [wallet] = await viem.getWalletClients();
  const { address, abi } = await viem.deployContract("CheckpointChainHarness");
  const read = <Result>(functionName: string, args: readonly unknown[]) =>
    client.readContract({ address, abi, functionName, args }) as Promise<Result>;
  const write = async (functionName: string, args: readonly unknown[]) => {
    const hash = await wallet!.writeContract({ address, abi, functionName, args });
    return client.waitForTransactionReceipt({ hash });
  };
  const abiRules = { ...rules, anchorTimeSec: BigInt(rules.anchorTimeSec) };
  await write("init", [abiRules, ROOT_NOTE, BigInt(START_SEC)]);
  let state = CheckpointChain.init(rules, ROOT_NOTE, START_SEC);

  async function compare(): Promise<void> {
    expect(await read("lead", [])).equal(CheckpointChain.lead(state));
    for (const [id, link] of state.links) {
      expect(await read("isLeading", [id]), id).equal(CheckpointChain.isLeading(state, id));
      expect(await read("link", [id]), id).deep.equal(link);
    }
  }

  async function accept(
    checkpoint: Checkpoint.Checkpoint,
    nowSec: number,
    auxPow = prove(checkpoint),
  ): Promise<Outcome> {
    const submission = { checkpoint, auxPow, note: BigInt(checkpoint.superblock) & MAX_NOTE };
    const { state: next, ...here } = CheckpointChain.tryAccept(state, rules, submission, nowSec);
    const call = [abiRules, checkpoint, bytesToHex(auxPow), submission.note, BigInt(nowSec)];
    const receipt = await write("tryAccept", call);
    const { topics, data } = receipt.logs[0]!;
    const { args } = decodeEventLog({ abi, topics, data }) as unknown as {
      args: { failure: number; id: Hex; leadChanged: boolean };
    };
    expect({ ...args, failure: CheckpointChain.FAILURES[args.failure] }).deep.equal(here);
    state = next;
    return here;
  }

  return {
    accept,
    compare,
    read,
    write,
    state: () => state,
    requiredBits: async (parentId: Hex, nowSec: number) => {
      const here = CheckpointChain.requiredBits(state, rules, parentId, nowSec);
      expect(await read("requiredBits", [abiRules, parentId, BigInt(nowSec)])).equal(here);
      const target = CheckpointChain.requiredTarget(state, rules, parentId, nowSec);
      expect(await read("requiredTarget", [abiRules, parentId, BigInt(nowSec)])).equal(target);
      return here;
    },
    moveLead: async (id: Hex) => {
      await write("moveLead", [id]);
      state = CheckpointChain.moveLead(state, id);
    },
    promote: async (id: Hex) => {
      const { leadChanged, state: next } = CheckpointChain.promote(state, id);
      await write("promote", [id]);
      state = next;
      return leadChanged;
    },
  };
}
