/** Real pool programs against a running sequencer: what they need works, and both chains grow. */
import { expect } from "chai";
import { systemClock as clock } from "../../services/adapters/systemClock.ts";
import { DEVELOPMENT_ACCOUNTS } from "../../services/devnet.ts";
import { startMiner } from "../../services/mining/miner.ts";
import { createLoggedLines, LEVEL } from "../support/loggedLines.ts";
import {
  type BitcoinNode,
  FIRST_BLOCKS,
  freePort,
  type PoolStand,
  startBitcoinNode,
  startPoolStand,
} from "./poolStand.ts";
import { type Daemon, type RunningProgram, startProgram } from "./programs.ts";
import {
  carriers,
  formOf,
  hasCoinbaseBranch,
  offersWork,
  type Progress,
  progressOf,
  type Stand,
} from "./progress.ts";
import { type ShareCounts, startStratumMiner } from "./stratumMiner.ts";

const CHECKPOINTS = 20;
const OWN_CHECKPOINTS = 5;
/** One share in 16 hashes; bcoin's regtest asks for one in 2. */
const SHARE_DIFFICULTY = 16 / 2 ** 32;
const DEADLINE_MS = 200_000;

/** merged-pooler is older than segwit and asks for templates that a node with segwit refuses. */
const POOLS = { foundationStratum: FIRST_BLOCKS.segwit, mergedPooler: FIRST_BLOCKS.beforeSegwit };

describe("beside a Bitcoin node", () => {
  let sequencer: PoolStand;
  let node: BitcoinNode | undefined;
  before(async function () {
    this.timeout(60_000);
    sequencer = await startPoolStand();
  });
  afterEach(() => node?.stopNode());
  after(() => sequencer?.stop());
  const standWith = async (firstBlocks: number): Promise<Stand> => {
    node = await startBitcoinNode(firstBlocks);
    return { ...sequencer, ...node };
  };

  describe("pools that exist", function () {
    this.timeout(300_000);

    for (const [program, firstBlocks] of Object.entries(POOLS)) {
      it(`${program}: ${CHECKPOINTS} checkpoints reach L1 and its Bitcoin blocks are taken`, async () => {
        const stand = await standWith(firstBlocks);
        const before = await progressOf(stand);
        await until("the sequencer offers work", stand, () => offersWork(stand));
        const { shares, pool } = await mineThrough(stand, program, async () => {
          const now = await progressOf(stand);
          return now.checkpoints >= before.checkpoints + CHECKPOINTS;
        });
        const now = await progressOf(stand);
        try {
          expect(now.mined > before.mined, "rank mined").to.equal(true);
          expect(now.bitcoin - before.bitcoin, "Bitcoin blocks").to.be.at.least(CHECKPOINTS);
          expect(await carriers(stand, before.bitcoin), "of them with a commitment").to.equal(
            now.bitcoin - before.bitcoin,
          );
          expect(shares.accepted).to.be.at.least(CHECKPOINTS);
          const own = (await stand.l1.checkpoints()).slice(before.checkpoints);
          expect(new Set(own.map(({ miner }) => miner))).to.deep.equal(
            new Set([DEVELOPMENT_ACCOUNTS.miner.address]),
          );
          expect(own.some(hasCoinbaseBranch), "a block with transactions").to.equal(true);
          // Two shares of one height: a slow machine finds the second before the pool has new work.
          const lost = pool.log().match(/rejected by the network|not detected/g)?.length ?? 0;
          expect(lost, "blocks that the pool's own books have as lost").to.be.at.most(CHECKPOINTS / 4);
        } catch (err) {
          throw withLog(err, pool);
        }
        report(program, before, now, shares);
      });
    }
  });

  describe("our own miner", function () {
    this.timeout(120_000);

    for (const form of ["script", "output"] as const)
      it(`${form}: bcoin takes its blocks and L1 its checkpoints, found with the same hashes`, async () => {
        const stand = await standWith(FIRST_BLOCKS.segwit);
        const before = await progressOf(stand);
        const stopping = new AbortController();
        const { log, lines } = createLoggedLines();
        const endpoint = ({ port, user, password }: Daemon) => ({
          url: `http://127.0.0.1:${port}/`,
          user,
          password,
        });
        const miner = startMiner({
          ...endpoint(stand.auxiliary),
          bitcoin: { ...endpoint(stand.bitcoin), payout: stand.address },
          form,
          address: DEVELOPMENT_ACCOUNTS.alice.address,
          threads: 1,
          pauseMs: 200,
          clock,
          log,
          signal: stopping.signal,
        });
        const isDone = async () =>
          (await stand.l1.checkpoints()).length >= before.checkpoints + OWN_CHECKPOINTS;
        try {
          await until(`${OWN_CHECKPOINTS} checkpoints more`, stand, isDone);
        } finally {
          stopping.abort();
          await miner.done;
        }
        const now = await progressOf(stand);
        const blocks = now.bitcoin - before.bitcoin;
        expect(lines.filter(({ level }) => level >= LEVEL.warn)).to.deep.equal([]);
        expect(blocks).to.be.at.least(OWN_CHECKPOINTS);
        const own = (await stand.l1.checkpoints()).slice(before.checkpoints);
        expect(new Set(own.map(({ miner: credited }) => credited))).to.deep.equal(
          new Set([DEVELOPMENT_ACCOUNTS.alice.address]),
        );
        expect(own.map(formOf)).to.deep.equal(own.map(() => form));
        expect(own.some(hasCoinbaseBranch), "a block with transactions").to.equal(true);
        console.log(`      ${form}: ${own.length} checkpoints and ${blocks} Bitcoin blocks`);
      });
  });
});

async function mineThrough(stand: Stand, program: string, isDone: () => Promise<boolean>) {
  const stratumPort = await freePort();
  const { address, bitcoin, auxiliary } = stand;
  const config = { stratumPort, address, difficulty: SHARE_DIFFICULTY, bitcoin, auxiliary };
  const pool = await startProgram<object>(program, config);
  const stopping = new AbortController();
  const worker = `${address}.${program}`;
  const miner = startStratumMiner({
    port: stratumPort,
    worker,
    restMs: 500,
    clock,
    signal: stopping.signal,
  });
  try {
    await Promise.race([until(`${CHECKPOINTS} checkpoints more`, stand, isDone), miner.done]);
    stopping.abort();
    await miner.done;
    return { shares: miner.shares, pool };
  } catch (err) {
    throw withLog(err, pool);
  } finally {
    stopping.abort();
    await pool.stop();
  }
}

async function until(what: string, stand: Stand, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = clock.now() + DEADLINE_MS;
  while (!(await isTrue())) {
    if (clock.now() > deadline) throw new Error(`not within ${DEADLINE_MS} ms: ${what}\n${stand.tail()}`);
    await clock.sleep(250);
  }
}

const withLog = (cause: unknown, pool: RunningProgram<unknown>): Error =>
  new Error(`${cause instanceof Error ? cause.message : cause}\n--- last of ${pool.name}:\n${pool.tail()}`, {
    cause,
  });

function report(program: string, before: Progress, now: Progress, shares: ShareCounts): void {
  const seconds = ((now.atMs - before.atMs) / 1000).toFixed(0);
  console.log(
    `      ${program}: ${now.checkpoints - before.checkpoints} checkpoints and ${now.bitcoin - before.bitcoin} Bitcoin blocks in ${seconds} s; shares: ${shares.accepted} accepted, ${shares.refused} refused ${[...shares.reasons].join(" ")}`,
  );
}
