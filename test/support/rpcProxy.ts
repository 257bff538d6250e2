/** A JSON-RPC endpoint in front of another that can be told to break down. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type RpcProxy = {
  readonly url: string;
  /** From the next `count` transactions on, every one is answered with an error. */
  breakAfter(count: number): void;
  close(): Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString("utf8");
}

export async function startRpcProxy(target: string): Promise<RpcProxy> {
  let left = Number.POSITIVE_INFINITY;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { id, method } = JSON.parse(body) as { id: unknown; method: string };
    response.setHeader("content-type", "application/json");
    if (method === "eth_sendRawTransaction" && left-- <= 0) {
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32000, message: "line is down" } }));
      return;
    }
    const headers = { "content-type": "application/json" };
    response.end(await (await fetch(target, { method: "POST", body, headers })).text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakAfter: (count) => {
      left = count;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
