import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Address, Hex } from "viem";
import { createL1Reader } from "../../services/adapters/l1/l1Reader.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { runLockstep } from "../../services/roles/childProcess.ts";
import { readDeployment } from "../../services/runtime/deploymentFile.ts";
import {
  createToken,
  type Rollup,
  type Rollups,
  rollupsAt,
  type Seen,
  SUPPLY,
  startLoad,
  supplyAt,
} from "../support/devnetLoad.ts";
import { type DevnetProcess, type DevnetUrls, startDevnetProcess } from "../support/devnetProcess.ts";
import { createRandom } from "../support/random.ts";

const SEED = Number(process.env.CRASH_SEED ?? 20261121);
const random = createRandom(SEED);

/** When the devnet is killed, how, and whether it gets to run at all before. */
const KILLS = [
  { what: "the devnet", whileStarting: false },
  { what: "everything", whileStarting: false },
  { what: "the devnet", whileStarting: true },
  { what: "everything", whileStarting: false },
  { what: "everything", whileStarting: true },
  { what: "the devnet", whileStarting: false },
].map((kill) => ({ ...kill, afterMs: (kill.whileStarting ? 500 : 1_500) + random.int(2_500) }));

const POSTED_DEADLINE_MS = 25_000;

describe(`f14: a devnet killed under load and started again (seed ${SEED})`, function () {
  this.timeout(120_000);
  // A later round stands on the earlier ones.
  this.bail(true);
  let folder: string;
  let devnet: DevnetProcess | undefined;
  let urls: DevnetUrls;
  let rollups: Rollups;
  let token: Address;
  const seen: Seen[] = [];
  let postedBefore = 0n;

  const start = async (): Promise<void> => {
    devnet = startDevnetProcess(folder);
    urls = await devnet.ready;
    rollups = rollupsAt(urls);
  };
  const kill = async (what: string): Promise<void> => {
    if (what === "everything") await devnet?.cutPower();
    else await devnet?.kill();
    devnet = undefined;
  };
  const rollupOf = (chainId: number): Rollup => (chainId === rollups.a.chainId ? rollups.a : rollups.b);
  const postedNumber = async (): Promise<bigint> => {
    const deployment = readDeployment(join(folder, "deployment.json"));
    const batches = await createL1Reader({ url: urls.l1, deployment }).batches(0n);
    return batches.at(-1)?.batch.number ?? 0n;
  };

  /** Everything that must hold whenever the devnet runs. */
  async function checkAll(): Promise<void> {
    for (const { chainId, hash, blockHash, blockNumber } of seen) {
      const receipt = await rollupOf(chainId).client.getTransactionReceipt({ hash });
      expect([receipt.blockHash, receipt.blockNumber], `transaction ${hash}`).to.deep.equal([
        blockHash,
        blockNumber,
      ]);
    }
    const number = await rollups.a.client.getBlockNumber();
    const [a, b] = await Promise.all(
      [rollups.a, rollups.b].map(({ client }) => client.getBlock({ blockNumber: number })),
    );
    // `extraData` is the hash of the superblock before, so it commits to all that both rollups did.
    expect([a?.extraData, a?.timestamp]).to.deep.equal([b?.extraData, b?.timestamp]);
    expect(await supplyAt(rollups, token, number)).to.equal(SUPPLY);
    checkSignerRecord();
    const posted = await postedNumber();
    expect(posted >= postedBefore, `posted ${posted}, before ${postedBefore}`).to.equal(true);
    postedBefore = posted;
  }

  /** One digest for each (term, number), whatever was signed twice. */
  function checkSignerRecord(): void {
    const lines = readFileSync(join(folder, "signed.jsonl"), "utf8").split("\n").slice(0, -1);
    const digests = new Map<string, Hex>();
    for (const line of lines) {
      const { term, number, digest } = JSON.parse(line) as { term: Hex; number: string; digest: Hex };
      const key = `${term} ${number}`;
      expect(digests.get(key) ?? digest, key).to.equal(digest);
      digests.set(key, digest);
    }
    expect(digests.size).to.be.greaterThan(0);
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "crash-"));
    await start();
    token = await createToken(rollups);
  });
  after(async () => {
    await kill("everything");
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [round, { what, whileStarting, afterMs }] of KILLS.entries()) {
    const moment = whileStarting ? "after the start began" : "into the load";
    it(`${round + 1}. kill -9 of ${what} ${afterMs} ms ${moment}: nothing seen is lost`, async () => {
      if (whileStarting) {
        await kill("everything");
        devnet = startDevnetProcess(folder);
        await systemClock.sleep(afterMs);
        await kill(what);
      } else {
        const load = await startLoad(rollups, token);
        await systemClock.sleep(afterMs);
        await kill(what);
        await load.stop();
        expect(load.seen.length, "receipts seen in this round").to.be.greaterThan(0);
        seen.push(...load.seen);
      }
      await start();
      await checkAll();
    });
  }

  it("keeps burn and mint together through all of it", async () => {
    const burns = seen.filter(({ isBurn }) => isBurn);
    expect(burns.length).to.be.greaterThan(0);
    for (const { hash, blockNumber } of burns) {
      const group = (await rollups.a.client.request({
        method: "lockstep_getGroup",
        params: [hash],
      } as never)) as { legs: { kind: string; transactionHash: Hex }[] };
      const action = group.legs.find(({ kind }) => kind === "action");
      const mint = await rollups.b.client.getTransactionReceipt({ hash: action!.transactionHash });
      expect([mint.status, mint.blockNumber]).to.deep.equal(["success", blockNumber]);
    }
  });

  it("goes on posting batches, past everything that was seen", async () => {
    const [last] = seen.map(({ blockNumber }) => blockNumber).sort((a, b) => Number(b - a)) as [bigint];
    const deadline = systemClock.now() + POSTED_DEADLINE_MS;
    while ((await postedNumber()) < last && systemClock.now() < deadline) await systemClock.sleep(300);
    expect((await postedNumber()) >= last, `posted up to ${await postedNumber()}, seen ${last}`).to.equal(
      true,
    );
  });

  it("is derived from L1 alone to the same hashes", async () => {
    const deployment = join(folder, "deployment.json");
    const lines = await runLockstep(["node", "--l1", urls.l1, "--deployment", deployment, "--once"]);
    const derived = lines.map((line) => JSON.parse(line) as { chainId: number; number: number; hash: Hex });
    for (const { chainId, number, hash } of derived) {
      const block = await rollupOf(chainId).client.getBlock({ blockNumber: BigInt(number) });
      expect(block.hash, `block ${number} of ${chainId}`).to.equal(hash);
    }
    const hashes = new Set(derived.map(({ hash }) => hash));
    expect(seen.filter(({ blockHash }) => !hashes.has(blockHash))).to.deep.equal([]);
  });
});
