/** What the protocol itself does in every block: writes at its start, requests at its end. */
import { genRequestsRoot } from "@ethereumjs/block";
import {
  bigIntToBytes,
  CLRequest,
  CLRequestType,
  createAddressFromString,
  hexToBytes,
  setLengthLeft,
} from "@ethereumjs/util";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Hex } from "viem";
import type { BlockEnv } from "../../protocol/superblock/l2Header.ts";
import {
  BEACON_ROOTS,
  BLOCK_HASH_HISTORY,
  CONSOLIDATION_REQUESTS,
  HISTORY_WINDOW,
  SYSTEM_CALLER,
  type SystemContract,
  WITHDRAWAL_REQUESTS,
} from "../systemContracts.ts";
import type { View } from "./view.ts";

const SYSTEM_GAS = 30_000_000n;
const caller = createAddressFromString(SYSTEM_CALLER);
const addressOf = (contract: SystemContract) => createAddressFromString(contract.address);

/** EIP-4788: l1Origin by timestamp; EIP-2935: the parent's hash by number. Ring buffers in the contracts' storage. */
export async function writeHistory(view: View, env: BlockEnv, parentHash: Hex): Promise<void> {
  const put = async (contract: SystemContract, slot: bigint, value: Uint8Array): Promise<void> => {
    const address = addressOf(contract);
    // As in EIP-4788: without its contract the write is skipped.
    if ((await view.state.getCode(address)).length === 0) return;
    await view.state.putStorage(address, setLengthLeft(bigIntToBytes(slot), 32), value);
  };
  const index = env.timestamp % HISTORY_WINDOW;
  await put(BEACON_ROOTS, index, bigIntToBytes(env.timestamp));
  await put(BEACON_ROOTS, index + HISTORY_WINDOW, hexToBytes(env.l1Origin));
  await put(BLOCK_HASH_HISTORY, (env.number - 1n) % HISTORY_WINDOW, hexToBytes(parentHash));
}

/** Requests of EIP-7002 and EIP-7251: derived and hashed as on any Prague chain, then ignored. */
export async function collectRequests(view: View): Promise<Uint8Array> {
  const requests = [
    new CLRequest(CLRequestType.Deposit, new Uint8Array()),
    new CLRequest(CLRequestType.Withdrawal, await systemCall(view, WITHDRAWAL_REQUESTS)),
    new CLRequest(CLRequestType.Consolidation, await systemCall(view, CONSOLIDATION_REQUESTS)),
  ];
  return genRequestsRoot(requests, sha256);
}

async function systemCall(view: View, contract: SystemContract): Promise<Uint8Array> {
  const to = addressOf(contract);
  if ((await view.state.getAccount(to)) === undefined) return new Uint8Array();
  const before = await view.state.getAccount(caller);
  const { execResult } = await view.vm.evm.runCall({ caller, to, gasLimit: SYSTEM_GAS });
  // The call is nobody's transaction: it leaves no nonce behind.
  if (before === undefined) await view.state.deleteAccount(caller);
  else await view.state.putAccount(caller, before);
  return execResult.returnValue;
}
