/** Sends signed transactions by JSON-RPC over HTTP, one request each, and sees when they are in a block. */
import { Agent, request } from "node:http";
import { type Address, type Hex, keccak256 } from "viem";
import type { Load } from "./load.ts";

const CONNECTIONS = 32;
const POLL_MS = 20;

export type Client = ReturnType<typeof createClient>;

export function createClient(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS + 4 });
  let id = 0;
  /** Once more when the node has closed the idle connection meanwhile. */
  const post = (body: string): Promise<string> =>
    attempt(body).catch((err: { code?: string }) => {
      if (err.code !== "ECONNRESET") throw err;
      return attempt(body, false);
    });
  const attempt = (body: string, through: Agent | false = agent): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const sent = request(url, { method: "POST", agent: through, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  const ask = async <T = Hex>(method: string, params: readonly unknown[]): Promise<T> => {
    const text = await post(JSON.stringify({ jsonrpc: "2.0", id: id++, method, params }));
    const answer = JSON.parse(text) as { result?: T; error?: { message: string } };
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result as T;
  };
  const send = (raw: Hex): Promise<Hex> => ask("eth_sendRawTransaction", [raw]);
  return {
    ask,
    send,
    nonceOf: async (address: Address) => Number(await ask("eth_getTransactionCount", [address, "latest"])),
    close: () => agent.destroy(),
  };
}

/** Sends every sender's transactions in order, senders side by side, as fast as the answers come. */
export async function sendAll({ send }: Client, load: Load): Promise<void> {
  const waiting = [...load];
  const stream = async (): Promise<void> => {
    for (let own = waiting.shift(); own !== undefined; own = waiting.shift())
      for (const raw of own) await send(raw);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, stream));
}

/** Resolves when all senders have this many transactions in blocks. */
export async function included(
  { nonceOf }: Client,
  senders: readonly Address[],
  count: (sender: number) => number,
): Promise<void> {
  for (const [i, sender] of senders.entries())
    while ((await nonceOf(sender)) < count(i)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** A node whose answer to a transaction means that it is in a block, or one that makes blocks now and then. */
export type Mining = "on arrival" | "in blocks";

/** Sends at a steady pace, for latencies: milliseconds from submission to a block that `latest` names, sorted. */
export async function sendPaced(
  client: Client,
  load: Load,
  pace: { readonly perSecond: number; readonly seconds: number; readonly mining: Mining },
): Promise<number[]> {
  const raws = interleaved(load).slice(0, Math.floor(pace.perSecond * pace.seconds));
  const sentAt = new Map<Hex, number>();
  const seenAt = new Map<Hex, number>();
  const answers: Promise<unknown>[] = [];
  const isOver = () => [...sentAt.keys()].every((hash) => seenAt.has(hash)) && sentAt.size === raws.length;
  const watching = pace.mining === "in blocks" ? watchBlocks(client, seenAt, isOver) : Promise.resolve();
  const began = performance.now();
  for (let n = 0; n < raws.length; ) {
    const due = Math.min(raws.length, Math.ceil(((performance.now() - began) / 1000) * pace.perSecond));
    for (; n < due; n++) {
      const hash = keccak256(raws[n]!);
      sentAt.set(hash, performance.now());
      const answer = client.send(raws[n]!);
      answers.push(
        pace.mining === "on arrival" ? answer.then(() => seenAt.set(hash, performance.now())) : answer,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(answers);
  await watching;
  return [...sentAt].map(([hash, at]) => seenAt.get(hash)! - at).sort((a, b) => a - b);
}

/** One of each sender, then the next of each. */
const interleaved = (load: Load): Hex[] => load[0]!.flatMap((_, nonce) => load.map((own) => own[nonce]!));

type HashedBlock = { readonly transactions: readonly Hex[] };

/** Notes when the transactions of new blocks were seen; those of others are noted too, and harm nobody. */
async function watchBlocks({ ask }: Client, seenAt: Map<Hex, number>, isOver: () => boolean): Promise<void> {
  let next = Number(await ask("eth_blockNumber", [])) + 1;
  while (!isOver()) {
    const newest = Number(await ask("eth_blockNumber", []));
    for (; next <= newest; next++) {
      const block = await ask<HashedBlock>("eth_getBlockByNumber", [`0x${next.toString(16)}`, false]);
      for (const hash of block.transactions) if (!seenAt.has(hash)) seenAt.set(hash, performance.now());
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Asks for the chain id now and then until stopped: how long somebody waits who has nothing to do with the load. */
export async function probe({ ask }: Client, signal: AbortSignal): Promise<number[]> {
  const waits: number[] = [];
  while (!signal.aborted) {
    const at = performance.now();
    await ask("eth_chainId", []);
    waits.push(performance.now() - at);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return waits.sort((a, b) => a - b);
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
