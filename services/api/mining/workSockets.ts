/** WebSockets of the mining RPC: calls are answered in order, and new work for subscribed accounts is pushed. */
import type { Address } from "viem";
import type { WebSocket } from "ws";
import type { MiningDesk } from "../../mining/miningDesk.ts";
import type { Logger } from "../../runtime/logger.ts";
import { renderTemplate } from "./auxMethods.ts";
import { longPollId } from "./longPoll.ts";
import type { Caller } from "./miningDeps.ts";
import type { RpcAnswer } from "./rpcCall.ts";
import type { Worker } from "./workers.ts";

export type WorkSocketDeps = {
  readonly service: MiningDesk;
  readonly nextCreditWei?: () => bigint;
  readonly answer: (text: string, caller: Caller) => Promise<RpcAnswer>;
  readonly maxSockets: number;
  readonly maxSocketsOfWorker: number;
  readonly log: Logger;
};

/** Accounts that one connection may ask for. */
const MAX_SUBSCRIPTIONS = 64;
/** A client that does not read is cut off at this much waiting for it. */
const SEND_LIMIT_BYTES = 1 << 20;
const MAX_WAITING_REQUESTS = 100;
/** RFC 6455's code for a server that has enough of this client for now. */
const TRY_AGAIN_LATER = 1013;

export interface WorkSockets {
  hasRoomFor(worker: Worker): boolean;
  serve(socket: WebSocket, worker: Worker): void;
  close(): void;
}

export function createWorkSockets(deps: WorkSocketDeps): WorkSockets {
  const open = new Map<WebSocket, string>();
  const ofWorker = ({ name }: Worker): number =>
    [...open.values()].filter((worker) => worker === name).length;
  return {
    hasRoomFor: (worker) => open.size < deps.maxSockets && ofWorker(worker) < deps.maxSocketsOfWorker,
    serve: (socket, worker) => {
      open.set(socket, worker.name);
      socket.on("error", (err) => deps.log.debug({ err }, "mining RPC: websocket failed"));
      const end = serveSocket(deps, socket, worker);
      socket.on("close", () => {
        open.delete(socket);
        end();
      });
    },
    close: () => {
      for (const socket of open.keys()) socket.terminate();
    },
  };
}

/** @returns what ends it */
function serveSocket(deps: WorkSocketDeps, socket: WebSocket, { name, account }: Worker): () => void {
  const gone = new AbortController();
  const work = pushWork(deps, (message) => send(socket, message));
  const caller = {
    worker: name,
    ...(account && { account }),
    gone: gone.signal,
    subscribe: work.add,
  };
  let last = Promise.resolve();
  let waiting = 0;
  socket.on("message", (data: Buffer) => {
    if (++waiting > MAX_WAITING_REQUESTS) return socket.close(TRY_AGAIN_LATER, "too many requests");
    last = last.then(async () => {
      waiting--;
      const { status, body } = await deps.answer(data.toString(), caller);
      if (status === 429) socket.close(TRY_AGAIN_LATER, "too many calls per second");
      else if (body !== undefined) send(socket, body);
    });
  });
  return () => {
    work.end();
    gone.abort();
  };
}

/** Sends an account's work when it is added and whenever it has become another. */
function pushWork({ service, nextCreditWei }: WorkSocketDeps, push: (message: object) => void) {
  const known = new Map<Address, string>();
  const look = (): void => {
    for (const [address, before] of known) {
      const outcome = service.createWork(address);
      const now = longPollId(outcome);
      if (now === before) continue;
      known.set(address, now);
      const work = outcome.ok ? renderTemplate(outcome.template, nextCreditWei?.() ?? 0n) : null;
      push({ jsonrpc: "2.0", method: "lockstep_work", params: { address, work } });
    }
  };
  const end = service.subscribe(look);
  return {
    add: (address: Address): boolean => {
      if (!known.has(address) && known.size >= MAX_SUBSCRIPTIONS) return false;
      known.set(address, "");
      // After the answer to the subscription.
      setImmediate(look);
      return true;
    },
    end,
  };
}

function send(socket: WebSocket, message: object): void {
  if (socket.bufferedAmount > SEND_LIMIT_BYTES) socket.terminate();
  else if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}
