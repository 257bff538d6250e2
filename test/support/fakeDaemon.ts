/** A JSON-RPC daemon over real HTTP whose answers a test sets. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { RpcEndpoint } from "../../services/mining/rpcCaller.ts";

export type DaemonCall = { readonly method: string; readonly params: readonly unknown[] };

/** Thrown by a handler: an answer with an error. */
export class DaemonError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** An answer that is none: the connection is cut. */
export const HANG_UP = Symbol("hang up");

export type FakeDaemon = RpcEndpoint & {
  readonly calls: readonly DaemonCall[];
  /** Resolves at the first call for which the predicate holds, also one from before. */
  until(isWanted: (call: DaemonCall) => boolean): Promise<DaemonCall>;
  close(): Promise<void>;
};

/** A handler that never resolves is a daemon that hangs. */
export async function startFakeDaemon(
  answer: (call: DaemonCall) => unknown | Promise<unknown>,
): Promise<FakeDaemon> {
  const calls: DaemonCall[] = [];
  let waiting: { isWanted: (call: DaemonCall) => boolean; resolve: (call: DaemonCall) => void }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", async () => {
      const call = JSON.parse(body) as DaemonCall & { id: unknown };
      const send = (result: unknown, error: unknown) =>
        response.end(JSON.stringify({ result, error, id: call.id }));
      try {
        const result = await answer(call);
        if (result === HANG_UP) request.socket.destroy();
        else send(result, null);
      } catch (err) {
        send(null, { code: err instanceof DaemonError ? err.code : -1, message: String(err) });
      }
      calls.push(call);
      // Predicates may count: each is asked once a call.
      waiting = waiting.filter(({ isWanted, resolve }) => {
        if (!isWanted(call)) return true;
        resolve(call);
        return false;
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    user: "user",
    password: "password",
    calls,
    until: (isWanted) => {
      const earlier = calls.find(isWanted);
      if (earlier !== undefined) return Promise.resolve(earlier);
      return new Promise((resolve) => waiting.push({ isWanted, resolve }));
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
