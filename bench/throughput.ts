/**
 * Throughput and latency up to the soft rank, through HTTP: the sequencer with two rollups, and beside it the Hardhat
 * node and anvil on the same signed transactions. Every node runs in a process of its own; this one is the client.
 * First as fast as answers come, then at half of the rate that this gave. Names of systems choose some.
 */
import { loadavg } from "node:os";
import type { Address, Hex } from "viem";
import { MESSENGER, TOKEN_BRIDGE } from "../services/protocol/systemAddresses.ts";
import { commandOptions } from "../test/support/commandOptions.ts";
import {
  type Client,
  createClient,
  included,
  type Mining,
  percentile,
  probe,
  sendAll,
  sendPaced,
} from "./throughput/client.ts";
import {
  creationCall,
  crossings,
  funder,
  type Load,
  preparation,
  quoteCall,
  sendersOf,
  tokenTransfers,
  transfers,
  triggers,
} from "./throughput/load.ts";
import { type Node, startNode } from "./throughput/nodes.ts";

/** Enough for several slots with full blocks, so that the one in which they begin and end does not decide. */
const TRANSFERS = 20_000;
const TOKEN_TRANSFERS = 8000;
const GROUPS = 1000;
/** transfers to every rollup before anything is measured */
const WARM_UP = 4000;
const PACED_SECONDS = 8;
/** that a mempool of ours takes at once */
const MOST_OF_ONE_SENDER = 200;

/** Loads by name; each has senders of its own, so that every node sees the same nonces. */
const LOADS = ["warm-up", "transfers", "transfers paced", "tokens", "tokens paced"] as const;
const GROUP_LOADS = ["crossings", "crossings paced", "triggers", "triggers paced"] as const;

type System = { readonly name: string; readonly mining: Mining; readonly start: () => Promise<Node> };

const SYSTEMS: readonly System[] = [
  { name: "one thread", mining: "in blocks", start: () => startNode("sequencer", ["2"]) },
  { name: "threads", mining: "in blocks", start: () => startNode("sequencer", ["2", "threads"]) },
  // What gas a block has limits two rollups to 2,618 transfers a second.
  { name: "3 rollups", mining: "in blocks", start: () => startNode("sequencer", ["3"]) },
  { name: "hardhat", mining: "on arrival", start: () => startNode("hardhat", ["42101", "0"]) },
  { name: "hardhat-1s", mining: "in blocks", start: () => startNode("hardhat", ["42101", "1000"]) },
  // Only in blocks: mining on arrival, it stops with transactions waiting when many arrive at once.
  {
    name: "anvil-1s",
    mining: "in blocks",
    start: () => startNode("anvil", ["--chain-id", "42101", "--block-time", "1", "--prune-history"]),
  },
];

/** One rollup with what it is sent. */
type Target = { readonly chainId: bigint; readonly client: Client };
type Make = (load: string, target: Target, count: number) => Promise<Load>;

const { words: chosen } = commandOptions({
  command: "npm run bench -- throughput",
  does: "Throughput and latency up to the soft rank, through HTTP, of the systems named or of all.",
  words: SYSTEMS.map(({ name }) => name),
});
console.log(
  `load average before: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}`,
);
console.log(
  `${"system".padEnd(12)}${"load".padEnd(26)}${["tx/s", "half", "p50 ms", "p99 ms", "other p99", "cpu ms/tx"].map((head) => head.padStart(10)).join("")}`,
);
for (const system of SYSTEMS.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
  const node = await system.start();
  try {
    await measureSystem(system, node);
  } finally {
    node.stop();
  }
}

async function measureSystem(system: System, node: Node): Promise<void> {
  const targets = node.urls.map((url, i) => ({
    client: createClient(url),
    chainId: BigInt(node.chainIds[i]!),
  }));
  const isOurs = targets.length > 1;
  const token = isOurs ? await firstBlocks(targets) : undefined;
  const names = isOurs ? [...LOADS, ...GROUP_LOADS] : LOADS;
  await Promise.all(
    targets.map(async ({ chainId, client }) => {
      const raws = await preparation(
        chainId,
        names,
        token && { address: token, homeChainId: targets[0]!.chainId },
      );
      for (let sent = 0; sent < raws.length; sent += MOST_OF_ONE_SENDER) {
        const some = raws.slice(sent, sent + MOST_OF_ONE_SENDER);
        await sendAll(client, [some]);
        await included(client, [funder.address], () => sent + some.length);
      }
    }),
  );
  const transfer: Make = (load, { chainId }, count) => transfers(load, chainId, count);
  const tokenTransfer: Make = (load, { chainId }, count) => tokenTransfers(load, chainId, count);
  const [first, second] = targets as [Target, Target];
  // Every node finds its code compiled and its caches filled when it is measured.
  for (const { chainId, client } of targets) {
    const load = await transfers("warm-up", chainId, WARM_UP);
    await sendAll(client, load);
    await included(
      client,
      sendersOf("warm-up").map(({ address }) => address),
      () => load[0]!.length,
    );
  }
  const where = isOurs ? `, ${targets.length} rollups` : "";
  await measure(system, node, `transfers${where}`, targets, "transfers", transfer, TRANSFERS);
  await measure(system, node, `ERC-20${where}`, targets, "tokens", tokenTransfer, TOKEN_TRANSFERS);
  if (token === undefined) return;
  const quoteWei = BigInt(
    await first.client.ask("eth_call", [{ to: MESSENGER, data: quoteCall(second.chainId) }, "latest"]),
  );
  const crossing = { from: first.chainId, to: second.chainId, quoteWei };
  const burn: Make = (load, _, count) => crossings(load, token, crossing, count);
  const trigger: Make = (load, _, count) => triggers(load, crossing, count);
  await measure(system, node, "atomic token transfers", [first], "crossings", burn, GROUPS);
  await measure(system, node, "atomic triggers", [first], "triggers", trigger, GROUPS);
}

/** Waits until messages from L1 have made the funder rich. @returns where the shared token will be */
async function firstBlocks(targets: readonly Target[]): Promise<Address> {
  for (const { client } of targets)
    while (BigInt(await client.ask("eth_getBalance", [funder.address, "latest"])) === 0n)
      await new Promise((resolve) => setTimeout(resolve, 100));
  const data = creationCall(targets[0]!.chainId);
  const word = await targets[0]!.client.ask<Hex>("eth_call", [{ to: TOKEN_BRIDGE, data }, "latest"]);
  return `0x${word.slice(26)}`;
}

async function measure(
  { name, mining }: System,
  node: Node,
  title: string,
  targets: readonly Target[],
  load: string,
  make: Make,
  count: number,
): Promise<void> {
  const perTarget = Math.ceil(count / targets.length);
  const loads = await Promise.all(targets.map((target) => make(load, target, perTarget)));
  const paced = await Promise.all(targets.map((target) => make(`${load} paced`, target, perTarget * 2)));
  const probing = new AbortController();
  const waits = probe(targets[0]!.client, probing.signal);
  const began = performance.now();
  const beganCpu = node.cpuSec();
  const senders = sendersOf(load).map(({ address }) => address);
  await Promise.all(
    targets.map(async ({ client }, i) => {
      await sendAll(client, loads[i]!);
      await included(client, senders, (sender) => loads[i]![sender]!.length);
    }),
  );
  const cpuMs = ((node.cpuSec() - beganCpu) * 1000) / loads.flat(2).length;
  const perSecond = (loads.flat(2).length * 1000) / (performance.now() - began);
  probing.abort();
  const others = percentile(await waits, 0.99);
  const pace = { perSecond: perSecond / 2 / targets.length, seconds: PACED_SECONDS, mining };
  const latencies = await Promise.all(targets.map(({ client }, i) => sendPaced(client, paced[i]!, pace)));
  const sorted = latencies.flat().sort((a, b) => a - b);
  const figures = [perSecond, perSecond / 2, percentile(sorted, 0.5), percentile(sorted, 0.99), others];
  console.log(
    `${name.padEnd(12)}${title.padEnd(26)}${figures.map((figure) => figure.toFixed(0).padStart(10)).join("")}${cpuMs.toFixed(2).padStart(10)}`,
  );
}
