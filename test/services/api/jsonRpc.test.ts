import { expect } from "chai";
import { keccak256 } from "viem";
import { account, signed } from "../../support/rollupChain.ts";
import { createRpcRollup, type RpcRollup } from "../../support/rpcRollup.ts";

describe("JSON-RPC protocol over HTTP", () => {
  let rollup: RpcRollup;

  before(async () => {
    rollup = await createRpcRollup();
  });

  const post = (payload: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
    rollup.server.inject({ method: "POST", url: "/", headers, payload });
  const chainId = { jsonrpc: "2.0", method: "eth_chainId", params: [] };

  it("answers with the id of the request, whatever its type", async () => {
    for (const id of [7, "seven", null])
      expect((await post(JSON.stringify({ ...chainId, id }))).json()).to.deep.equal({
        jsonrpc: "2.0",
        id,
        result: "0xa475",
      });
  });

  it("answers requests without params and of any content type", async () => {
    const payload = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId" });
    expect((await post(payload, { "content-type": "text/plain" })).json().result).to.equal("0xa475");
  });

  it("answers batches in order and leaves notifications out", async () => {
    const batch = [{ ...chainId, id: 1 }, chainId, { ...chainId, id: 2, method: "nope" }, 5];
    const answers = (await post(JSON.stringify(batch))).json();
    expect(answers.map((a: { id: unknown }) => a.id)).to.deep.equal([1, 2, null]);
    expect(answers[1].error.code).to.equal(-32601);
    expect(answers[2].error.code).to.equal(-32600);
  });

  it("says nothing to a notification", async () => {
    const response = await post(JSON.stringify(chainId));
    expect(response.statusCode).to.equal(200);
    expect(response.body).to.equal("");
  });

  const refusals: readonly [title: string, body: string, code: number][] = [
    ["parse error", "{", -32700],
    ["invalid request: empty batch", "[]", -32600],
    ["invalid request: no method", `{"jsonrpc":"2.0","id":1}`, -32600],
    ["invalid request: other version", `{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}`, -32600],
    ["invalid request: object as id", `{"jsonrpc":"2.0","id":{},"method":"eth_chainId"}`, -32600],
    ["method not found", `{"jsonrpc":"2.0","id":1,"method":"eth_mine"}`, -32601],
    ["invalid params: by name", `{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":{}}`, -32602],
    ["invalid params: too many", `{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[1]}`, -32602],
    [
      "invalid params: not an address",
      `{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x12"]}`,
      -32602,
    ],
    ["limit exceeded: batch", JSON.stringify(Array.from({ length: 1001 }, () => chainId)), -32005],
  ];
  for (const [title, body, code] of refusals)
    it(`refuses: ${title}`, async () => {
      const { error } = (await post(body)).json();
      expect(error.code).to.equal(code);
    });

  it("refuses: body over the limit", async () => {
    const response = await post(" ".repeat(6 * 1024 * 1024));
    expect(response.statusCode).to.equal(413);
    expect(response.json().error.code).to.equal(-32600);
  });

  it("hides what went wrong inside: internal error", async () => {
    const broken = await createRpcRollup();
    broken.chain.store.header = () => {
      throw new Error("disk on fire");
    };
    const { error } = await broken.call("eth_gasPrice");
    expect(error).to.deep.equal({ code: -32603, message: "internal error" });
  });

  it("lets browsers of any origin in", async () => {
    const preflight = await rollup.server.inject({
      method: "OPTIONS",
      url: "/",
      headers: { origin: "https://wallet.example" },
    });
    expect(preflight.statusCode).to.equal(204);
    expect(preflight.headers).to.include({
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "*",
    });
    expect(
      (await post(JSON.stringify({ ...chainId, id: 1 }))).headers["access-control-allow-origin"],
    ).to.equal("*");
  });

  it("refuses subscriptions without a WebSocket: not supported", async () => {
    expect((await rollup.call("eth_subscribe", ["newHeads"])).error!.code).to.equal(-32004);
    expect((await rollup.call("eth_subscribe", ["newPendingTransactions"])).error!.code).to.equal(-32602);
  });
});

describe("JSON-RPC over WebSocket", () => {
  it("answers, pushes heads and logs, and stops when told", async () => {
    const rollup = await createRpcRollup();
    await rollup.server.ready();
    const socket = await rollup.server.injectWS("/");
    const messages: {
      id?: number;
      result?: unknown;
      method?: string;
      params?: { subscription: string; result: { number: string } };
    }[] = [];
    let wake = () => {};
    socket.on("message", (data: Buffer) => {
      messages.push(JSON.parse(data.toString()));
      wake();
    });
    const next = async () => {
      while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return messages.shift()!;
    };
    const ask = (id: number, method: string, params: unknown[]) => {
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      return next();
    };
    expect((await ask(1, "eth_chainId", [])).result).to.equal("0xa475");
    const heads = (await ask(2, "eth_subscribe", ["newHeads"])).result;
    const logs = (await ask(3, "eth_subscribe", ["logs", {}])).result;
    expect(heads).to.not.equal(logs);
    await rollup.include();
    const pushed = await next();
    expect(pushed).to.include({ method: "eth_subscription" });
    expect(pushed.params!.subscription).to.equal(heads);
    expect(pushed.params!.result.number).to.equal("0x1");
    expect((await ask(4, "eth_unsubscribe", [heads])).result).to.equal(true);
    expect((await ask(5, "eth_unsubscribe", [heads])).result).to.equal(false);
    const groups = (await ask(6, "lockstep_subscribe", ["groups"])).result;
    const raw = await signed({ nonce: 0, to: account(1).address, value: 1n });
    await rollup.include(raw);
    const told = await next();
    expect(told).to.include({ method: "lockstep_subscription" });
    expect(told.params).to.deep.nested.include({ subscription: groups, "result.id": keccak256(raw) });
    expect(told.params!.result).to.include({ status: "included", superblock: "0x2", rank: "soft" });
    expect((await ask(7, "lockstep_unsubscribe", [groups])).result).to.equal(true);
    expect((await ask(8, "eth_blockNumber", [])).result).to.equal("0x2");
    expect(messages).to.deep.equal([]);
    socket.terminate();
    await rollup.server.close();
  });
});
