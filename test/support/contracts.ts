/**
 * Contracts on an in-process chain, called by name. The ABIs come from the compiler at run time, so results are
 * typed by the caller.
 */
import { network } from "hardhat";
import {
  type Abi,
  type Account,
  type Address,
  BaseError,
  decodeErrorResult,
  encodeDeployData,
  encodeFunctionData,
  getAddress,
  type Hex,
  type TransactionReceipt,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";

export type Refusal = { readonly errorName: string; readonly args: readonly unknown[] };
export type CallOptions = {
  readonly account?: Account | Address;
  readonly value?: bigint;
  readonly gas?: bigint;
};

export type Deployed = {
  readonly address: Address;
  readonly abi: Abi;
  read<Result>(functionName: string, args?: readonly unknown[], options?: CallOptions): Promise<Result>;
  /** Sends and waits; throws when it reverts. */
  write(functionName: string, args?: readonly unknown[], options?: CallOptions): Promise<TransactionReceipt>;
  /** The error that a call ends with; throws when it succeeds. */
  refusal(functionName: string, args?: readonly unknown[], options?: CallOptions): Promise<Refusal>;
};

export type TestChain = Awaited<ReturnType<typeof createChain>>;

const TEST_MNEMONIC = "test test test test test test test test test test test junk";
export const testAccount = (index: number) => mnemonicToAccount(TEST_MNEMONIC, { addressIndex: index });

/** Revert data in an error of viem, wherever the client put it. */
function revertData(error: unknown): Hex {
  let found: Hex | undefined;
  const look = (e: unknown): boolean => {
    const data = (e as { data?: unknown }).data;
    const inner = typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
    if (typeof inner === "string" && inner.startsWith("0x")) found = inner as Hex;
    return found !== undefined;
  };
  if (error instanceof BaseError) error.walk(look);
  if (found === undefined) throw error;
  return found;
}

export type ChainChange = { readonly allowBlocksWithSameTimestamp?: boolean };

/** The chain's time is its own: it begins here and goes on by one second a transaction, so that gas is repeatable. */
const BEGINS = "2027-01-01T00:00:00Z";

export async function createChain(override: ChainChange = {}) {
  const { viem, provider } = await network.create({ override: { initialDate: BEGINS, ...override } });
  const client = await viem.getPublicClient();
  const test = await viem.getTestClient();
  const [wallet] = await viem.getWalletClients();

  const tick = async (): Promise<void> =>
    test.setNextBlockTimestamp({ timestamp: (await client.getBlock()).timestamp + 1n });

  const refusalOf = async (abi: Abi, call: Promise<unknown>): Promise<Refusal> => {
    const error = await call.then(
      () => undefined,
      (e: unknown) => e,
    );
    if (error === undefined) throw new Error("the call succeeded, a refusal was expected");
    const { errorName, args } = decodeErrorResult({ abi, data: revertData(error) });
    return { errorName, args: (args ?? []) as readonly unknown[] };
  };

  const at = (anyAddress: Address, abi: Abi): Deployed => {
    const address = getAddress(anyAddress);
    const request = (functionName: string, args: readonly unknown[], options: CallOptions) => ({
      to: address,
      data: encodeFunctionData({ abi, functionName, args }),
      account: options.account ?? wallet!.account,
      ...(options.value === undefined ? {} : { value: options.value }),
      ...(options.gas === undefined ? {} : { gas: options.gas }),
    });
    return {
      address,
      abi,
      read: async <Result>(functionName: string, args: readonly unknown[] = [], options: CallOptions = {}) =>
        (await client.readContract({ address, abi, functionName, args, ...options })) as Result,
      write: async (functionName, args = [], options = {}) => {
        await tick();
        const hash = await wallet!.sendTransaction(request(functionName, args, options));
        const receipt = await client.waitForTransactionReceipt({ hash });
        if (receipt.status !== "success") throw new Error(`${functionName} reverted`);
        return receipt;
      },
      refusal: (functionName, args = [], options = {}) =>
        refusalOf(abi, client.call(request(functionName, args, options))),
    };
  };

  return {
    viem,
    provider,
    client,
    test,
    at,
    deploy: async (name: string, args: readonly unknown[] = []): Promise<Deployed> => {
      await tick();
      const { address, abi } = await viem.deployContract(name as "", args as []);
      return at(address, abi as Abi);
    },
    /** The error that a constructor ends with. */
    deployRefusal: async (abi: Abi, bytecode: Hex, args: readonly unknown[]): Promise<Refusal> =>
      refusalOf(abi, client.call({ data: encodeDeployData({ abi, bytecode, args }) })),
    /** Timestamp of the newest block, which is what a simulated call sees; Unix seconds. */
    now: async (): Promise<bigint> => (await client.getBlock()).timestamp,
    /** Mines a block with this timestamp. */
    advanceTo: async (timestamp: bigint): Promise<void> => {
      await test.setNextBlockTimestamp({ timestamp });
      await test.mine({ blocks: 1 });
    },
  };
}
