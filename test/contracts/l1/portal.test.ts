import { expect } from "chai";
import {
  type Address,
  concat,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEther,
  parseEventLogs,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import { portalAbi } from "../../../services/abi/index.ts";
import * as Tree from "../../../services/protocol/appendOnlyTree.ts";
import { hashMessage, MESSAGE_KIND, type Message } from "../../../services/protocol/channels/channel.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { createChain, type Deployed } from "../../support/contracts.ts";
import { type DraftOptions, finalBatch, wait } from "../../support/l1/batches.ts";
import {
  A,
  alice,
  B,
  bob,
  compiled,
  deployL1,
  L1,
  type L1Fixture,
  type ParameterChange,
  planOn,
  ZERO_WORD,
} from "../../support/l1/l1Fixture.ts";

const GAS_LIMIT = 100_000n;
const EIP_CONTRACTS = [
  "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02",
  "0x0000F90827F1C53a10cb7A02335B175320002935",
  "0x00000961Ef480Eb55e80D19ad83579A64c007002",
  "0x0000BBdDc7CE488642fb579F8B00f3a590007251",
] as const;

type Sent = { root: Hex; sentAtSec: bigint; gasTotal: bigint };
type SendOptions = {
  dst?: bigint;
  target?: Address;
  data?: Hex;
  gasLimit?: bigint;
  deadline?: bigint;
  refundTo?: Address;
  value?: bigint;
};

const fee = (gasLimit: bigint) => gasLimit * 1_000_000_000n;

function sendCall({ dst, target, data, gasLimit = GAS_LIMIT, deadline, refundTo, value }: SendOptions = {}) {
  return [
    "send",
    [dst ?? A, target ?? bob, data ?? "0x", gasLimit, deadline ?? 0n, refundTo ?? alice],
    { account: alice, value: fee(gasLimit) + (value ?? 0n) },
  ] as const;
}

describe("Portal.constructor", () => {
  it("shows its parameters whole and starts with empty trees", async () => {
    const { contracts, parameters } = await deployL1();
    const { portal, settlement } = contracts;
    expect(await portal.read("config")).deep.equal({
      settlement: settlement.address,
      rollups: [A, B],
      forceDelaySec: parameters.limits.forceDelaySec,
      maxLagSec: parameters.limits.maxLagSec,
      ...parameters.portal,
    });
    expect(await portal.read("record", [A, 0n])).deep.equal({
      root: Tree.EMPTY_ROOT,
      sentAtSec: 0n,
      gasTotal: 0n,
    });
    expect(await portal.read("sentCount", [A])).equal(0n);
  });

  it("PortalCapOutOfRange: more than everything", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const { abi, bytecode } = await compiled("Portal");
    const refused = await chain.deployRefusal(abi, bytecode, [{ ...args.portal, withdrawCapBps: 10_001 }]);
    expect(refused).deep.equal({ errorName: "PortalCapOutOfRange", args: [10_001] });
  });
});

describe("Portal.send", () => {
  it("locks the value, burns the price, records the tree and tells everything", async () => {
    const fixture = await deployL1();
    const { portal } = fixture.contracts;
    const { client } = fixture.chain;
    const burntBefore = await client.getBalance({ address: zeroAddress });
    const receipt = await portal.write(...sendCall({ data: "0xabcd", value: parseEther("2") }));
    const sentAtSec = await fixture.chain.now();
    const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageSent" });
    const message: Message = {
      kind: MESSAGE_KIND.call,
      srcChainId: L1,
      dstChainId: A,
      nonce: 0n,
      sender: alice,
      target: bob,
      value: parseEther("2"),
      gasLimit: GAS_LIMIT,
      deadline: sentAtSec + fixture.parameters.limits.forceDelaySec + fixture.parameters.limits.maxLagSec,
      refundTo: alice,
      dataHash: keccak256("0xabcd"),
      resultHash: ZERO_WORD,
    };
    const leaf = hashMessage(message);
    expect(event!.args).deep.equal({ dstChainId: A, nonce: 0n, leaf, message, data: "0xabcd" });
    const root = Tree.root(Tree.append(Tree.emptyTree, leaf));
    expect(await portal.read("record", [A, 1n])).deep.equal({ root, sentAtSec, gasTotal: GAS_LIMIT });
    expect(await client.getBalance({ address: portal.address })).equal(parseEther("2"));
    const fees = (await client.getBalance({ address: zeroAddress })) - burntBefore;
    expect(fees >= fee(GAS_LIMIT)).equal(true);
  });

  it("orders the messages of each rollup by itself and keeps every prefix's root", async () => {
    const fixture = await deployL1();
    const { portal } = fixture.contracts;
    let tree = Tree.emptyTree;
    for (let i = 0; i < 5; i++) {
      const receipt = await portal.write(...sendCall({ gasLimit: GAS_LIMIT + BigInt(i) }));
      const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageSent" });
      tree = Tree.append(tree, event!.args.leaf);
      await portal.write(...sendCall({ dst: B }));
    }
    expect(await portal.read("sentCount", [A])).equal(5n);
    const last = await portal.read<Sent>("record", [A, 5n]);
    expect([last.root, last.gasTotal]).deep.equal([Tree.root(tree), 5n * GAS_LIMIT + 10n]);
    expect((await portal.read<Sent>("record", [B, 5n])).root).not.equal(last.root);
    expect((await portal.read<Sent>("record", [A, 6n])).root).equal(ZERO_WORD);
  });

  it("takes a later deadline, and the sender where nobody is named for the refund", async () => {
    const fixture = await deployL1();
    const deadline = (await fixture.chain.now()) + 1_000_000n;
    const receipt = await fixture.contracts.portal.write(...sendCall({ deadline, refundTo: zeroAddress }));
    const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageSent" });
    expect([event!.args.message.deadline, event!.args.message.refundTo]).deep.equal([deadline, alice]);
  });
});

describe("Portal.send refuses", () => {
  let fixture: L1Fixture;
  let portal: Deployed;
  before(async () => {
    fixture = await deployL1();
    portal = fixture.contracts.portal;
  });
  const expectRefusal = async (options: SendOptions, errorName: string, args: readonly unknown[]) => {
    expect(await portal.refusal(...sendCall(options))).deep.equal({ errorName, args });
  };

  it("PortalUnknownRollup", async () => {
    await expectRefusal({ dst: 7n }, "PortalUnknownRollup", [7n]);
    await expectRefusal({ dst: L1 }, "PortalUnknownRollup", [L1]);
  });

  it("PortalForbiddenTarget: the messenger and the contracts of the EIPs", async () => {
    for (const target of [MESSENGER, ...EIP_CONTRACTS] as const)
      await expectRefusal({ target }, "PortalForbiddenTarget", [target]);
  });

  it("PortalGasLimitOutOfRange: below a call's cost, above the maximum", async () => {
    const { maxGasPerMessage } = fixture.parameters.portal;
    for (const gasLimit of [20_999n, maxGasPerMessage + 1n])
      await expectRefusal({ gasLimit }, "PortalGasLimitOutOfRange", [21_000n, maxGasPerMessage, gasLimit]);
    await portal.write(...sendCall({ gasLimit: maxGasPerMessage }));
  });

  it("PortalDataTooLong", async () => {
    const maximum = Number(fixture.parameters.portal.maxDataBytes);
    const data: Hex = `0x${"11".repeat(maximum + 1)}`;
    await expectRefusal({ data }, "PortalDataTooLong", [BigInt(maximum), BigInt(maximum + 1)]);
    await portal.write(...sendCall({ data: `0x${"11".repeat(maximum)}` }));
  });

  it("PortalDeadlineTooSoon", async () => {
    const { forceDelaySec, maxLagSec } = fixture.parameters.limits;
    const earliest = (await fixture.chain.now()) + forceDelaySec + maxLagSec;
    await expectRefusal({ deadline: earliest - 1n }, "PortalDeadlineTooSoon", [earliest, earliest - 1n]);
  });

  it("PortalFeeTooLow: less than the price", async () => {
    await expectRefusal({ value: -1n }, "PortalFeeTooLow", [fee(GAS_LIMIT), fee(GAS_LIMIT) - 1n]);
  });

  it("PortalBurnFailed: where the zero address takes no ETH", async () => {
    const odd = await deployL1();
    await odd.chain.test.setCode({ address: zeroAddress, bytecode: "0xfe" });
    expect(await odd.contracts.portal.refusal(...sendCall())).deep.equal({
      errorName: "PortalBurnFailed",
      args: [],
    });
  });

  it("ETH that comes without a message", async () => {
    const sent = fixture.chain.client.call({ account: alice, to: portal.address, value: 1n });
    expect(
      await sent.then(
        () => "taken",
        () => "refused",
      ),
    ).equal("refused");
  });
});

/** A message from a rollup to L1. */
const withdrawal = (change: Partial<Message> = {}, data: Hex = "0x"): Message => ({
  kind: MESSAGE_KIND.call,
  srcChainId: A,
  dstChainId: L1,
  nonce: 0n,
  sender: alice,
  target: bob,
  value: parseEther("1"),
  gasLimit: GAS_LIMIT,
  deadline: 0n,
  refundTo: zeroAddress,
  dataHash: keccak256(data),
  resultHash: ZERO_WORD,
  ...change,
});

type Claimable = {
  fixture: L1Fixture;
  portal: Deployed;
  target: Deployed;
  /** arguments of a claim, by index into the messages of A */
  claim: (index: number) => [Message, Hex, Hex[]];
};

type Outgoing = { message: Partial<Message>; data?: Hex };

/** A deployment with 10 ETH locked and A's outbox of these messages final. */
async function claimable(
  outgoing: (target: Address) => readonly Outgoing[],
  change?: ParameterChange,
): Promise<Claimable> {
  const fixture = await deployL1(change);
  const { portal } = fixture.contracts;
  const target = await fixture.chain.deploy("ClaimTargetHarness", [portal.address]);
  await portal.write(...sendCall({ value: parseEther("10") }));
  const made = outgoing(target.address).map(({ message, data = "0x" }, i) => ({
    data,
    message: withdrawal({ nonce: BigInt(i), ...message }, data),
  }));
  const leaves = made.map(({ message }) => hashMessage(message));
  const options: DraftOptions = { outboxes: [leaves, []], consumed: [0n, 0n] };
  await finalBatch(fixture, options);
  return {
    fixture,
    portal,
    target,
    claim: (index) => [made[index]!.message, made[index]!.data, Tree.siblings(leaves, index)],
  };
}

const LOOK = concat([toFunctionSelector("look(uint256)"), `0x${"07".padStart(64, "0")}`]);
const REFUSE = concat([toFunctionSelector("refuse(uint256)"), `0x${"07".padStart(64, "0")}`]);

describe("Portal.claim", () => {
  it("pays what a final outbox holds, once, whoever asks", async () => {
    const { portal, claim, fixture } = await claimable(() => [{ message: {} }, { message: { value: 5n } }]);
    const { client } = fixture.chain;
    const before = await client.getBalance({ address: bob });
    const receipt = await portal.write("claim", claim(0));
    const [event] = parseEventLogs({ abi: portalAbi, logs: receipt.logs, eventName: "MessageClaimed" });
    expect(event!.args).deep.equal({ srcChainId: A, nonce: 0n, target: bob, value: parseEther("1") });
    expect((await client.getBalance({ address: bob })) - before).equal(parseEther("1"));
    expect(await client.getBalance({ address: portal.address })).equal(parseEther("9"));
    expect(await portal.read("isClaimed", [A, 0n])).equal(true);
    expect(await portal.read("isClaimed", [A, 1n])).equal(false);
    expect(await portal.refusal("claim", claim(0))).deep.equal({
      errorName: "PortalAlreadyClaimed",
      args: [A, 0n],
    });
    await portal.write("claim", claim(1));
  });

  it("tells the target, and only the target, who speaks", async () => {
    const { portal, claim, target } = await claimable((address) => [
      { message: { target: address }, data: LOOK },
    ]);
    await portal.write("claim", claim(0));
    expect(await target.read("sender")).equal(alice);
    expect(await target.read("chainId")).equal(A);
    expect(await target.read("received")).equal(parseEther("1"));
    for (const view of ["crossSender", "crossChainId"])
      expect(await portal.refusal(view)).deep.equal({ errorName: "PortalNotInClaim", args: [] });
  });

  it("a bounce pays its target with no data, and nobody speaks in it", async () => {
    const { portal, claim, target } = await claimable((address) => [
      { message: { kind: MESSAGE_KIND.bounce, target: address, gasLimit: 0n }, data: LOOK },
    ]);
    await portal.write("claim", claim(0));
    expect(await target.read("received")).equal(parseEther("1"));
    expect(await target.read("lastData")).equal("0x");
    expect(await target.read("sender")).equal(zeroAddress);
  });

  it("gives the target at least its gas limit or does nothing (f2)", async () => {
    const gasLimit = 2_000_000n;
    const { portal, claim, target } = await claimable((address) => [
      { message: { target: address, gasLimit }, data: LOOK },
    ]);
    const required = (gasLimit * 64n) / 63n + 50_000n;
    const refused = await portal.refusal("claim", claim(0), { gas: required });
    expect(refused.errorName).equal("PortalNotEnoughGas");
    expect(refused.args[0]).equal(required);
    await portal.write("claim", claim(0), { gas: required + 250_000n });
    expect((await target.read<bigint>("gasGiven")) >= gasLimit - 1_000n).equal(true);
  });

  it("at most the cap leaves in a window, all of it again in the next", async () => {
    const ether = (value: string) => ({ message: { value: parseEther(value) } });
    const { portal, claim, fixture } = await claimable(
      () => [ether("0.6"), ether("0.5"), ether("0.4"), ether("0")],
      (p) => ({ ...p, portal: { ...p.portal, withdrawCapBps: 1_000, withdrawWindowSec: 3_600n } }),
    );
    await portal.write("claim", claim(0));
    expect(await portal.refusal("claim", claim(1))).deep.equal({
      errorName: "PortalWithdrawCapReached",
      args: [parseEther("0.4"), parseEther("0.5")],
    });
    await portal.write("claim", claim(2));
    await portal.write("claim", claim(3));
    await wait(fixture, 3_600n);
    await portal.write("claim", claim(1));
  });
});

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
