/** Batches in blobs on anvil: posted, found again in each place, derived, taken back by L1 and posted again. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Hex, toHex } from "viem";
import { createAnvilSource } from "../../services/adapters/l1/blobs/anvilSource.ts";
import { createBeaconSource } from "../../services/adapters/l1/blobs/beaconSource.ts";
import { createArchiveSource, openBlobArchive } from "../../services/adapters/l1/blobs/blobArchive.ts";
import { createBlobReader } from "../../services/adapters/l1/blobs/blobReader.ts";
import type { BlobSource } from "../../services/adapters/l1/blobs/blobSource.ts";
import { createKzg, type Kzg } from "../../services/adapters/l1/blobs/kzg.ts";
import { createL1Reader } from "../../services/adapters/l1/l1Reader.ts";
import { createL1Sender, type PricedL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { openSendJournal } from "../../services/adapters/l1/sending/sendJournal.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { createDerivation } from "../../services/node/derivation.ts";
import { keepIn, serveArchive } from "../../services/roles/blobParts.ts";
import type { CarrierPolicy } from "../../services/settlement/carrier.ts";
import { createPoster, type PostedReport } from "../../services/settlement/posting.ts";
import type { SealedRange } from "../../services/settlement/postingState.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";
import { type LivePair, openRollups, person, quiet, startLivePair } from "../support/livePair.ts";
import { createLoggedLines, LEVEL } from "../support/loggedLines.ts";

const LIMITS = { maxSuperblocks: 120n, everySec: 0n, maxLagSec: 600n, maxDataBytes: 120_000 };
const ORIGIN_DEPTH = 66n;
const noSignal = new AbortController().signal;
const printable = (_: string, value: unknown) =>
  typeof value === "bigint" ? String(value) : typeof value === "string" ? value.slice(0, 90) : value;

describe("batches in blobs", function () {
  this.timeout(120_000);
  let anvil: Anvil;
  let pair: LivePair;
  let kzg: Kzg;
  let sender: PricedL1Sender;
  let folder: string;
  const reports: PostedReport[] = [];

  before(async () => {
    kzg = createKzg();
    folder = mkdtempSync(join(tmpdir(), "lockstep-blobs-"));
    const past = Math.floor(systemClock.now() / 1000) - 400;
    const args = ["--hardfork", "osaka", "--block-time", "1", "--mixed-mining", "--timestamp", String(past)];
    anvil = await startAnvil(args);
    const blobs = createBlobReader([openBlobArchive(folder)], kzg);
    pair = await startLivePair({
      l1Url: anvil.url,
      blobs,
      originDepth: ORIGIN_DEPTH,
      maxLagSec: LIMITS.maxLagSec,
      sequencerTimeoutSec: LIMITS.maxLagSec + 1n,
    });
    // Blocks enough for an origin below every reorganisation, then on to the present.
    await anvil.mine(Number(ORIGIN_DEPTH) + 4);
    await catchUp();
    sender = createL1Sender({
      url: anvil.url,
      account: person(1),
      clock: systemClock,
      log: quiet,
      kzg,
      journal: openSendJournal(person(1).address, pair.store),
    });
  });
  after(async () => {
    await pair?.stop();
    await anvil?.stop();
    await kzg.close();
    rmSync(folder, { recursive: true });
  });

  /** A block of the present, whatever the time of those before it. */
  const catchUp = async (): Promise<void> => {
    await anvil.ask("evm_setNextBlockTimestamp", Math.floor(systemClock.now() / 1000));
    await anvil.mine();
  };
  const posterOf = (policy: CarrierPolicy) =>
    createPoster({
      ...pair,
      sender,
      clock: systemClock,
      log: quiet,
      limits: LIMITS,
      blobs: {
        policy,
        maxBlobs: 6,
        prices: () => sender.prices(),
        keep: keepIn(openBlobArchive(folder), kzg),
      },
      onPosted: (report) => reports.push(report),
    });
  const postHead = async (policy: CarrierPolicy) => {
    const poster = posterOf(policy);
    await poster.step(noSignal);
    const posted = (await pair.l1.batches(0n)).at(-1)!;
    expect(posted?.batch.number, JSON.stringify(poster.state, printable)).to.equal(
      pair.store.head()!.superblock.number,
    );
    return posted;
  };
  const nodeOf = async (sources: readonly BlobSource[], log = quiet) => {
    const blobs = createBlobReader(sources, kzg);
    const l1 = createL1Reader({ url: anvil.url, deployment: pair.deployment, blobs });
    const rollups = await openRollups(pair.deployment);
    return { ...rollups, derivation: createDerivation({ ...rollups, l1, deployment: pair.deployment, log }) };
  };
  const blobsOf = async (hash: Hex): Promise<readonly Hex[]> =>
    (await anvil.client.getTransaction({ hash })).blobVersionedHashes ?? [];

  it("are posted when blob gas is the cheaper one, kept in the archive, and hold what was sealed", async () => {
    await pair.produce();
    const posted = await postHead("auto");
    const [hash, ...more] = await blobsOf(posted.transactionHash);
    expect(more).to.deep.equal([]);
    expect(reports.at(-1)).to.deep.include({ carrier: "blobs", superblocks: 1, blobGasUsed: 131_072n });
    const sealed = pair.store.records.list<SealedRange>("poster/range/").at(-1)!.value;
    expect(toHex((await pair.l1.input(posted)).data)).to.equal(sealed.data);
    const kept = await openBlobArchive(folder).find({
      versionedHashes: [hash!],
      transactionHash: posted.transactionHash,
      timestamp: 0n,
    });
    expect(await kzg.hash(kept[0]!)).to.equal(hash);
  });

  it("stand beside batches in calldata", async () => {
    await pair.produce();
    const posted = await postHead("calldata");
    expect(await blobsOf(posted.transactionHash)).to.deep.equal([]);
    expect(reports.at(-1)).to.deep.include({ carrier: "calldata", blobGasUsed: 0n });
  });

  describe("are derived from", () => {
    const derives = async (source: BlobSource) => {
      const node = await nodeOf([source]);
      const outcome = await node.derivation.step(noSignal);
      expect(outcome, JSON.stringify(outcome, printable)).to.deep.equal({
        ok: true,
        number: 2n,
        batchIndex: 2n,
      });
      expect(node.store.head()!.hash).to.equal(pair.store.head()!.hash);
    };

    it("an archive folder", () => derives(openBlobArchive(folder)));

    it("an archive that a sequencer serves", async () => {
      const stops: (() => Promise<unknown>)[] = [];
      const url = await serveArchive(folder, 0, { onStop: (_, stop) => stops.push(stop) });
      await derives(createArchiveSource(url));
      expect((await fetch(`${url}/0x01${"00".repeat(31)}`)).status).to.equal(404);
      expect((await fetch(`${url}/..%2f..%2fetc%2fpasswd`)).status).to.equal(404);
      await stops[0]!();
    });

    it("anvil's own store", () => derives(createAnvilSource(anvil.client)));

    for (const endpoint of ["blobs", "blob_sidecars"] as const) {
      it(`a beacon API that serves ${endpoint} by slot`, async () => {
        const beacon = await startBeacon(anvil, endpoint);
        await derives(createBeaconSource(beacon.url));
        expect(beacon.asked.some((path) => path.startsWith(`/eth/v1/beacon/${endpoint}/`))).to.equal(true);
        await beacon.close();
      });
    }
  });

  describe("given a source without them, or an L1 that takes them back", () => {
    it("are reported as withheld, with the sources tried, and derived once a source has them", async () => {
      const missing = mkdtempSync(join(tmpdir(), "lockstep-missing-"));
      const [hash] = await blobsOf((await pair.l1.batches(0n))[0]!.transactionHash);
      // Another blob under the right name is no blob of this batch.
      writeFileSync(join(missing, hash!), new Uint8Array(131_072));
      const { log, lines } = createLoggedLines();
      const node = await nodeOf([openBlobArchive(missing), createArchiveSource("http://127.0.0.1:1")], log);
      const outcome = await node.derivation.step(noSignal);
      if (!outcome.ok) throw new Error("mismatch");
      expect(outcome).to.include({ number: 0n, batchIndex: 0n });
      expect(outcome.withheld!.detail).to.match(
        new RegExp(
          "^data of batch 1 are withheld: 1 of its 1 blobs not found; " +
            `tried archive ${missing}: other-blobs; archive http://127.0.0.1:1: failed \\(.*does not answer\\)$`,
        ),
      );
      await node.derivation.step(noSignal);
      const [kept] = await openBlobArchive(folder).find({
        versionedHashes: [hash!],
        transactionHash: hash!,
        timestamp: 0n,
      });
      await openBlobArchive(missing).put(hash!, kept!);
      expect(await node.derivation.step(noSignal), "asked twice in vain, so not at this look").to.equal(
        node.derivation.outcome,
      );
      expect(node.derivation.outcome).to.include({ number: 0n });
      expect(await node.derivation.step(noSignal)).to.deep.equal({ ok: true, number: 2n, batchIndex: 2n });
      const told = lines.filter(({ level }) => level >= LEVEL.info).map(({ msg }) => msg);
      expect(told).to.deep.equal([
        "data of a batch are withheld, will retry",
        "data of the batch were found",
      ]);
      rmSync(missing, { recursive: true });
    });

    it("are posted again with identical blobs after a reorganisation that took them (f15)", async () => {
      await pair.produce();
      const before = await postHead("blobs");
      const blobs = await blobsOf(before.transactionHash);
      const { number } = (await anvil.client.getBlock()) as { number: bigint };
      const depth = Number(number - before.l1Block.number) + 1;
      await anvil.reorganise(Math.max(depth, 2));
      await anvil.ask("anvil_dropAllTransactions");
      expect((await pair.l1.batches(0n)).length, "taken back").to.equal(2);
      const after = await postHead("calldata");
      expect(await blobsOf(after.transactionHash), "the carrier is journaled too").to.deep.equal(blobs);
      expect(after.l1Block.hash).to.not.equal(before.l1Block.hash);
    });

    it("come back all, in order, after a reorganisation 64 deep", async () => {
      await anvil.reorganise(64);
      await catchUp();
      await anvil.ask("anvil_dropAllTransactions");
      expect((await pair.l1.batches(0n)).length, "taken back").to.equal(0);
      const poster = posterOf("blobs");
      const posted = async () => (await pair.l1.batches(0n)).at(-1)?.batch.number ?? 0n;
      for (let steps = 0; (await posted()) < 3n && steps < 5; steps++) await poster.step(noSignal);
      expect(await posted(), JSON.stringify(poster.state, printable)).to.equal(3n);
      const node = await nodeOf([openBlobArchive(folder)]);
      expect(await node.derivation.step(noSignal)).to.include({ ok: true, number: 3n });
      expect(node.store.head()!.hash).to.equal(pair.store.head()!.hash);
    });
  });
});

/** A consensus client's API over anvil: slots of 12 seconds instead of anvil's block numbers. */
async function startBeacon(anvil: Anvil, endpoint: "blobs" | "blob_sidecars") {
  const genesis = (await anvil.client.getBlock({ blockNumber: 0n })).timestamp - 7n;
  const asked: string[] = [];
  const blobsIn = async (slot: bigint): Promise<Hex[]> => {
    const head = await anvil.client.getBlockNumber();
    const found: Hex[] = [];
    for (let n = 0n; n <= head; n++) {
      const block = await anvil.client.getBlock({ blockNumber: n });
      if ((block.timestamp - genesis) / 12n !== slot) continue;
      for (const hash of block.transactions)
        found.push(...(((await anvil.ask("anvil_getBlobsByTransactionHash", hash)) as Hex[] | null) ?? []));
    }
    return found;
  };
  const server = createServer(async (request, response) => {
    const path = request.url!.split("?")[0]!;
    asked.push(path);
    const say = (data: unknown): void => void response.end(JSON.stringify({ data }));
    if (path === "/eth/v1/beacon/genesis") return say({ genesis_time: String(genesis) });
    if (path === "/eth/v1/config/spec") return say({ SECONDS_PER_SLOT: "12" });
    const slot = path.startsWith(`/eth/v1/beacon/${endpoint}/`) ? path.split("/").at(-1)! : undefined;
    if (slot === undefined) return void response.writeHead(404).end();
    const blobs = await blobsIn(BigInt(slot));
    say(endpoint === "blobs" ? blobs : blobs.map((blob, index) => ({ index: String(index), blob })));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, asked, close };
}
