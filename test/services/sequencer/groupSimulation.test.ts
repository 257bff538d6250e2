import { expect } from "chai";
import {
  type Address,
  encodeDeployData,
  encodeErrorResult,
  encodeFunctionData,
  getContractAddress,
  parseEther,
  toHex,
} from "viem";
import {
  crossRollupMessengerAbi,
  crossRollupTokenBridgeAbi,
  refusingReceiverAbi,
} from "../../../services/abi/index.ts";
import { createEngine } from "../../../services/execution/ethereumjs/engine.ts";
import type { GroupSimulator } from "../../../services/ports.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { DEFAULT_BUILDER_LIMITS } from "../../../services/sequencer/builderLimits.ts";
import { createGroupSimulator } from "../../../services/sequencer/groupSimulation.ts";
import { artifactOf } from "../../support/artifact.ts";
import {
  ACTION_GAS,
  ALICE,
  alice,
  BOB,
  type BuilderBench,
  createBuilderBench,
  quote,
  withHopper,
  withToken,
} from "../../support/builderBench.ts";
import { fakeClock } from "../../support/fakeClock.ts";
import { signedBy, testAccount } from "../../support/lockstepRollups.ts";
import { ANSWER, play, withResultProbe } from "../../support/resultBench.ts";

const bob = testAccount(BOB).address;

async function simulatorOver({ rollups }: BuilderBench): Promise<GroupSimulator> {
  const { store, domain, key, chainIds } = rollups;
  const engines = await Promise.all(
    chainIds.map((chainId) => createEngine({ chainId, readNode: (node) => store.stateNode(chainId, node) })),
  );
  return createGroupSimulator({
    engines,
    store,
    domain,
    key,
    clock: fakeClock(),
    limits: DEFAULT_BUILDER_LIMITS,
  });
}

const burnCall = (token: Address, dstChainId: bigint, to: Address, extra: `0x${string}` = "0x") =>
  encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "burn",
    args: [token, dstChainId, to, 30n, extra, ACTION_GAS],
  });

describe("group simulation", () => {
  it("shows both legs with their gas, as the builder then includes them, and keeps nothing", async () => {
    const bench = await createBuilderBench();
    const { A, B, token, supply, burn } = await withToken(bench);
    const simulator = await simulatorOver(bench);
    const before = bench.header(A).stateRoot;
    const value = await quote(bench, ACTION_GAS);
    const call = { from: alice, to: TOKEN_BRIDGE, data: burnCall(token, B, bob), value };
    const simulated = await simulator.simulate(A, call);
    expect(simulated).to.include({ status: "kept" });
    expect([await supply(A), await supply(B), bench.header(A).stateRoot]).to.deep.equal([1000n, 0n, before]);

    const id = await bench.submit(A, await burn(1, bob, 30n));
    const built = await bench.build();
    const legs = built.groups.find((group) => group.id === id)!.legs;
    if (simulated.status !== "kept") throw new Error(simulated.status);
    const facts = (all: typeof legs) => all.map(({ chainId, kind, gasUsed }) => [chainId, kind, gasUsed]);
    expect(facts(simulated.legs)).to.deep.equal(facts(legs));
  });

  it("gives the revert data of the leg that fails", async () => {
    const bench = await createBuilderBench();
    const { A, B, token } = await withToken(bench);
    const { abi, bytecode } = artifactOf("RefusingReceiver");
    const data = encodeDeployData({ abi, bytecode, args: [4_000_000_000n] });
    await bench.submit(B, await signedBy({ chainId: B, from: BOB, nonce: 0, data }));
    await bench.build();
    const receiver = getContractAddress({ from: bob, nonce: 0n });
    const simulator = await simulatorOver(bench);
    const value = await quote(bench, ACTION_GAS);
    const call = { from: alice, to: TOKEN_BRIDGE, data: burnCall(token, B, receiver, "0x01"), value };
    const outcome = await simulator.simulate(A, call);
    expect(outcome).to.have.property("status", "dropped");
    expect(outcome).to.have.deep.nested.property("failure.chainId", B);
    expect(outcome).to.have.deep.nested.property(
      "failure.revertData",
      encodeErrorResult({ abi: refusingReceiverAbi, errorName: "ReceiverClosed", args: [4_000_000_000n] }),
    );
  });

  it("says that the call itself reverts, with its data", async () => {
    const bench = await createBuilderBench();
    const { A, B, token } = await withToken(bench);
    const simulator = await simulatorOver(bench);
    const outcome = await simulator.simulate(A, {
      from: bob,
      to: TOKEN_BRIDGE,
      data: burnCall(token, B, bob),
    });
    const required = await quote(bench, ACTION_GAS);
    expect(outcome).to.deep.include({
      status: "reverted",
      revertData: encodeErrorResult({
        abi: crossRollupTokenBridgeAbi,
        errorName: "BridgeWrongFee",
        args: [required, 0n],
      }),
    });
  });

  it("refuses by name: insufficient funds, unknown chain", async () => {
    const bench = await createBuilderBench();
    const [A] = bench.rollups.chainIds as [bigint];
    const simulator = await simulatorOver(bench);
    const poor = await simulator.simulate(A, { from: bob, to: alice, value: parseEther("11"), gas: 21_000n });
    expect(poor).to.have.nested.property("failure.detail").that.includes("insufficient-funds");
    const nowhere = await simulator.simulate(7n, { from: bob, to: alice });
    expect(nowhere).to.have.nested.property("failure.reason", "unknown-chain");
  });

  it("takes no more than it can hold: busy", async () => {
    const bench = await createBuilderBench();
    const [A] = bench.rollups.chainIds as [bigint];
    const simulator = await simulatorOver(bench);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => simulator.simulate(A, { from: bob, to: alice, value: 1n })),
    );
    expect(outcomes.filter(({ status }) => status === "kept")).to.have.length(16);
    expect(outcomes.filter(({ status }) => status === "busy")).to.have.length(4);
  });

  it("does not disturb a block that the builder has open, and follows its head", async () => {
    const bench = await createBuilderBench();
    const [A] = bench.rollups.chainIds as [bigint];
    const simulator = await simulatorOver(bench);
    const open = await bench.rollups.open();
    await open.blocks
      .get(A)!
      .apply(await signedBy({ chainId: A, from: BOB, nonce: 0, to: alice, value: 1n }));
    expect(await simulator.simulate(A, { from: bob, to: alice, value: 1n })).to.include({ status: "kept" });
    expect(await open.blocks.get(A)!.nonceOf(bob)).to.equal(1n);
    await open.drop();
  });

  it("answers calls that ask for results, and finds gas with which they then stand", async () => {
    const bench = await createBuilderBench();
    const { probe, seen } = await withResultProbe(bench);
    const [A, B] = bench.rollups.chainIds as [bigint, bigint];
    const simulator = await simulatorOver(bench);
    const data = play(["ask", B, ANSWER], ["ask", B, play(["ask", A, ANSWER])]);
    const call = { from: alice, to: probe, data };
    const simulated = await simulator.simulate(A, call);
    expect(simulated).to.include({ status: "kept", returnData: toHex(8n + 7n, { size: 32 }) });
    const estimate = await simulator.estimateGas(A, call);
    if (estimate.status !== "kept") throw new Error(estimate.status);
    expect(await seen(A)).to.deep.equal([]);

    const tooLittle = await simulator.simulate(A, { ...call, gas: estimate.gas / 3n });
    expect(tooLittle.status).not.to.equal("kept");
    const raw = signedBy({ chainId: A, from: ALICE, nonce: 0, to: probe, data, gas: estimate.gas });
    await bench.submit(A, await raw);
    await bench.build();
    expect(await seen(A)).to.deep.equal([15n]);
  });

  it("finds gas limit and price of a trigger that asks for a result", async () => {
    const bench = await createBuilderBench();
    const { probe } = await withResultProbe(bench);
    const [A, B] = bench.rollups.chainIds as [bigint, bigint];
    const simulator = await simulatorOver(bench);
    const request = { srcChainId: A, dstChainId: B, from: alice, target: probe, data: ANSWER };
    const asked = { ...request, maxResultBytes: 32n, maxGasLimit: 5_000_000n };
    const estimate = await simulator.estimateTrigger(asked);
    if (estimate.status !== "kept") throw new Error(estimate.status);
    expect(estimate.legs.map(({ kind }) => kind)).to.deep.equal(["user", "action", "supply"]);
    const plain = await quote(bench, estimate.gasLimit);
    expect(estimate.quoteWei - plain).to.equal((80_000n + 23_700n) * 1_000_000n);
    expect(await simulator.estimateTrigger({ ...asked, maxResultBytes: 31n })).to.have.nested.property(
      "failure.reason",
      "result-unused",
    );
  });

  it("finds the gas limit of a trigger: with it the group stands, with a step less it does not", async () => {
    const bench = await createBuilderBench();
    const { hopper } = await withHopper(bench);
    const [A, B] = bench.rollups.chainIds as [bigint, bigint];
    const simulator = await simulatorOver(bench);
    const { abi } = artifactOf("Hopper");
    const data = encodeFunctionData({ abi, functionName: "hop", args: [1n, [], 0n] });
    const request = { srcChainId: A, dstChainId: B, from: alice, target: hopper, data };
    const estimate = await simulator.estimateTrigger({ ...request, maxGasLimit: 5_000_000n });
    if (estimate.status !== "kept") throw new Error(estimate.status);
    const trigger = async (gasLimit: bigint) => {
      const input = encodeFunctionData({
        abi: crossRollupMessengerAbi,
        functionName: "trigger",
        args: [B, hopper, data, gasLimit],
      });
      const value = await quote(bench, gasLimit);
      return (await simulator.simulate(A, { from: alice, to: MESSENGER, data: input, value })).status;
    };
    expect(estimate.quoteWei).to.equal(await quote(bench, estimate.gasLimit));
    expect(await trigger(estimate.gasLimit)).to.equal("kept");
    expect(await trigger(estimate.gasLimit - 1_000n)).to.equal("dropped");
  });
});
