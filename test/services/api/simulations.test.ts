import { expect } from "chai";
import type { CallRequest, GroupSimulator, TriggerRequest } from "../../../services/ports.ts";
import { account, CHAIN_A, CHAIN_B } from "../../support/rollupChain.ts";
import { createRpcRollup } from "../../support/rpcRollup.ts";

const alice = account(0).address;
const leg = {
  chainId: CHAIN_A,
  transactionHash: `0x${"11".repeat(32)}`,
  kind: "user",
  gasUsed: 21_000n,
} as const;

function fakeSimulator() {
  const asked: (readonly [bigint, CallRequest] | TriggerRequest)[] = [];
  const answers: { next: "kept" | "busy" } = { next: "kept" };
  const simulator: GroupSimulator = {
    simulate: async (chainId, request) => {
      asked.push([chainId, request]);
      return answers.next === "busy" ? { status: "busy" } : { status: "kept", returnData: "0x", legs: [leg] };
    },
    estimateGas: async (chainId, request) => {
      asked.push([chainId, request]);
      return answers.next === "busy" ? { status: "busy" } : { status: "kept", gas: 77_000n };
    },
    estimateTrigger: async (request) => {
      asked.push(request);
      const failure = {
        chainId: CHAIN_B,
        reason: "action-reverted",
        revertData: "0x12345678",
        detail: "no",
      } as const;
      return answers.next === "busy" ? { status: "busy" } : { status: "dropped", failure };
    },
  };
  return { simulator, asked, answers };
}

describe("JSON-RPC: simulations", () => {
  it("lockstep_simulate asks for a call on this rollup, or on the one it names", async () => {
    const { simulator, asked } = fakeSimulator();
    const rollup = await createRpcRollup({ simulator });
    const call = { from: alice, to: alice, value: "0x5" };
    expect(await rollup.result("lockstep_simulate", [call])).to.deep.equal({
      status: "kept",
      returnData: "0x",
      legs: [{ ...leg, chainId: "0xa475", gasUsed: "0x5208" }],
    });
    await rollup.result("lockstep_simulate", [{ ...call, chainId: "0xa476" }]);
    expect(asked).to.deep.equal([
      [CHAIN_A, { from: alice, to: alice, value: 5n }],
      [CHAIN_B, { from: alice, to: alice, value: 5n }],
    ]);
  });

  it("lockstep_estimateTrigger gives the failing leg's revert data", async () => {
    const { simulator, asked } = fakeSimulator();
    const rollup = await createRpcRollup({ simulator });
    const request = { from: alice, dstChainId: "0xa476", target: alice, data: "0x01" };
    expect(await rollup.result("lockstep_estimateTrigger", [request])).to.deep.include({ status: "dropped" });
    expect(asked).to.deep.equal([
      {
        srcChainId: CHAIN_A,
        dstChainId: CHAIN_B,
        from: alice,
        target: alice,
        data: "0x01",
        value: 0n,
        maxGasLimit: 5_000_000n,
      },
    ]);
  });

  for (const [name, params] of [
    ["lockstep_simulate", [{ from: alice }]],
    ["lockstep_estimateTrigger", [{ from: alice, dstChainId: "0xa476", target: alice }]],
  ] as const) {
    it(`${name} refuses: busy, no simulator here, unknown fields`, async () => {
      const { simulator, answers } = fakeSimulator();
      answers.next = "busy";
      const rollup = await createRpcRollup({ simulator });
      expect((await rollup.call(name, params)).error).to.include({ code: -32005 });
      expect((await rollup.call(name, [{ from: 7 }])).error).to.include({ code: -32602 });
      const node = await createRpcRollup({ withoutPool: true });
      expect((await node.call(name, params)).error).to.include({ code: -32004 });
    });
  }
});
