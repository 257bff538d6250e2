import { expect } from "chai";
import { encodeFunctionData, toHex } from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import { readSystemArtifacts } from "../../../services/adapters/artifacts.ts";
import { constructAccount } from "../../../services/execution/genesisAccounts.ts";
import type { CallRequest, GroupSimulator, TriggerRequest } from "../../../services/ports.ts";
import { isMissingResult } from "../../../services/protocol/channels/missingResult.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { account, CHAIN_A, CHAIN_B } from "../../support/rollupChain.ts";
import { createRpcRollup } from "../../support/rpcRollup.ts";

const alice = account(0).address;
const leg = {
  chainId: CHAIN_A,
  transactionHash: `0x${"11".repeat(32)}`,
  kind: "user",
  gasUsed: 21_000n,
} as const;

const failure = {
  chainId: CHAIN_B,
  reason: "action-reverted",
  revertData: "0x12345678",
  detail: "no",
} as const;

/** The messenger as genesis has it, free of charge. */
const messengerAccount = async () =>
  constructAccount(
    {
      artifact: readSystemArtifacts().messenger,
      address: MESSENGER,
      args: [31337n, [CHAIN_A, CHAIN_B], 0n],
      balance: 0n,
    },
    { chainId: CHAIN_A },
  );

function fakeSimulator() {
  const asked: (readonly [bigint, CallRequest] | TriggerRequest)[] = [];
  const answers: { next: "kept" | "busy" | "dropped" } = { next: "kept" };
  const simulator: GroupSimulator = {
    simulate: async (chainId, request) => {
      asked.push([chainId, request]);
      if (answers.next === "dropped") return { status: "dropped", failure };
      return answers.next === "busy" ? { status: "busy" } : { status: "kept", returnData: "0x", legs: [leg] };
    },
    estimateGas: async (chainId, request) => {
      asked.push([chainId, request]);
      if (answers.next === "dropped") return { status: "dropped", failure };
      return answers.next === "busy" ? { status: "busy" } : { status: "kept", gas: 77_000n };
    },
    estimateTrigger: async (request) => {
      asked.push(request);
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

  for (const name of ["eth_call", "eth_estimateGas"])
    it(`${name} tries a call that misses a result as a group, on the head only, and says why one would be dropped`, async () => {
      const { simulator, asked, answers } = fakeSimulator();
      const ours = await createRpcRollup({ simulator, accounts: [await messengerAccount()] });
      const data = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "triggerForResult",
        args: [CHAIN_B, alice, "0x", 0n, 32n],
      });
      const call = { from: alice, to: MESSENGER, data };
      expect(await ours.result(name, [call])).to.equal(name === "eth_call" ? "0x" : toHex(77_000n));
      expect(asked).to.deep.equal([[CHAIN_A, { from: alice, to: MESSENGER, data }]]);
      answers.next = "dropped";
      expect((await ours.call(name, [call])).error).to.deep.include({ code: 3, data: "0x12345678" });
      answers.next = "busy";
      expect((await ours.call(name, [call])).error).to.include({ code: -32005 });

      await ours.include();
      expect((await ours.call(name, [call, "0x0"])).error)
        .to.have.property("data")
        .that.satisfies(isMissingResult);
      const node = await createRpcRollup({ withoutPool: true, accounts: [await messengerAccount()] });
      expect((await node.call(name, [call])).error)
        .to.have.property("data")
        .that.satisfies(isMissingResult);
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
