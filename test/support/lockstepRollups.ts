/** Rollups of a test with the real system contracts from genesis, the real engine and a store in memory. */
import { type Address, type Hex, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { readSystemArtifacts } from "../../services/adapters/artifacts.ts";
import { createProducerKey } from "../../services/adapters/keys.ts";
import { nativeAccount } from "../../services/adapters/nativeAccount.ts";
import { createEngine } from "../../services/execution/ethereumjs/engine.ts";
import { buildGenesis, type Genesis } from "../../services/execution/genesis.ts";
import { loadHistory } from "../../services/execution/history.ts";
import { openSuperblock, type SuperblockDeps } from "../../services/execution/superblockExecution.ts";
import type { Engine, ProducerKey, SignedSuperblock, Store } from "../../services/ports.ts";
import { ZERO_HASH } from "../../services/protocol/merkleTree.ts";
import { createMemoryStore } from "./memoryStore.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
export const testAccount = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });
export const producer = testAccount(2);
export const L1_CHAIN_ID = 31337n;
export const INBOX: Address = "0x00000000000000000000000000000000000000AA";

export type LockstepRollups = SuperblockDeps & {
  readonly store: Store;
  readonly key: ProducerKey;
  readonly chainIds: readonly bigint[];
  readonly genesis: Genesis;
  engine(chainId: bigint): Engine;
  head(): SignedSuperblock;
  /** Opens the next superblock, one second after the head. */
  open(): ReturnType<typeof openSuperblock>;
  history(): ReturnType<typeof loadHistory>;
};

/** Genesis of `count` rollups, chain ids from 42101 on. */
export async function createTestGenesis(count: number): Promise<Genesis> {
  const rollups = Array.from({ length: count }, (_, i) => ({
    name: "ABCDE"[i]!,
    chainId: 42101n + BigInt(i),
  }));
  return buildGenesis(
    {
      l1ChainId: L1_CHAIN_ID,
      inbox: INBOX,
      rollups,
      genesisTimestamp: 1_800_000_000n,
      l1OriginNumber: 1n,
      l1Origin: `0x${"11".repeat(32)}`,
      mining: {
        anchorBits: 0x207fffff,
        anchorTimeSec: 1_800_000_000n,
        spacingSec: 10,
        halfLifeSec: 120,
        auxChainId: 0x1c5,
        minSpacingSec: 5n,
      },
      actionGasPriceWei: 1_000_000n,
    },
    readSystemArtifacts(),
  );
}

export async function createLockstepRollups(
  count: number,
  openStore: (chainIds: readonly bigint[]) => Store = createMemoryStore,
): Promise<LockstepRollups> {
  const genesis = await createTestGenesis(count);
  const chainIds = genesis.rollups.map(({ chainId }) => chainId);
  const store = openStore(chainIds);
  store.append(genesis.signed, genesis.blocks, []);
  const engines: Engine[] = [];
  for (const chainId of chainIds)
    engines.push(await createEngine({ chainId, readNode: (key) => store.stateNode(chainId, key) }));
  const deps = { engines, store, domain: { l1ChainId: L1_CHAIN_ID, inbox: INBOX } };
  const head = (): SignedSuperblock => store.head()!;
  return {
    ...deps,
    chainIds,
    genesis,
    key: createProducerKey(nativeAccount(toHex(producer.getHdKey().privateKey!))),
    engine: (chainId) => engines.find((engine) => engine.chainId === chainId)!,
    head,
    history: () => loadHistory(store),
    open: () =>
      openSuperblock(deps, head(), {
        term: `0x${"07".repeat(32)}`,
        timestamp: head().superblock.timestamp + 1n,
        producer: producer.address,
        l1Origin: { number: 1n, hash: `0x${"11".repeat(32)}` },
        lead: ZERO_HASH,
      }),
  };
}

export type Intent = {
  readonly chainId: bigint;
  readonly from: number;
  readonly nonce: number;
  readonly to?: Address;
  readonly value?: bigint;
  readonly data?: Hex;
  readonly gas?: bigint;
  /** at most, per gas, all of it tip; enough for a quiet rollup by default */
  readonly feeWei?: bigint;
};

/** A signed transaction with the least tip; base fees are zero in these tests. */
export const signedBy = ({
  chainId,
  from,
  nonce,
  to,
  value,
  data,
  gas,
  feeWei = 1_000_000n,
}: Intent): Promise<Hex> =>
  testAccount(from).signTransaction({
    type: "eip1559",
    chainId: Number(chainId),
    nonce,
    ...(to && { to }),
    value: value ?? 0n,
    data: data ?? "0x",
    gas: gas ?? 2_000_000n,
    maxFeePerGas: feeWei,
    maxPriorityFeePerGas: feeWei,
  });
