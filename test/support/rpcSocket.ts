/** A client of a rollup's JSON-RPC over WebSocket, for tests. */
import type { FastifyInstance } from "fastify";

type Message = {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
  readonly method?: string;
  readonly params?: { readonly subscription: string; readonly result: unknown };
};

export async function openRpcSocket(server: FastifyInstance) {
  await server.ready();
  const socket = await server.injectWS("/");
  const messages: Message[] = [];
  let wake = (): void => undefined;
  socket.on("message", (data: Buffer) => {
    messages.push(JSON.parse(data.toString()));
    wake();
  });
  let id = 0;
  const next = async (): Promise<Message> => {
    while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return messages.shift()!;
  };
  return {
    /** The next message, whatever it is. */
    next,
    /** Asks; the answer must be the next message. */
    ask: async (method: string, params: readonly unknown[]): Promise<Message> => {
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }));
      const answer = await next();
      if (answer.id !== id) throw new Error(`not the answer: ${JSON.stringify(answer)}`);
      return answer;
    },
    /** What a subscription says next. */
    pushed: async <T>(subscription: unknown): Promise<T> => {
      const { params } = await next();
      if (params?.subscription !== subscription) throw new Error(`of another: ${JSON.stringify(params)}`);
      return params?.result as T;
    },
    close: () => socket.terminate(),
  };
}

export type RpcSocket = Awaited<ReturnType<typeof openRpcSocket>>;
