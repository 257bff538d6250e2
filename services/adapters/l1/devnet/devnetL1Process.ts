/**
 * The devnet's L1 as a process of its own: a Hardhat node on 127.0.0.1 whose chain survives restarts. Started by
 * devnetL1.ts; speaks to it over the IPC channel and stops when that closes.
 *
 *   node devnetL1Process.ts <journal file> <port> <block time in ms>
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:net";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { EthereumProvider } from "hardhat/types/providers";
import { systemClock } from "../../systemClock.ts";
import { type BlockJournal, DevnetL1Error, openBlockJournal } from "./blockJournal.ts";
import {
  type ChainRequest,
  DEVNET_L1_CHAIN_ID,
  type DevnetChain,
  type Head,
  RefusedMethod,
  readHead,
  replay,
  serveChain,
} from "./devnetChain.ts";
import type { DevnetL1Report } from "./devnetL1.ts";

const HOST = "127.0.0.1";

const report = (message: DevnetL1Report): void => {
  process.send?.(message);
};

/** Fails with a name when the port cannot be had; Hardhat's own server would end the process instead. */
const probePort = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new DevnetL1Error(
          "port-occupied",
          `port ${port} for the devnet's L1 cannot be opened (${cause.code}): stop the program that uses it or choose another port`,
          { cause },
        ),
      ),
    );
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });

/** The Hardhat node: its server has not listened, and its calls go to `served.chain` once that is set. */
async function createNode(genesisTimeSec: number, port: number) {
  const hre = await createHardhatRuntimeEnvironment({ networks: { l1: networkConfig(genesisTimeSec) } });
  const served: { chain?: DevnetChain } = {};
  // Hardhat completes some calls by further calls (gas, fees); those must not queue behind the call they serve.
  const inside = new AsyncLocalStorage<true>();
  let provider: EthereumProvider | undefined;
  hre.hooks.registerHandlers("network", {
    newConnection: async (context, next) => {
      const connection = await next(context);
      provider = connection.provider;
      return connection;
    },
    onRequest: async (context, connection, request, next) => {
      const { chain } = served;
      if (chain === undefined || inside.getStore()) return next(context, connection, request);
      const edr: ChainRequest = async (method, params = []) => {
        const answer = await next(context, connection, { ...request, method, params: [...params] });
        if ("error" in answer) throw new Error(`${method}: ${answer.error.message}`);
        return answer.result;
      };
      const { id, method, params } = request;
      try {
        const list = Array.isArray(params) ? params : [];
        const result = await inside.run(true, () => chain.answer(edr, method, list));
        return { jsonrpc: "2.0", id, result };
      } catch (err) {
        if (!(err instanceof RefusedMethod)) throw err;
        return { jsonrpc: "2.0", id, error: { code: -32004, message: err.message } };
      }
    },
  });
  const server = await hre.network.createServer("l1", HOST, port);
  const edr: ChainRequest = (method, params = []) => provider!.request({ method, params: [...params] });
  return { server, edr, served };
}

/** Usual test accounts; everything that a block's hash depends on is fixed. */
const networkConfig = (genesisTimeSec: number) =>
  ({
    type: "edr-simulated",
    chainType: "l1",
    chainId: DEVNET_L1_CHAIN_ID,
    hardfork: "prague",
    initialDate: new Date(genesisTimeSec * 1000),
    allowBlocksWithSameTimestamp: true,
    blockGasLimit: 60_000_000n,
    mining: { auto: false, interval: 0, mempool: { order: "fifo" } },
    accounts: {
      mnemonic: "test test test test test test test test test test test junk",
      count: 20,
      accountsBalance: 10_000n * 10n ** 18n,
    },
  }) as const;

/** Genesis as journaled, or a new one now; then every journaled block again. */
async function restore(edr: ChainRequest, journal: BlockJournal, genesisTimeSec: number): Promise<Head> {
  if (journal.genesis !== undefined)
    return replay(edr, journal, (done, total) => report({ kind: "replaying", done, total }));
  const head = await readHead(edr, "0x0");
  journal.append({
    format: "lockstep-devnet-l1-v1",
    chainId: DEVNET_L1_CHAIN_ID,
    genesisTimeSec,
    genesisHash: head.hash,
  });
  return head;
}

async function main(journalPath: string, port: number, blockTimeMs: number): Promise<void> {
  await probePort(port);
  const stop = new AbortController();
  let serving = false;
  // Ctrl-C reaches the whole group of processes; the parent decides when this one stops.
  process.on("SIGINT", () => undefined);
  const end = (): void => {
    if (!serving) process.exit(0);
    stop.abort();
  };
  process.on("SIGTERM", end);
  process.on("disconnect", end);

  const journal = openBlockJournal(journalPath);
  if (journal.repairedBytes > 0) report({ kind: "repaired", bytes: journal.repairedBytes });
  const genesisTimeSec = journal.genesis?.genesisTimeSec ?? Math.floor(systemClock.now() / 1000);
  const { server, edr, served } = await createNode(genesisTimeSec, port);
  const head = await restore(edr, journal, genesisTimeSec);
  served.chain = serveChain({ head, journal, nowMs: systemClock.now });
  const { port: actualPort } = await server.listen();
  serving = true;
  report({ kind: "ready", url: `http://${HOST}:${actualPort}`, blockNumber: head.number });

  while (!stop.signal.aborted) {
    await systemClock.sleep(blockTimeMs - (systemClock.now() % blockTimeMs), stop.signal);
    if (!stop.signal.aborted) await edr("evm_mine");
  }
  journal.close();
}

try {
  const [journalPath, port, blockTimeMs] = process.argv.slice(2);
  await main(journalPath!, Number(port), Number(blockTimeMs));
  process.exit(0);
} catch (err) {
  const { message } = err as Error;
  const code = err instanceof DevnetL1Error ? err.code : "start-failed";
  // The exit waits for the message: a parent that hears nothing can only report that the process ended.
  const failed: DevnetL1Report = { kind: "failed", code, message };
  if (process.send) process.send(failed, undefined, undefined, () => process.exit(1));
  else throw err;
}
