/** The calls of merged mining itself. */
import { type Address, isAddress } from "viem";
import type { Template } from "../../mining/checkpointTemplates.ts";
import { bitsHex, littleEndianHex } from "../../protocol/bitcoin/compactTarget.ts";
import type { MiningDeps } from "./miningDeps.ts";
import { displayHash, hashFromDisplay, RpcError, type RpcMethod, usage } from "./rpcMethod.ts";

export const createAuxBlock: RpcMethod = {
  name: "createauxblock",
  summary: "work for merged mining that credits an Ethereum address",
  params: ["address"],
  required: 1,
  handle: (deps, [address]) => createWork(deps, address),
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
    if (deps.defaultAddress === undefined)
      throw new RpcError(-5, "Invalid coinbase payout address: none is configured, use createauxblock");
    return createWork(deps, deps.defaultAddress);
  },
};

export const lastAuxRejection: RpcMethod = {
  name: "lockstep_lastAuxRejection",
  summary: "why the last submission for a hash was not accepted; null if none was refused",
  params: ["hash"],
  required: 1,
  handle: ({ service }, [hash]) => {
    const rejection = service.lastRejection(hashFromDisplay(hash, "block hash"));
    if (rejection === undefined) return null;
    return { hash, reason: rejection.reason, time: Math.floor(rejection.atMs / 1000) };
  },
};

function createWork({ service }: MiningDeps, address: unknown) {
  if (typeof address !== "string" || !isAddress(address))
    throw new RpcError(-5, "Invalid coinbase payout address");
  const outcome = service.createWork(address as Address);
  if (!outcome.ok) throw notReady(outcome.reason);
  return renderTemplate(outcome.template);
}

export const notReady = (reason: "l1-unknown" | "nothing-to-mine"): RpcError =>
  reason === "l1-unknown"
    ? new RpcError(-9, "L1 is not connected")
    : new RpcError(-10, "no posted batch is waiting for work");

export function renderTemplate({ id, checkpoint, height }: Template) {
  const target = littleEndianHex(checkpoint.nBits);
  return {
    hash: displayHash(id),
    chainid: checkpoint.auxChainId,
    previousblockhash: displayHash(checkpoint.parentCheckpoint),
    // The pot that pays miners does not exist yet.
    coinbasevalue: 0,
    bits: bitsHex(checkpoint.nBits),
    height,
    _target: target,
    target,
  };
}

async function submit({ service }: MiningDeps, hash: unknown, auxpow: unknown): Promise<boolean> {
  const id = hashFromDisplay(hash, "block hash");
  const outcome = await service.submit(id, typeof auxpow === "string" ? auxpow : "not hex");
  if (outcome.ok) return true;
  if (outcome.kind === "unknown-work") throw new RpcError(-8, "block hash unknown");
  if (outcome.kind === "undecodable") throw new RpcError(-22, "decode failed");
  return false;
}

export const AUX_METHODS: readonly RpcMethod[] = [
  createAuxBlock,
  submitAuxBlock,
  getAuxBlock,
  lastAuxRejection,
];
