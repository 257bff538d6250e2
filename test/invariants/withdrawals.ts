/** ETH on its way: into the Portal to a rollup, and out of A. */
import { type Address, keccak256, padHex, zeroAddress } from "viem";
import * as Tree from "../../services/protocol/appendOnlyTree.ts";
import { hashMessage, MESSAGE_KIND, type Message } from "../../services/protocol/channels/channel.ts";
import { A, L1, ROLLUPS, ZERO_WORD } from "../support/l1/l1Fixture.ts";
import { ANYBODY, type Attempt, callOf, chance, contractsOf, reasons, type Scene } from "./attempt.ts";
import { finalOf, type ModelBatch, type Withdrawal } from "./model.ts";

const GAS_LIMIT = 100_000n;
const NO_DATA = keccak256("0x");
const UNIT_WEI = 10n ** 15n;

/** To an account of its own, so that no two branches send the same. */
export function nextWithdrawal({ random }: Scene, { outbox }: ModelBatch): Withdrawal {
  const message: Message = {
    kind: MESSAGE_KIND.call,
    srcChainId: A,
    dstChainId: L1,
    nonce: BigInt(outbox.length),
    sender: ANYBODY,
    target: payee(random.uint64()),
    value: BigInt(1 + random.int(9)) * UNIT_WEI,
    gasLimit: GAS_LIMIT,
    deadline: 0n,
    refundTo: zeroAddress,
    dataHash: NO_DATA,
    resultHash: ZERO_WORD,
  };
  return { message, leaf: hashMessage(message) };
}

/** Never a precompile, nor one of the contracts. */
const payee = (seed: bigint): Address => padHex(`0xee${seed.toString(16).padStart(16, "0")}ee`, { size: 20 });

export function someDeposit(scene: Scene): Attempt {
  const { model, world, random } = scene;
  const { portal } = contractsOf(scene);
  const { forceDelaySec, maxLagSec } = world.parameters.limits;
  const rollup = random.int(ROLLUPS.length);
  const dstChainId = ROLLUPS[rollup]!;
  const sent = model.sent[rollup]!;
  const value = BigInt(random.int(20)) * UNIT_WEI;
  const feeWei = GAS_LIMIT * world.parameters.portal.gasPriceWei;
  const message: Message = {
    kind: MESSAGE_KIND.call,
    srcChainId: L1,
    dstChainId,
    nonce: BigInt(sent.length),
    sender: ANYBODY,
    target: payee(1n),
    value,
    gasLimit: GAS_LIMIT,
    deadline: model.nowSec + forceDelaySec + maxLagSec,
    refundTo: ANYBODY,
    dataHash: NO_DATA,
    resultHash: ZERO_WORD,
  };
  const tree = Tree.append(sent.at(-1)?.tree ?? Tree.emptyTree, hashMessage(message));
  const args = [dstChainId, message.target, "0x", GAS_LIMIT, 0n, ANYBODY];
  return {
    name: "deposit",
    call: callOf(portal, "send", args, { value: feeWei + value }),
    against: [],
    after: (m) => ({
      ...m,
      lockedWei: m.lockedWei + value,
      sent: m.sent.map((list, i) =>
        i === rollup ? [...list, { tree, gasLimit: GAS_LIMIT, sentAtSec: m.nowSec }] : list,
      ),
    }),
  };
}

/** The claim of a withdrawal that a batch holds, with the path in that batch's own outbox. */
export function payAttempt(scene: Scene, { outbox }: ModelBatch, position: number): Attempt {
  const { model } = scene;
  const { message, leaf } = outbox[position]!;
  const final = finalOf(model).outbox;
  // A path is as good for the final tree as for the batch's own exactly if both hold the same leaves.
  const isSameTree = outbox.length === final.length && outbox.every((w, i) => w.leaf === final[i]!.leaf);
  const isFinal = final[position]?.leaf === leaf;
  const siblings = Tree.siblings(
    (isFinal ? final : outbox).map((w) => w.leaf),
    position,
  );
  const against = reasons(
    [position >= final.length, "PortalNotFinal"],
    [!isFinal && !isSameTree, "PortalProofInvalid", "PortalNotFinal"],
    [model.paid.some((paid) => paid.message.nonce === message.nonce), "PortalAlreadyClaimed"],
    [message.value > model.lockedWei, "PortalCallFailed", "PortalWithdrawCapReached"],
  );
  return {
    name: "withdraw",
    call: callOf(contractsOf(scene).portal, "claim", [message, "0x", siblings]),
    against,
    after: (m) => ({
      ...m,
      lockedWei: m.lockedWei - message.value,
      paid: [...m.paid, { message, leaf }],
    }),
  };
}

export function someWithdrawal(scene: Scene): Attempt | undefined {
  const { chain, fallen, aside } = scene.model;
  const from = chance(scene, 3)
    ? scene.random.pick([...fallen.slice(-10), ...aside, ...chain])
    : finalOf(scene.model);
  if (from.outbox.length === 0) return undefined;
  return payAttempt(scene, from, scene.random.int(from.outbox.length));
}
