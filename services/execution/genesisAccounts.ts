/**
 * Accounts that every rollup starts with. Our contracts come from running their constructors at their fixed
 * addresses, so that immutables and first storage are what the compiler made of them.
 */
import { createEVM } from "@ethereumjs/evm";
import { MerkleStateManager } from "@ethereumjs/statemanager";
import { Account, bytesToHex, createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { type Abi, type Address, encodeDeployData, getAddress, type Hex, padHex } from "viem";
import type { GenesisAccount } from "../protocol/deployment.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { pragueRules } from "./ethereumjs/rules.ts";
import { SYSTEM_CONTRACTS } from "./systemContracts.ts";

/** What the compiler made of a contract. */
export type Artifact = { readonly contractName: string; readonly abi: Abi; readonly bytecode: Hex };

export type GenesisContract = {
  readonly artifact: Artifact;
  readonly address: Address;
  readonly args: readonly unknown[];
  readonly balance: bigint;
};

export class GenesisConstructorFailed extends ServiceError {
  constructor(message: string) {
    super("genesis-constructor-failed", message);
  }
}

const GAS = 30_000_000n;

/** The system contracts of EIP-4788, 2935, 7002 and 7251, as if deployed before. */
export const systemAccounts = (): GenesisAccount[] =>
  SYSTEM_CONTRACTS.map(({ address, code }) => ({ address, balance: 0n, nonce: 1n, code, storage: [] }));

/** Runs a constructor on one chain; the account holds the code it returned and the storage it wrote. */
export async function constructAccount(
  contract: GenesisContract,
  env: { readonly chainId: bigint },
): Promise<GenesisAccount> {
  const rules = pragueRules(env.chainId);
  const state = new MerkleStateManager({ common: rules });
  const evm = await createEVM({ common: rules, stateManager: state });
  const address = createAddressFromString(contract.address);
  const account = new Account(1n, contract.balance);
  await state.putAccount(address, account);
  const slots = new Set<string>();
  evm.events.on("step", (step, next) => {
    if (step.opcode.name === "SSTORE" && step.address.equals(address))
      slots.add(padHex(`0x${step.stack.at(-1)!.toString(16)}`, { size: 32 }));
    next?.();
  });
  const { abi, bytecode, contractName } = contract.artifact;
  const { execResult } = await evm.runCall({
    to: address,
    code: hexToBytes(encodeDeployData({ abi, bytecode, args: contract.args })),
    gasLimit: GAS,
  });
  if (execResult.exceptionError)
    throw new GenesisConstructorFailed(
      `constructor of ${contractName}: ${execResult.exceptionError.error} ${bytesToHex(execResult.returnValue)}`,
    );
  return {
    address: getAddress(contract.address),
    balance: contract.balance,
    nonce: 1n,
    code: bytesToHex(execResult.returnValue),
    storage: await written(state, contract.address, [...slots] as Hex[]),
  };
}

async function written(
  state: MerkleStateManager,
  address: Address,
  slots: readonly Hex[],
): Promise<GenesisAccount["storage"]> {
  const storage: { slot: Hex; value: Hex }[] = [];
  for (const slot of [...slots].sort()) {
    const value = await state.getStorage(createAddressFromString(address), hexToBytes(slot));
    if (value.length > 0) storage.push({ slot, value: padHex(bytesToHex(value), { size: 32 }) });
  }
  return storage;
}
