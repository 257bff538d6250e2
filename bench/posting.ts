/** L1 gas of posting batches of two rollups in calldata and in blobs, on anvil with the deployed contracts. */
import { createKzg } from "../services/adapters/l1/blobs/kzg.ts";
import { createL1Sender } from "../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../services/adapters/systemClock.ts";
import type { CarrierPolicy } from "../services/settlement/carrier.ts";
import { createPoster, type PostedReport } from "../services/settlement/posting.ts";
import { startAnvil } from "../test/support/anvil.ts";
import { person, quiet, startLivePair } from "../test/support/livePair.ts";

const LIMITS = { maxSuperblocks: 120n, everySec: 0n, maxLagSec: 60n, maxDataBytes: 120_000 };
const RECIPIENTS = 40;

const anvil = await startAnvil(["--hardfork", "osaka", "--block-time", "1", "--mixed-mining"]);
const kzg = createKzg();
const pair = await startLivePair({ l1Url: anvil.url });
const sender = createL1Sender({ url: anvil.url, account: person(1), clock: systemClock, log: quiet, kzg });
const nonces = new Map<bigint, number>();

/** Transfers to new accounts, signed one after the other. */
async function transfers(chainId: bigint, count: number) {
  const first = nonces.get(chainId) ?? 0;
  nonces.set(chainId, first + count);
  const fees = { maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 10n ** 6n, gas: 21_000n };
  const common = { ...fees, type: "eip1559", chainId: Number(chainId), value: 1n } as const;
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      person(4).signTransaction({ ...common, nonce: first + i, to: person(100 + first + i).address }),
    ),
  );
}

async function post(policy: CarrierPolicy): Promise<PostedReport> {
  let posted: PostedReport | undefined;
  const poster = createPoster({
    ...pair,
    sender,
    clock: systemClock,
    log: quiet,
    limits: LIMITS,
    blobs: { policy, maxBlobs: 6, prices: () => sender.prices(), keep: async () => undefined },
    onPosted: (report) => {
      posted = report;
    },
  });
  await poster.step(new AbortController().signal);
  if (posted === undefined) throw new Error(`not posted: ${poster.state.phase}`);
  return posted;
}

console.log("carrier   superblocks  data bytes      gas  blob gas");
const row = ({ carrier, superblocks, dataBytes, gasUsed, blobGasUsed }: PostedReport): void =>
  console.log(
    `${carrier.padEnd(9)} ${String(superblocks).padStart(11)} ${String(dataBytes).padStart(11)} ` +
      `${String(gasUsed).padStart(8)} ${String(blobGasUsed).padStart(9)}`,
  );
const chains = pair.deployment.rollups.map(({ chainId }) => chainId);
try {
  // The first batches carry the deposits and write slots for the first time.
  for (let batch = 0; batch < 3; batch++) {
    await pair.produce();
    await post("calldata");
  }
  for (const count of [0, RECIPIENTS])
    for (const policy of ["calldata", "blobs"] as const) {
      const each = await Promise.all(chains.map(async (id) => [id, await transfers(id, count)] as const));
      await pair.produce(new Map(each));
      row(await post(policy));
    }
} finally {
  await pair.stop();
  await anvil.stop();
  await kzg.close();
}
process.exit(0);
