/**
 * Chains for tests, built on engines directly: two rollups from a small genesis, superblocks appended to a store.
 * Fees are paid by accounts that genesis funds.
 */
import { type Address, type Hex, keccak256, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { createEngine } from "../../services/execution/ethereumjs/engine.ts";
import { systemAccounts } from "../../services/execution/genesisAccounts.ts";
import { genesisStateFrom } from "../../services/execution/genesisState.ts";
import { genesisHeader, genesisSuperblock } from "../../services/execution/genesisSuperblock.ts";
import { followHistory } from "../../services/execution/history.ts";
import type {
  BlockHeader,
  Engine,
  GroupRecord,
  OpenBlock,
  SealedBlock,
  Store,
} from "../../services/ports.ts";
import { type AppendOnlyTree, root } from "../../services/protocol/appendOnlyTree.ts";
import type { GenesisAccount } from "../../services/protocol/deployment.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import { derivePrevRandao } from "../../services/protocol/superblock/l2Header.ts";
import { blocksRoot, hashSuperblock } from "../../services/protocol/superblock/superblock.ts";
import { createMemoryStore } from "./memoryStore.ts";

export const CHAIN_A = 42101n;
export const CHAIN_B = 42102n;
export const CHAINS = [CHAIN_A, CHAIN_B] as const;
/** Also a sender in tests: coinbase, sender and recipient may be one account. */
export const PRODUCER: Address = privateKeyToAccount(keccak256(toHex("test account 3"))).address;
export const DOMAIN = { l1ChainId: 31337n, inbox: "0x1111111111111111111111111111111111111111" as Address };
const GENESIS_TIME = 1_800_000_000n;
const ORIGIN = { l1OriginNumber: 7n, l1Origin: keccak256("0x07") };

/** Key number n of the tests; funded with 10^21 wei on every rollup. */
export const account = (n: number) => privateKeyToAccount(keccak256(toHex(`test account ${n}`)));
export const FUNDED = [0, 1, 2, 3].map(account);

export const accountAt = (address: Address, code: Hex = "0x", balance = 0n): GenesisAccount => ({
  address,
  balance,
  nonce: code === "0x" ? 0n : 1n,
  code,
  storage: [],
});

export type TestChain = {
  readonly store: Store;
  readonly engines: ReadonlyMap<bigint, Engine>;
  engine(chainId: bigint): Engine;
  header(chainId: bigint, number?: bigint): BlockHeader;
  /** Opens a block on every rollup. */
  open(): Promise<ReadonlyMap<bigint, OpenBlock>>;
  /** Seals open blocks and appends them as the next superblock. */
  append(
    open: ReadonlyMap<bigint, OpenBlock>,
    groups?: readonly GroupRecord[],
  ): Promise<readonly SealedBlock[]>;
  /** One superblock with these transactions; all must be applied. */
  include(transactions: ReadonlyMap<bigint, readonly Hex[]>): Promise<readonly SealedBlock[]>;
};

export async function createTestChain(
  options: { readonly accounts?: readonly GenesisAccount[]; readonly store?: Store } = {},
): Promise<TestChain> {
  const funded = FUNDED.map(({ address }) => accountAt(address, "0x", 10n ** 21n));
  const state = await genesisStateFrom([...systemAccounts(), ...funded, ...(options.accounts ?? [])]);
  const store = options.store ?? createMemoryStore(CHAINS);
  const blocks = CHAINS.map((chainId) => ({
    header: genesisHeader(chainId, GENESIS_TIME, ORIGIN.l1Origin, state.stateRoot),
    transactions: [],
    receipts: [],
    stateWrites: state.stateWrites,
  }));
  const headers = blocks.map(({ header }) => header);
  if (store.head() === undefined)
    store.append(
      genesisSuperblock({ ...DOMAIN, genesisTimestamp: GENESIS_TIME, ...ORIGIN }, headers),
      blocks,
      [],
    );
  const engines = new Map<bigint, Engine>();
  for (const chainId of CHAINS)
    engines.set(chainId, await createEngine({ chainId, readNode: (key) => store.stateNode(chainId, key) }));
  return chainOver(store, engines);
}

function chainOver(store: Store, engines: ReadonlyMap<bigint, Engine>): TestChain {
  const headNumber = () => store.head()!.superblock.number;
  const header = (chainId: bigint, number = headNumber()) => store.header(chainId, number)!;
  const open = async () => {
    const parent = store.head()!;
    const number = parent.superblock.number + 1n;
    const blocks = new Map<bigint, OpenBlock>();
    for (const [chainId, engine] of engines) {
      const prevRandao = derivePrevRandao(header(chainId).prevRandao, ZERO_HASH, number);
      const timestamp = parent.superblock.timestamp + 1n;
      const env = { number, timestamp, producer: PRODUCER, prevRandao, l1Origin: ORIGIN.l1Origin };
      blocks.set(chainId, await engine.open(header(chainId), { ...env, parentSuperblock: parent.hash }));
    }
    return blocks;
  };
  const append: TestChain["append"] = async (openBlocks, groups = []) => {
    const sealed: SealedBlock[] = [];
    for (const block of openBlocks.values()) sealed.push(await block.seal());
    store.append(nextSuperblock(store, sealed), sealed, groups);
    return sealed;
  };
  return {
    store,
    engines,
    engine: (chainId) => engines.get(chainId)!,
    header,
    open,
    append,
    async include(transactions) {
      const openBlocks = await open();
      for (const [chainId, raws] of transactions)
        for (const raw of raws) {
          const outcome = await openBlocks.get(chainId)!.apply(raw);
          if (outcome.status !== "applied") throw new Error(`transaction refused: ${outcome.reason}`);
        }
      return append(openBlocks);
    },
  };
}

/** One tree for each store, which grows with it. */
const histories = new WeakMap<Store, () => AppendOnlyTree>();
function historyOf(store: Store): AppendOnlyTree {
  const follow = histories.get(store) ?? followHistory(store);
  histories.set(store, follow);
  return follow();
}

/** A superblock over sealed blocks; channels as in its parent. */
export function nextSuperblock(store: Store, sealed: readonly SealedBlock[]) {
  const parent = store.head()!;
  const blocks = sealed.map(({ header: h }) => ({
    chainId: h.chainId,
    number: h.number,
    blockHash: h.hash,
    stateRoot: h.stateRoot,
    traceRoot: ZERO_HASH,
  }));
  const superblock = {
    ...parent.superblock,
    historyRoot: root(historyOf(store)),
    number: parent.superblock.number + 1n,
    timestamp: parent.superblock.timestamp + 1n,
    producer: PRODUCER,
    parent: parent.hash,
    blocksRoot: blocksRoot(blocks),
  };
  return { ...parent, superblock, hash: hashSuperblock(superblock, DOMAIN), blocks };
}

type Intent = {
  readonly chainId?: bigint;
  readonly from?: number;
  readonly nonce: number;
  readonly to?: Address;
  readonly value?: bigint;
  readonly data?: Hex;
  readonly gas?: bigint;
  readonly maxFeePerGas?: bigint;
  readonly maxPriorityFeePerGas?: bigint;
};

/** A signed fee-market transaction; without `to` it creates a contract. */
export const signed = (intent: Intent): Promise<Hex> =>
  account(intent.from ?? 0).signTransaction({
    type: "eip1559",
    chainId: Number(intent.chainId ?? CHAIN_A),
    nonce: intent.nonce,
    ...(intent.to && { to: intent.to }),
    value: intent.value ?? 0n,
    data: intent.data ?? "0x",
    gas: intent.gas ?? 1_000_000n,
    maxFeePerGas: intent.maxFeePerGas ?? 10n ** 9n,
    maxPriorityFeePerGas: intent.maxPriorityFeePerGas ?? 10n ** 9n,
  });
