/** A devnet killed at one point after the other and started again, and everything that must hold whenever it runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { createL1Reader } from "../../../services/adapters/l1/l1Reader.ts";
import { systemClock } from "../../../services/adapters/systemClock.ts";
import { runLockstep } from "../../../services/roles/childProcess.ts";
import { readDeployment } from "../../../services/runtime/deploymentFile.ts";
import {
  createToken,
  type Rollup,
  type Rollups,
  rollupsAt,
  type Seen,
  SUPPLY,
  startLoad,
  supplyAt,
} from "../devnetLoad.ts";
import { type DevnetProcess, type DevnetUrls, startDevnetProcess } from "../devnetProcess.ts";
import { Announcements } from "./announcements.ts";
import type { CrashPoint } from "./crashPoints.ts";

const POSTED_DEADLINE_MS = 60_000;
/** for the signature that a devnet is to die at */
const DEATH_DEADLINE_MS = 60_000;

export class CrashRun {
  readonly #folder: string;
  readonly seen: Seen[] = [];
  #devnet: DevnetProcess | undefined;
  #urls!: DevnetUrls;
  #rollups!: Rollups;
  #token!: Address;
  #announcements!: Announcements;
  #postedBefore = 0n;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** signatures that the feed told of in all lives */
  get announced(): number {
    return this.#announcements.count;
  }

  async begin(): Promise<void> {
    await this.#start();
    this.#token = await createToken(this.#rollups);
  }

  async end(): Promise<void> {
    await this.#devnet?.cutPower();
  }

  /** One death and the next life; answers with how many receipts users saw before. */
  async round(point: CrashPoint): Promise<number> {
    const seen = await this.#die(point);
    this.seen.push(...seen);
    await this.#start();
    await this.#check();
    return seen.length;
  }

  async #die(point: CrashPoint): Promise<readonly Seen[]> {
    if (point.kind === "signing") return this.#dieSigning(point);
    const { kind, what, afterMs } = point;
    if (kind === "starting") {
      await this.#kill("everything");
      this.#devnet = startDevnetProcess(this.#folder);
      await systemClock.sleep(afterMs);
      await this.#kill(what);
      return [];
    }
    const load = await startLoad(this.#rollups, this.#token);
    await systemClock.sleep(afterMs);
    await this.#kill(what);
    await load.stop();
    return load.seen;
  }

  async #dieSigning({ nth, moment }: Extract<CrashPoint, { kind: "signing" }>): Promise<readonly Seen[]> {
    const load = await startLoad(this.#rollups, this.#token);
    this.#devnet!.dieWhileSigning(nth, moment);
    const late = await Promise.race([
      this.#devnet!.ended.then(() => false),
      systemClock.sleep(DEATH_DEADLINE_MS).then(() => true),
    ]);
    if (late) throw new Error(`signature ${nth} was never made`);
    await load.stop();
    return load.seen;
  }

  async #start(): Promise<void> {
    this.#devnet = startDevnetProcess(this.#folder);
    this.#urls = await this.#devnet.ready;
    this.#rollups = rollupsAt(this.#urls);
    this.#announcements ??= new Announcements(readDeployment(join(this.#folder, "deployment.json")));
    // Ends with this life.
    void this.#announcements.listen(this.#urls.feed);
  }

  async #kill(what: "the devnet" | "everything"): Promise<void> {
    if (what === "everything") await this.#devnet?.cutPower();
    else await this.#devnet?.kill();
    this.#devnet = undefined;
  }

  #rollupOf(chainId: number): Rollup {
    return chainId === this.#rollups.a.chainId ? this.#rollups.a : this.#rollups.b;
  }

  async #check(): Promise<void> {
    for (const { chainId, hash, blockHash, blockNumber } of this.seen) {
      const receipt = await this.#rollupOf(chainId).client.getTransactionReceipt({ hash });
      const [now, then] = [receipt, { blockHash, blockNumber }].map(
        (at) => `${at.blockHash} ${at.blockNumber}`,
      );
      expectTrue(now === then, `transaction ${hash} was in ${then} and is in ${now}`);
    }
    const { a, b } = this.#rollups;
    const number = await a.client.getBlockNumber();
    const [onA, onB] = await Promise.all(
      [a, b].map(({ client }) => client.getBlock({ blockNumber: number })),
    );
    // `extraData` is the hash of the superblock before, so it commits to all that both rollups did.
    const isOne = onA?.extraData === onB?.extraData && onA?.timestamp === onB?.timestamp;
    expectTrue(isOne, `the blocks ${number} are not of one superblock`);
    const supply = await supplyAt(this.#rollups, this.#token, number);
    expectTrue(supply === SUPPLY, `supply ${supply}`);
    this.#checkSignerRecord();
    if (this.#announcements.broken) throw this.#announcements.broken;
    const posted = await this.#posted();
    expectTrue(posted >= this.#postedBefore, `posted ${posted}, before ${this.#postedBefore}`);
    this.#postedBefore = posted;
  }

  /** One digest for each (term, number), whatever was signed twice. */
  #checkSignerRecord(): void {
    const lines = readFileSync(join(this.#folder, "signed.jsonl"), "utf8").split("\n").slice(0, -1);
    const digests = new Map<string, Hex>();
    for (const line of lines) {
      const { term, number, digest } = JSON.parse(line) as { term: Hex; number: string; digest: Hex };
      const key = `${term} ${number}`;
      expectTrue((digests.get(key) ?? digest) === digest, `two digests for ${key}`);
      digests.set(key, digest);
    }
    expectTrue(digests.size > 0, "an empty signer's record");
  }

  /** Burn and mint stand in one superblock, both successful. */
  async checkBurns(): Promise<number> {
    const burns = this.seen.filter(({ isBurn }) => isBurn);
    for (const { hash, blockNumber } of burns) {
      const group = (await this.#rollups.a.client.request({
        method: "lockstep_getGroup",
        params: [hash],
      } as never)) as { legs: { kind: string; transactionHash: Hex }[] };
      const action = group.legs.find(({ kind }) => kind === "action");
      const mint = await this.#rollups.b.client.getTransactionReceipt({ hash: action!.transactionHash });
      expectTrue(mint.status === "success" && mint.blockNumber === blockNumber, `mint of ${hash}`);
    }
    return burns.length;
  }

  /** Waits until L1 has everything that was seen. */
  async checkPosted(): Promise<void> {
    const [last] = this.seen.map(({ blockNumber }) => blockNumber).sort((a, b) => Number(b - a)) as [bigint];
    const deadline = systemClock.now() + POSTED_DEADLINE_MS;
    while ((await this.#posted()) < last && systemClock.now() < deadline) await systemClock.sleep(300);
    const posted = await this.#posted();
    expectTrue(posted >= last, `posted up to ${posted}, seen ${last}`);
  }

  /** From L1 alone, with nothing of what is under test. */
  async checkDerived(): Promise<void> {
    const deployment = join(this.#folder, "deployment.json");
    const lines = await runLockstep(["node", "--l1", this.#urls.l1, "--deployment", deployment, "--once"]);
    const derived = lines.map((line) => JSON.parse(line) as { chainId: number; number: number; hash: Hex });
    for (const { chainId, number, hash } of derived) {
      const block = await this.#rollupOf(chainId).client.getBlock({ blockNumber: BigInt(number) });
      expectTrue(block.hash === hash, `block ${number} of ${chainId} is derived as ${hash}`);
    }
    const hashes = new Set(derived.map(({ hash }) => hash));
    for (const { hash, blockHash } of this.seen) expectTrue(hashes.has(blockHash), `${hash} is not derived`);
  }

  async #posted(): Promise<bigint> {
    const deployment = readDeployment(join(this.#folder, "deployment.json"));
    const batches = await createL1Reader({ url: this.#urls.l1, deployment }).batches(0n);
    return batches.at(-1)?.batch.number ?? 0n;
  }
}

function expectTrue(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
