/** A miner that speaks stratum v1 to a pool, as a rig does: one connection, one search, one share after the other. */
import { createConnection, type Socket } from "node:net";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { createHashSearch } from "../../services/mining/hashSearch.ts";
import type { Clock } from "../../services/ports.ts";
import { le32, reverse, sha256d, toBytes } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import { fold } from "../../services/protocol/bitcoin/merkleBranch.ts";

export type StratumMinerOptions = {
  readonly port: number;
  readonly worker: string;
  /** rest after each share, so that a target for tests does not become thousands of shares a second */
  readonly restMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type ShareCounts = { accepted: number; refused: number; readonly reasons: Map<string, number> };

export interface StratumMiner {
  readonly shares: ShareCounts;
  /** Resolves when the signal has aborted; rejects when the pool ends the connection. */
  readonly done: Promise<void>;
}

type Job = { readonly id: string; readonly nTime: string; header(extraNonce2: Uint8Array): Uint8Array };
type Session = { extraNonce1: Uint8Array; extraNonce2Size: number; target: Uint8Array; job: Job | undefined };

const DIFFICULTY_1 = 0xffffn << 208n;
const PIECE = 20_000;
const NONCES = 2 ** 32;

export function startStratumMiner(options: StratumMinerOptions): StratumMiner {
  const socket = createConnection({ host: "127.0.0.1", port: options.port });
  const shares: ShareCounts = { accepted: 0, refused: 0, reasons: new Map() };
  const session: Session = {
    extraNonce1: new Uint8Array(0),
    extraNonce2Size: 0,
    target: new Uint8Array(32),
    job: undefined,
  };
  const send = (id: number, method: string, params: readonly unknown[]): void =>
    void socket.write(`${JSON.stringify({ id, method, params })}\n`);
  onLines(socket, (line) => receive(JSON.parse(line), session, shares));
  socket.once("connect", () => {
    send(1, "mining.subscribe", ["lockstep-test"]);
    send(2, "mining.authorize", [options.worker, "x"]);
  });
  options.signal.addEventListener("abort", () => socket.destroy(), { once: true });
  const closed = new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () =>
      options.signal.aborted ? resolve() : reject(new Error("the pool closed the connection")),
    );
  });
  const searched = search(session, send, options);
  return { shares, done: Promise.all([closed, searched]).then(() => undefined) };
}

function onLines(socket: Socket, take: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") take(line);
  });
}

type Message = { id: number | null; method?: string; params?: unknown[]; result?: unknown; error?: unknown };

function receive(message: Message, session: Session, shares: ShareCounts): void {
  const { id, method, params = [], result, error } = message;
  if (method === "mining.set_difficulty") session.target = shareTarget(Number(params[0]));
  else if (method === "mining.notify") session.job = readJob(params, session);
  else if (id === 1) {
    const [, extraNonce1, size] = result as [unknown, string, number];
    session.extraNonce1 = hexToBytes(extraNonce1);
    session.extraNonce2Size = size;
  } else if (id !== null && id > 2) {
    if (result === true) shares.accepted++;
    else {
      shares.refused++;
      const reason = JSON.stringify(error);
      shares.reasons.set(reason, (shares.reasons.get(reason) ?? 0) + 1);
    }
  }
}

/** 32 bytes, little-endian. */
function shareTarget(difficulty: number): Uint8Array {
  const target = BigInt(Math.floor(Number(DIFFICULTY_1) / difficulty));
  const highest = (1n << 256n) - 1n;
  return reverse(toBytes(target < highest ? target : highest, 32));
}

function readJob(params: readonly unknown[], { extraNonce1 }: Session): Job {
  const [id, previous, coinbase1, coinbase2, branch, version, nBits, nTime] = params as [
    string,
    string,
    string,
    string,
    string[],
    string,
    string,
    string,
  ];
  const [front, back] = [hexToBytes(coinbase1), hexToBytes(coinbase2)];
  return {
    id,
    nTime,
    header: (extraNonce2) => {
      const coinbase = concatBytes(front, extraNonce1, extraNonce2, back);
      const root = fold(sha256d(coinbase), branch.map(hexToBytes), 0);
      const [time, bits] = [reverse(hexToBytes(nTime)), reverse(hexToBytes(nBits))];
      return concatBytes(reverse(hexToBytes(version)), swapWords(hexToBytes(previous)), root, time, bits);
    },
  };
}

/** Stratum sends the previous hash as eight words, each turned around. */
const swapWords = (bytes: Uint8Array): Uint8Array =>
  concatBytes(...Array.from({ length: 8 }, (_, i) => reverse(bytes.subarray(4 * i, 4 * i + 4))));

async function search(
  session: Session,
  send: (id: number, method: string, params: readonly unknown[]) => void,
  { worker, restMs, clock, signal }: StratumMinerOptions,
): Promise<void> {
  let serial = 0;
  while (!signal.aborted) {
    const { job, extraNonce2Size, target } = session;
    if (job === undefined) {
      await clock.sleep(50, signal);
      continue;
    }
    const extraNonce2 = toBytes(BigInt(++serial), extraNonce2Size);
    const hashing = createHashSearch(job.header(extraNonce2), target);
    let nonce: number | undefined;
    for (let from = 0; from < NONCES && nonce === undefined && session.job === job; from += PIECE) {
      nonce = hashing.run(from, PIECE);
      await clock.sleep(0, signal);
    }
    if (nonce === undefined) continue;
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    send(2 + serial, "mining.submit", [
      worker,
      job.id,
      hex(extraNonce2),
      job.nTime,
      hex(reverse(le32(nonce))),
    ]);
    await clock.sleep(restMs, signal);
  }
}
