import { expect } from "chai";
import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { crossRollupMessengerAbi, minedBlockOracleAbi } from "../../../services/abi/index.ts";
import { readArtifact, readSystemArtifacts } from "../../../services/adapters/artifacts.ts";
import { createEngine } from "../../../services/execution/ethereumjs/engine.ts";
import {
  buildGenesis,
  type Genesis,
  type GenesisParams,
  genesisOf,
  MESSENGER_RESERVE_WEI,
} from "../../../services/execution/genesis.ts";
import { constructAccount } from "../../../services/execution/genesisAccounts.ts";
import { EMPTY_ROOT } from "../../../services/protocol/appendOnlyTree.ts";
import { channelsDigest, localEntries } from "../../../services/protocol/channels/channel.ts";
import type { Deployment } from "../../../services/protocol/deployment.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import {
  MESSENGER,
  MESSENGER_CHANNELS_DIGEST_SLOT,
  MESSENGER_UNSEALED_SLOT,
  MINED_BLOCK_ORACLE,
  TOKEN_BRIDGE,
} from "../../../services/protocol/systemAddresses.ts";
import { createMemoryStore } from "../../support/memoryStore.ts";
import { createReferenceVm } from "../../support/referenceVm.ts";

const PARAMS: GenesisParams = {
  l1ChainId: 31337n,
  inbox: "0x00000000000000000000000000000000000000AA",
  rollups: [
    { name: "B", chainId: 42102n },
    { name: "A", chainId: 42101n },
  ],
  genesisTimestamp: 1_800_000_000n,
  mining: {
    anchorBits: 0x207fffff,
    anchorTimeSec: 1_800_000_000n,
    spacingSec: 10,
    halfLifeSec: 120,
    auxChainId: 0x1c5,
    minSpacingSec: 5n,
  },
  actionGasPriceWei: 1_000_000n,
  l1OriginNumber: 3n,
  l1Origin: `0x${"11".repeat(32)}`,
};

const deploymentOf = (genesis: Genesis): Deployment =>
  ({
    l1ChainId: PARAMS.l1ChainId,
    addresses: { inbox: PARAMS.inbox },
    rollups: genesis.rollups,
    genesisTimestamp: PARAMS.genesisTimestamp,
    genesisAccounts: genesis.accounts,
    genesisSuperblock: genesis.superblock,
  }) as unknown as Deployment;

describe("genesis", () => {
  let genesis: Genesis;

  before(async () => {
    genesis = await buildGenesis(PARAMS, readSystemArtifacts());
  });

  const accountsOf = (i: number) => [...genesis.accounts, ...genesis.rollups[i]!.accounts];

  it("orders rollups by chain id and gives ETH to the messenger's reserve alone", () => {
    expect(genesis.rollups.map(({ name }) => name)).to.deep.equal(["A", "B"]);
    const funded = accountsOf(0).filter(({ balance }) => balance > 0n);
    expect(funded.map(({ address, balance }) => [address, balance])).to.deep.equal([
      [MESSENGER, MESSENGER_RESERVE_WEI],
    ]);
    expect(accountsOf(0).map(({ nonce }) => nonce)).to.deep.equal(Array(7).fill(1n));
    for (const address of [MESSENGER, TOKEN_BRIDGE, MINED_BLOCK_ORACLE])
      expect(accountsOf(1).filter((a) => a.address === address)).to.have.length(1);
  });

  it("has the state that a second EVM computes from the accounts", async () => {
    for (const [i, { chainId }] of genesis.rollups.entries()) {
      const reference = await createReferenceVm(chainId, accountsOf(i));
      expect(await reference.stateRoot()).to.equal(genesis.headers[i]!.stateRoot);
    }
  });

  it("runs the constructors on each chain: the messenger knows its own chain and its sealed channels", async () => {
    const chainIds = genesis.rollups.map(({ chainId }) => chainId);
    const store = createMemoryStore(chainIds);
    store.append(genesis.signed, genesis.blocks, []);
    for (const [i, chainId] of chainIds.entries()) {
      const engine = await createEngine({ chainId, readNode: (key) => store.stateNode(chainId, key) });
      const header = genesis.headers[i]!;
      const read = async (to: Hex, data: Hex): Promise<Hex> =>
        (await engine.call(header, { to, data })).returnData;
      const abi = crossRollupMessengerAbi;
      const rollups = await read(MESSENGER, encodeFunctionData({ abi, functionName: "rollups" }));
      expect(decodeFunctionResult({ abi, functionName: "rollups", data: rollups })).to.deep.equal([
        42101n,
        42102n,
      ]);
      const own = localEntries(genesis.signed.channels, chainId);
      const channels = await read(MESSENGER, encodeFunctionData({ abi, functionName: "channels" }));
      expect(decodeFunctionResult({ abi, functionName: "channels", data: channels })).to.deep.equal(own);
      expect(own.every(({ count, root }) => count === 0n && root === EMPTY_ROOT)).to.equal(true);
      const digest = await engine.storage(header.stateRoot, MESSENGER, MESSENGER_CHANNELS_DIGEST_SLOT);
      expect(digest).to.equal(channelsDigest(own));
      expect(await engine.storage(header.stateRoot, MESSENGER, MESSENGER_UNSEALED_SLOT)).to.equal(ZERO_HASH);
      const rules = await read(
        MINED_BLOCK_ORACLE,
        encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "rules" }),
      );
      const decoded = decodeFunctionResult({ abi: minedBlockOracleAbi, functionName: "rules", data: rules });
      expect(decoded).to.deep.include({ spacingSec: 10, halfLifeSec: 120, auxChainId: 0x1c5 });
    }
  });

  it("fixes header fields and superblock 0", () => {
    const [header] = genesis.headers;
    expect(header).to.deep.include({
      number: 0n,
      baseFee: 0n,
      gasLimit: 30_000_000n,
      gasUsed: 0n,
      prevRandao: ZERO_HASH,
      parentSuperblock: ZERO_HASH,
      l1Origin: PARAMS.l1Origin,
    });
    expect(genesis.superblock).to.deep.include({
      number: 0n,
      term: ZERO_HASH,
      parent: ZERO_HASH,
      historyRoot: EMPTY_ROOT,
      l1OriginNumber: 3n,
    });
    expect(genesis.signed.channels).to.have.length(6);
    expect(genesis.signed.consumed).to.deep.equal([0n, 0n]);
  });

  it("is the same when rebuilt from the deployment file", async () => {
    const again = await genesisOf(deploymentOf(genesis));
    expect(again.signed).to.deep.equal(genesis.signed);
    expect(again.headers).to.deep.equal(genesis.headers);
  });

  it("refuses a deployment file whose accounts were changed: usage error", async () => {
    const [first, ...others] = genesis.accounts;
    const changed = { ...deploymentOf(genesis), genesisAccounts: [{ ...first!, balance: 1n }, ...others] };
    const failure = await genesisOf(changed).catch((error: Error) => error);
    expect(failure).to.include({ name: "UsageError", code: "usage" });
    expect((failure as Error).message).to.match(/deployment file says/);
  });

  it("refuses a constructor that reverts: genesis-constructor-failed", async () => {
    const artifact = { contractName: "Broken", abi: [], bytecode: "0x5f5ffd" } as const;
    const failure = await constructAccount(
      { artifact, address: MESSENGER, args: [], balance: 0n },
      { chainId: 1n },
    ).catch((error: { code: string }) => error.code);
    expect(failure).to.equal("genesis-constructor-failed");
  });

  it("refuses to read a contract that was not compiled: usage error", () => {
    expect(() => readArtifact("l2/Missing")).to.throw(/cannot be read; run: npx hardhat build/);
  });
});
