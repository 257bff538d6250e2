import { expect } from "chai";
import { concat, encodeFunctionData, type Hex, keccak256, parseEther, toFunctionSelector } from "viem";
import { portalAbi } from "../../../../services/abi/index.ts";
import { hashMessage, MESSAGE_KIND, type Message } from "../../../../services/protocol/channels/channel.ts";
import { A, alice, B, bob, L1, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";
import {
  type Claimable,
  claimable,
  EIP_CONTRACTS,
  REFUSE,
  withdrawal,
} from "../../../support/l1/portalMessages.ts";

describe("Portal.claim refuses", () => {
  let state: Claimable;
  before(async () => {
    state = await claimable((target) => [
      { message: {} },
      { message: { kind: MESSAGE_KIND.triggeringCall } },
      { message: { dstChainId: B } },
      { message: { target }, data: REFUSE },
      { message: { target: EIP_CONTRACTS[0] } },
      { message: { value: parseEther("11") } },
    ]);
  });
  const expectRefusal = async (call: [Message, Hex, Hex[]], errorName: string, args: readonly unknown[]) => {
    expect(await state.portal.refusal("claim", call)).deep.equal({ errorName, args });
  };

  it("PortalWrongKind", async () => {
    await expectRefusal(state.claim(1), "PortalWrongKind", [MESSAGE_KIND.triggeringCall]);
  });

  it("PortalWrongDestination: a message to another rollup", async () => {
    await expectRefusal(state.claim(2), "PortalWrongDestination", [L1, B]);
  });

  it("PortalForbiddenTarget: a system contract or the Portal itself", async () => {
    await expectRefusal(state.claim(4), "PortalForbiddenTarget", [EIP_CONTRACTS[0]]);
    const [message, data, siblings] = state.claim(0);
    const atPortal = { ...message, target: state.portal.address };
    await expectRefusal([atPortal, data, siblings], "PortalForbiddenTarget", [state.portal.address]);
  });

  it("PortalWrongData: other data than the leaf commits to", async () => {
    const [message, , siblings] = state.claim(0);
    await expectRefusal([message, "0x01", siblings], "PortalWrongData", [keccak256("0x"), keccak256("0x01")]);
  });

  it("PortalNotFinal: beyond the final count, or a rollup without final batch", async () => {
    const [message, data, siblings] = state.claim(0);
    await expectRefusal([{ ...message, nonce: 6n }, data, siblings], "PortalNotFinal", [A, 6n, 6n]);
    await expectRefusal([{ ...message, srcChainId: B }, data, siblings], "PortalNotFinal", [B, 0n, 0n]);
  });

  it("PortalProofInvalid: any field or sibling changed, siblings missing or too many", async () => {
    const [message, data, siblings] = state.claim(0);
    const changes: Partial<Message>[] = [
      { nonce: 1n },
      { sender: bob },
      { target: alice },
      { value: 2n * parseEther("1") },
      { gasLimit: 1n },
      { deadline: 1n },
      { refundTo: bob },
      { resultHash: keccak256("0x") },
      { kind: MESSAGE_KIND.bounce },
    ];
    for (const change of changes) {
      const changed = { ...message, ...change };
      await expectRefusal([changed, data, siblings], "PortalProofInvalid", [hashMessage(changed)]);
    }
    const leaf = [hashMessage(message)];
    await expectRefusal([message, data, siblings.slice(1)], "PortalProofInvalid", leaf);
    await expectRefusal([message, data, [...siblings, ZERO_WORD]], "PortalProofInvalid", leaf);
    for (let height = 0; height < siblings.length; height++) {
      const mutated = siblings.with(height, keccak256(siblings[height]!));
      await expectRefusal([message, data, mutated], "PortalProofInvalid", leaf);
    }
  });

  it("PortalCallFailed: with the target's own words; the claim stays open", async () => {
    const reason = concat([toFunctionSelector("ClaimTargetRefuses(uint256)"), `0x${"07".padStart(64, "0")}`]);
    await expectRefusal(state.claim(3), "PortalCallFailed", [reason]);
    expect(await state.portal.read("isClaimed", [A, 3n])).equal(false);
  });

  it("PortalCallFailed: more than is locked", async () => {
    await expectRefusal(state.claim(5), "PortalCallFailed", ["0x"]);
  });

  it("ReentrancyGuardReentrantCall: a claim inside a claim (f7)", async () => {
    const inner = withdrawal({ nonce: 1n });
    const own = await claimable((target) => {
      const claim = encodeFunctionData({
        abi: portalAbi,
        functionName: "claim",
        args: [inner, "0x", Array<Hex>(32).fill(ZERO_WORD)],
      });
      const data = encodeFunctionData({
        abi: [
          {
            type: "function",
            name: "reenter",
            stateMutability: "payable",
            inputs: [{ name: "claim", type: "bytes" }],
            outputs: [],
          },
        ],
        args: [claim],
      });
      return [{ message: { target }, data }, { message: {} }];
    });
    const reason = toFunctionSelector("ReentrancyGuardReentrantCall()");
    expect(await own.portal.refusal("claim", own.claim(0))).deep.equal({
      errorName: "PortalCallFailed",
      args: [reason],
    });
  });
});
