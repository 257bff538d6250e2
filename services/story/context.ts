/** What the steps of the story share: clients of L1 and the rollups, people, waiting. Public interfaces only. */
import {
  type Account,
  type Address,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  getAddress,
  type Hex,
  http,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import type { Clock, Rank } from "../ports.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { ServiceError } from "../runtime/serviceError.ts";

export type Person = "alice" | "bob";

export type StoryOptions = {
  readonly deployment: Deployment;
  readonly deploymentFile: string;
  readonly l1Url: string;
  /** JSON-RPC of each rollup, by chain id */
  readonly rpcUrls: ReadonlyMap<bigint, string>;
  readonly people: Readonly<Record<Person, Account>>;
  readonly miner: { pause(): void; resume(): void };
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** a line about what is being waited for */
  readonly progress: (text: string) => void;
  /** runs the `node` command in a process of its own and answers with the lines it printed */
  readonly runNode: (args: readonly string[]) => Promise<readonly string[]>;
};

export type ChainClient = {
  readonly chainId: bigint;
  readonly name: string;
  readonly url: string;
  readonly reader: PublicClient<Transport, Chain>;
  readonly as: (person: Person) => WalletClient<Transport, Chain, Account>;
};

export type StoryContext = StoryOptions & {
  readonly l1: ChainClient;
  readonly a: ChainClient;
  readonly b: ChainClient;
};

/** What a step reports: the rank it reached and the facts a reader can check. */
export type StepReport = { readonly rank: Rank | "L1"; readonly facts: readonly string[] };

export function createStoryContext(options: StoryOptions): StoryContext {
  const client = (chainId: bigint, name: string, url: string): ChainClient => {
    const chain = defineChain({
      id: Number(chainId),
      name,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [url] } },
    });
    const transport = http(url);
    const shared = { chain, transport, pollingInterval: 200 };
    return {
      chainId,
      name,
      url,
      reader: createPublicClient(shared),
      as: (person) => createWalletClient({ ...shared, account: options.people[person] }),
    };
  };
  const [a, b] = options.deployment.rollups.map(({ chainId, name }) =>
    client(chainId, name, options.rpcUrls.get(chainId) ?? ""),
  );
  if (a === undefined || b === undefined)
    throw new ServiceError("story-needs-two-rollups", "the story needs a deployment with two rollups");
  return { ...options, a, b, l1: client(options.deployment.l1ChainId, "L1", options.l1Url) };
}

/** Polls until `probe` gives something; names what it waited for when the time is up. */
export async function until<T>(
  context: Pick<StoryContext, "clock" | "signal" | "progress">,
  what: string,
  probe: () => Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const { clock, signal, progress } = context;
  const started = clock.now();
  let reportedMs = 0;
  while (!signal.aborted) {
    const found = await probe();
    if (found !== undefined) return found;
    const waited = clock.now() - started;
    if (waited > timeoutMs)
      throw new ServiceError("story-timeout", `waited ${timeoutMs / 1000} s for ${what}`);
    if (waited - reportedMs >= 5_000) {
      reportedMs = waited;
      progress(`${what}: ${Math.round(waited / 1000)} s`);
    }
    await clock.sleep(150, signal);
  }
  throw new ServiceError("story-stopped", `stopped while waiting for ${what}`);
}

/** A failed expectation ends the story with a sentence. */
export function expectThat(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new ServiceError("story-failed", sentence);
}

/** Sends a call, waits for its receipt and expects success. */
export async function sendAndWait(
  chain: ChainClient,
  person: Person,
  call: { readonly to: Address; readonly data: Hex; readonly value?: bigint; readonly gas?: bigint },
): Promise<{ readonly hash: Hex; readonly blockNumber: bigint; readonly gasUsed: bigint }> {
  const hash = await chain.as(person).sendTransaction(call);
  const receipt = await chain.reader.waitForTransactionReceipt({ hash, timeout: 30_000 });
  expectThat(receipt.status === "success", `transaction ${hash} on ${chain.name} reverted`);
  return { hash, blockNumber: receipt.blockNumber, gasUsed: receipt.gasUsed };
}

/** Deploys a contract for a person and answers with its address. */
export async function deployFor(
  chain: ChainClient,
  person: Person,
  contract: { readonly abi: readonly unknown[]; readonly bytecode: Hex },
  args: readonly unknown[],
): Promise<Address> {
  const hash = await chain
    .as(person)
    .deployContract({ abi: contract.abi as never, bytecode: contract.bytecode, args: args as never });
  const { contractAddress } = await chain.reader.waitForTransactionReceipt({ hash, timeout: 30_000 });
  expectThat(!!contractAddress, `deployment ${hash} on ${chain.name} left no contract`);
  return getAddress(contractAddress);
}
