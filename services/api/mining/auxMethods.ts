/** The calls of merged mining itself. */
import type { Template } from "../../mining/checkpointTemplates.ts";
import { bitsHex, littleEndianHex } from "../../protocol/bitcoin/compactTarget.ts";
import { accountFrom } from "./minerMethods.ts";
import type { CallDeps } from "./miningDeps.ts";
import { displayHash, hashFromDisplay, RpcError, type RpcMethod, usage } from "./rpcMethod.ts";

export const createAuxBlock: RpcMethod = {
  name: "createauxblock",
  summary: "work for merged mining that credits an Ethereum address",
  params: ["address", "longpollid"],
  required: 1,
  handle: (deps, [address, longPollId]) => createWork(deps, { address, longPollId }),
};

export const submitAuxBlock: RpcMethod = {
  name: "submitauxblock",
  summary: "hands in a proof of work for a block of createauxblock",
  params: ["hash", "auxpow"],
  required: 2,
  handle: (deps, [hash, auxpow]) => submit(deps, hash, auxpow),
};

export const getAuxBlock: RpcMethod = {
  name: "getauxblock",
  summary: "without parameters: createauxblock for the configured address; with them: submitauxblock",
  params: ["hash", "auxpow"],
  required: 0,
  handle: (deps, args) => {
    if (args.length === 1) throw new RpcError(-1, usage(getAuxBlock));
    if (args.length === 2) return submit(deps, args[0], args[1]);
    const address = deps.caller.account ?? deps.defaultAddress;
    if (address === undefined)
      throw new RpcError(-5, "Invalid coinbase payout address: none is configured, use createauxblock");
    return createWork(deps, { address });
  },
};

type Wanted = { readonly address: unknown; readonly longPollId?: unknown };

async function createWork({ service, caller, longPolls, nextCreditWei }: CallDeps, work: Wanted) {
  const miner = accountFrom(work.address);
  const { worker, gone } = caller;
  const known = work.longPollId;
  if (known !== undefined && typeof known !== "string") throw new RpcError(-8, "longpollid must be a string");
  const outcome =
    known === undefined
      ? service.createWork(miner)
      : await longPolls.wait({ miner, known: known.toLowerCase(), worker, gone });
  if (!outcome.ok) throw notReady(outcome.reason);
  return renderTemplate(outcome.template, nextCreditWei?.() ?? 0n);
}

export const notReady = (reason: "l1-unknown" | "nothing-to-mine"): RpcError =>
  reason === "l1-unknown"
    ? new RpcError(-9, "L1 is not connected")
    : new RpcError(-10, "no batch is waiting for work");

/** Numbers of pools are doubles: wei would not fit. */
export const gwei = (wei: bigint): number => Number(wei / 1_000_000_000n);

/** @param creditWei what its miner will be credited, in gwei in the answer */
export function renderTemplate({ id, checkpoint, height }: Template, creditWei: bigint) {
  const target = littleEndianHex(checkpoint.nBits);
  return {
    hash: displayHash(id),
    chainid: checkpoint.auxChainId,
    previousblockhash: displayHash(checkpoint.parentCheckpoint),
    coinbasevalue: gwei(creditWei),
    bits: bitsHex(checkpoint.nBits),
    height,
    _target: target,
    target,
    longpollid: displayHash(id),
  };
}

async function submit({ service, caller }: CallDeps, hash: unknown, auxpow: unknown): Promise<boolean> {
  const id = hashFromDisplay(hash, "block hash");
  const outcome = await service.submit(id, typeof auxpow === "string" ? auxpow : "not hex", caller.worker);
  if (outcome.ok) return true;
  if (outcome.kind === "unknown-work") throw new RpcError(-8, "block hash unknown");
  if (outcome.kind === "undecodable") throw new RpcError(-22, "decode failed");
  return false;
}

export const AUX_METHODS: readonly RpcMethod[] = [createAuxBlock, submitAuxBlock, getAuxBlock];
