import { expect } from "chai";
import { keccak256, zeroAddress } from "viem";
import { hashInputData } from "../../../services/protocol/batch/dataHash.ts";
import { createChain, testAccount } from "../../support/contracts.ts";
import { compiled } from "../../support/l1/l1Fixture.ts";

describe("FixedSequencer", () => {
  it("names one leader for every number", async () => {
    const chain = await createChain();
    const { address } = testAccount(1);
    const policy = await chain.deploy("FixedSequencer", [address]);
    for (const number of [0n, 1n, 2n ** 64n - 1n]) {
      expect(await policy.read("leader", [number])).equal(address);
    }
    expect((await policy.write("onAbandon", [address])).logs, "takes nothing").deep.equal([]);
  });

  it("FixedSequencerNoLeader: the zero address", async () => {
    const chain = await createChain();
    const { abi, bytecode } = await compiled("FixedSequencer");
    expect(await chain.deployRefusal(abi, bytecode, [zeroAddress])).deep.equal({
      errorName: "FixedSequencerNoLeader",
      args: [],
    });
  });
});

describe("L1Data", () => {
  it("commits to data in the input by the hash of 0x00 and the data", async () => {
    const policy = await (await createChain()).deploy("L1Data");
    expect(await policy.read("commit", ["0x0102"])).equal(keccak256("0x000102"));
    expect(hashInputData("0x0102")).equal(keccak256("0x000102"));
  });

  it("L1DataMissing: neither input nor blobs", async () => {
    const policy = await (await createChain()).deploy("L1Data");
    expect(await policy.refusal("commit", ["0x"])).deep.equal({ errorName: "L1DataMissing", args: [] });
  });
});
