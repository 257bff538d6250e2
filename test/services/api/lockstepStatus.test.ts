import { expect } from "chai";
import { createRpcRollup, type RpcRollup } from "../../support/rpcRollup.ts";

describe("lockstep_status", () => {
  let rollup: RpcRollup;
  before(async () => {
    rollup = await createRpcRollup();
  });

  it("says ready and the ranks while all is well", async () => {
    expect(await rollup.result("lockstep_status")).to.deep.equal({
      ready: true,
      reasons: [],
      ranks: { soft: "0x0", posted: "0x0", mined: "0x0", final: "0x0" },
    });
  });

  it("names a halt with its numbers", async () => {
    rollup.impediments = [{ reason: "too-many-unmined", unmined: 300n, maximum: 300n }];
    expect(await rollup.result("lockstep_status")).to.deep.include({
      ready: false,
      reasons: [{ reason: "too-many-unmined", unmined: "0x12c", maximum: "0x12c" }],
    });
  });
});

describe("counting of RPC calls", () => {
  it("names the method and how it went; whatever a client makes up is unknown", async () => {
    const rollup = await createRpcRollup();
    await rollup.call("eth_chainId");
    await rollup.call("eth_mine");
    await rollup.call("eth_getBalance", ["0x12"]);
    const headers = { "content-type": "application/json" };
    for (const payload of ["{", "[]", '[{"id":1}]', '{"jsonrpc":"2.0","method":"net_version"}'])
      await rollup.server.inject({ method: "POST", url: "/", headers, payload });
    expect(rollup.calls).to.deep.equal([
      "eth_chainId ok",
      "unknown methodNotFound",
      "eth_getBalance invalidParams",
      "unknown parseError",
      "unknown invalidRequest",
      "unknown invalidRequest",
      "net_version ok",
    ]);
  });
});
