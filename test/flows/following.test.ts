/** Programs that follow the feed, as users start them: a node, and a miner that verifies what it mines. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createFeedServer, type FeedServerDeps } from "../../services/api/feed/feedServer.ts";
import { createHeadFeed } from "../../services/api/headFeed.ts";
import { DEVELOPMENT_ACCOUNTS } from "../../services/devnet.ts";
import { isEquivocation, parseEquivocation } from "../../services/protocol/superblock/equivocation.ts";
import { hashSuperblock } from "../../services/protocol/superblock/superblock.ts";
import { writeDeployment } from "../../services/runtime/deploymentFile.ts";
import { type DevnetProcess, type DevnetUrls, startDevnetProcess } from "../support/devnetProcess.ts";
import { domainOf, resigned, told } from "../support/followingNode.ts";
import { type LivePair, quiet, startLivePair } from "../support/livePair.ts";
import { type LockstepProcess, startLockstep } from "../support/lockstepProcess.ts";

const { carol } = DEVELOPMENT_ACCOUNTS;

describe("programs that follow the feed", function () {
  this.timeout(180_000);
  let folder: string;
  let running: LockstepProcess[] = [];
  const start = (...args: readonly string[]): LockstepProcess => {
    const started = startLockstep(args);
    running.push(started);
    return started;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-following-"));
  });
  afterEach(async () => {
    for (const one of running) await one.stop();
    running = [];
    rmSync(folder, { recursive: true });
  });

  describe("given a devnet", () => {
    let devnet: DevnetProcess;
    let urls: DevnetUrls;
    let state: string;
    before(async () => {
      state = mkdtempSync(join(tmpdir(), "lockstep-devnet-"));
      devnet = startDevnetProcess(state);
      urls = await devnet.ready;
    });
    after(async () => {
      await devnet.cutPower();
      rmSync(state, { recursive: true });
    });
    const common = (own: string): string[] => [
      ...["--l1", urls.l1, "--deployment", join(state, "deployment.json"), "--feed", urls.feed],
      ...["--state", join(folder, own), "--ops-port", "0", "--log-level", "info"],
    ];

    it("a node serves superblocks as `latest` before L1 has them", async () => {
      const node = start("node", ...common("node"), "--rpc-port", "0");
      const [, url] = await node.says(/JSON-RPC of chain 42101 on (\S+)/);
      const ours = createPublicClient({ transport: http(url!) });
      const theirs = createPublicClient({ transport: http(urls.a) });
      for (;;) {
        const latest = await ours.getBlock();
        const safe = await ours.getBlock({ blockTag: "safe" }).catch(() => undefined);
        if (safe === undefined || latest.number <= safe.number) {
          await systemClock.sleep(100);
          continue;
        }
        const { hash } = await theirs.getBlock({ blockNumber: latest.number });
        expect(latest.hash).to.equal(hash);
        break;
      }
      const status = (await ours.request({ method: "lockstep_status" as never })) as unknown as {
        feeds: readonly { connected: boolean }[];
      };
      expect(status.feeds.map(({ connected }) => connected)).to.deep.equal([true]);
      expect(await node.stop()).to.equal(0);
    });

    it("a verifying miner commits to what its own node has executed, and its work is accepted", async () => {
      const args = ["--verify", "--address", carol.address, "--url", urls.mining];
      const miner = start("miner", ...args, ...common("miner"));
      await miner.says(/"msg":"work accepted"/);
      expect(miner.errors()).to.not.include("checkpoint-unknown");
      expect(await miner.stop()).to.equal(0);
    });
  });

  describe("given a leader that tells two feeds different superblocks", () => {
    let pair: LivePair;
    before(async () => {
      pair = await startLivePair();
      await pair.produce();
    });
    after(() => pair.stop());

    it("a verifying miner stops, keeps both and says where", async () => {
      const { store, deployment } = pair;
      const lie = await resigned(deployment, told(store, 1n), { timestamp: 2_000_000_000n });
      const lied = {
        ...store.superblock(1n)!,
        superblock: lie.superblock,
        signature: lie.signature,
        hash: hashSuperblock(lie.superblock, domainOf(deployment)),
      };
      const serve = async (
        served: FeedServerDeps["store"],
      ): Promise<{ url: string; close(): Promise<void> }> => {
        const feed = createFeedServer({
          store: served,
          heads: createHeadFeed(),
          domain: domainOf(deployment),
          rollups: [42101n, 42102n],
          halt: () => undefined,
          clock: systemClock,
          log: quiet,
        });
        const url = (await feed.http.listen({ host: "127.0.0.1", port: 0 })).replace(/^http/, "ws");
        return { url, close: () => feed.http.close() };
      };
      const superblock = (number: bigint) => (number === 1n ? lied : store.superblock(number));
      const feeds = [await serve(store), await serve({ ...store, head: () => lied, superblock })];
      const deploymentFile = join(folder, "deployment.json");
      writeDeployment(deploymentFile, deployment);
      const state = join(folder, "miner");
      const miner = start(
        ...["miner", "--verify", "--address", carol.address, "--url", "http://127.0.0.1:1"],
        ...["--l1", pair.url, "--deployment", deploymentFile, "--state", state, "--ops-port", "0"],
        ...["--feed", feeds.map(({ url }) => url).join(",")],
      );
      expect(await miner.ended).to.equal(1);
      for (const { close } of feeds) await close();
      expect(miner.errors()).to.match(
        /lockstep: the leader has signed two superblocks for number 1: mining stops/,
      );
      const [file, ...more] = readdirSync(join(state, "evidence"));
      expect(more).to.deep.equal([]);
      expect(miner.errors()).to.include(file!);
      const record = parseEquivocation(readFileSync(join(state, "evidence", file!), "utf8"))!;
      expect(isEquivocation(record, domainOf(deployment))).to.equal(true);
    });
  });
});
