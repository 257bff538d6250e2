import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { network } from "hardhat";
import { createPublicClient, createTestClient, createWalletClient, type Hex, http, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { DeployError } from "../../deploy/deployError.ts";
import { deployLockstep } from "../../deploy/deployLockstep.ts";
import { type Parameters, readParameters } from "../../deploy/parameters.ts";
import { type BuildGenesis, genesisHash } from "../../deploy/plan.ts";
import {
  checkpointLedgerAbi,
  claimsAbi,
  fallbackAbi,
  portalAbi,
  rollupInboxAbi,
  sequencerPolicyAbi,
  settlementAbi,
} from "../../services/abi/index.ts";
import { readSystemArtifacts } from "../../services/adapters/artifacts.ts";
import { buildGenesis } from "../../services/execution/genesis.ts";
import { type RpcProxy, startRpcProxy } from "../support/rpcProxy.ts";

const realGenesis: BuildGenesis = ({ l1Origin, ...request }) =>
  buildGenesis(
    { ...request, l1OriginNumber: l1Origin.number, l1Origin: l1Origin.hash },
    readSystemArtifacts(),
  );

describe("deployLockstep", function () {
  this.timeout(60_000);
  const devnet = readParameters("deploy/parameters/devnet.json");
  let server: Awaited<ReturnType<typeof network.createServer>>;
  let proxy: RpcProxy;
  let l1Url: string;
  let folder: string;

  before(async () => {
    server = await network.createServer("default", "127.0.0.1", 0);
    const { port } = await server.listen();
    l1Url = `http://127.0.0.1:${port}`;
    proxy = await startRpcProxy(l1Url);
    folder = mkdtempSync(join(tmpdir(), "lockstep-deploy-"));
  });
  after(async () => {
    await proxy.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A deployer of its own with this much ETH. */
  const deployer = async (ether: string): Promise<Hex> => {
    const key = generatePrivateKey();
    const { address } = privateKeyToAccount(key);
    const test = createTestClient({ mode: "hardhat", transport: http(l1Url) });
    await test.setBalance({ address, value: parseEther(ether) });
    return key;
  };
  const run = (key: Hex, dir: string, change: { parameters?: Parameters; l1Url?: string } = {}) =>
    deployLockstep({
      l1Url: change.l1Url ?? l1Url,
      deployerKey: key,
      parameters: change.parameters ?? devnet,
      buildGenesis: realGenesis,
      deploymentDir: join(folder, dir),
    });
  const failure = async (attempt: Promise<unknown>): Promise<DeployError> =>
    await attempt.then(
      () => {
        throw new Error("deployed, a failure was expected");
      },
      (error: unknown) => error as DeployError,
    );
  const client = () => createPublicClient({ transport: http(l1Url) });

  it("puts contracts that know each other at the planned addresses and sends the deposits", async () => {
    const deployment = await run(await deployer("5000"), "plain");
    const { addresses, limits, rollups } = deployment;
    const reader = client();
    const at = <const T>(address: Hex, abi: T) => ({ address, abi });
    const inbox = await reader.readContract({
      ...at(addresses.inbox, rollupInboxAbi),
      functionName: "config",
    });
    expect(inbox.ledger).equal(addresses.ledger);
    expect(inbox.portal).equal(addresses.portal);
    expect(inbox.genesis).deep.equal(deployment.genesisSuperblock);
    expect(inbox.rollups.map((r) => r.genesisHash)).deep.equal(rollups.map((r) => r.genesisHash));
    expect(inbox.forceDelaySec).equal(limits.forceDelaySec);
    const ledger = await reader.readContract({
      ...at(addresses.ledger, checkpointLedgerAbi),
      functionName: "config",
    });
    expect([ledger.inbox, ledger.genesisSuperblock]).deep.equal([addresses.inbox, genesisHash(deployment)]);
    expect(ledger.rules.anchorTimeSec).equal(deployment.genesisTimestamp);
    const settlement = await reader.readContract({
      ...at(addresses.settlement, settlementAbi),
      functionName: "config",
    });
    expect([settlement.inbox, settlement.ledger]).deep.equal([addresses.inbox, addresses.ledger]);
    const leader = await reader.readContract({
      ...at(addresses.sequencerPolicy, sequencerPolicyAbi),
      functionName: "leader",
      args: [1n],
    });
    expect(leader).equal(deployment.leader);

    const claims = await reader.readContract({ ...at(addresses.claims, claimsAbi), functionName: "config" });
    expect(claims).deep.equal({
      inbox: addresses.inbox,
      settlement: addresses.settlement,
      sequencerPolicy: addresses.sequencerPolicy,
      ledger: addresses.ledger,
      fallbackMode: addresses.fallback,
    });
    expect([inbox.claims, inbox.settlement]).deep.equal([addresses.claims, addresses.settlement]);
    expect(inbox.fallbackMode).equal(addresses.fallback);
    const fallback = await reader.readContract({
      ...at(addresses.fallback, fallbackAbi),
      functionName: "config",
    });
    expect(fallback).deep.equal({
      inbox: addresses.inbox,
      sequencerTimeoutSec: limits.sequencerTimeoutSec,
    });

    const accounts = devnet.deposits!.accounts.length;
    for (const { chainId } of rollups) {
      const sent = await reader.readContract({
        ...at(addresses.portal, portalAbi),
        functionName: "sentCount",
        args: [chainId],
      });
      expect(sent).equal(BigInt(accounts));
    }
    const locked = await reader.getBalance({ address: addresses.portal });
    expect(locked).equal(devnet.deposits!.valueWei * BigInt(accounts * rollups.length));
  });

  it("run again, sends nothing and says the same", async () => {
    const key = await deployer("5000");
    const { address } = privateKeyToAccount(key);
    const first = await run(key, "again");
    const nonce = await client().getTransactionCount({ address });
    expect(await run(key, "again")).deep.equal(first);
    expect(await client().getTransactionCount({ address })).equal(nonce);
  });

  it("goes on after an interruption at any transaction, with the genesis of the first attempt", async () => {
    for (const done of [0, 1, 4, 7, 8, 10, 18]) {
      const key = await deployer("5000");
      const dir = `broken-${done}`;
      proxy.breakAfter(done);
      const error = await failure(run(key, dir, { l1Url: proxy.url }));
      const afterContracts = done === 8 ? "bond-failed" : "deposit-failed";
      expect(error.code, `after ${done}`).equal(done < 8 ? "deployment-failed" : afterContracts);
      proxy.breakAfter(Number.POSITIVE_INFINITY);
      const deployment = await run(key, dir, { l1Url: proxy.url });
      const locked = await client().getBalance({ address: deployment.addresses.portal });
      expect(locked, `after ${done}`).equal(devnet.deposits!.valueWei * 12n);
      const bonded = await client().getBalance({ address: deployment.addresses.sequencerPolicy });
      expect(bonded, `after ${done}`).equal(devnet.bond.stakeWei);
    }
  });

  it("l1-unreachable", async () => {
    const error = await failure(run(generatePrivateKey(), "nobody", { l1Url: "http://127.0.0.1:1" }));
    expect(error.code).equal("l1-unreachable");
    expect(error.message).match(/^no L1 JSON-RPC answers at http:\/\/127\.0\.0\.1:1: [^\n]+$/);
  });

  it("l1-wrong-chain", async () => {
    const error = await failure(
      run(await deployer("1"), "chain", { parameters: { ...devnet, l1ChainId: 11155111n } }),
    );
    expect(error.code).equal("l1-wrong-chain");
    expect(error.message).include("31337").include("11155111");
  });

  it("deployer-without-funds", async () => {
    const error = await failure(run(generatePrivateKey(), "poor"));
    expect(error.code).equal("deployer-without-funds");
  });

  it("deposit-failed when the ETH runs out, then goes on when there is more", async () => {
    const key = await deployer("300");
    expect((await failure(run(key, "short"))).code).equal("deposit-failed");
    const { address } = privateKeyToAccount(key);
    const test = createTestClient({ mode: "hardhat", transport: http(l1Url) });
    await test.setBalance({ address, value: parseEther("5000") });
    const deployment = await run(key, "short");
    const locked = await client().getBalance({ address: deployment.addresses.portal });
    expect(locked).equal(devnet.deposits!.valueWei * 12n);
  });

  it("deployment-of-another-plan: the folder of other parameters or another deployer", async () => {
    const key = await deployer("5000");
    await run(key, "owned");
    const other = { ...devnet, limits: { ...devnet.limits, maxLagSec: 61n } };
    expect((await failure(run(key, "owned", { parameters: other }))).code).equal(
      "deployment-of-another-plan",
    );
    expect((await failure(run(await deployer("1"), "owned"))).code).equal("deployment-of-another-plan");
  });

  it("deployment-mismatch: the deployer sent something else after planning", async () => {
    const key = await deployer("5000");
    proxy.breakAfter(0);
    await failure(run(key, "spoilt", { l1Url: proxy.url }));
    proxy.breakAfter(Number.POSITIVE_INFINITY);
    const account = privateKeyToAccount(key);
    const wallet = createWalletClient({ account, transport: http(l1Url) });
    await wallet.sendTransaction({ to: account.address, chain: null });
    expect((await failure(run(key, "spoilt"))).code).equal("deployment-mismatch");
  });
});
