import { expect } from "chai";
import { zeroAddress } from "viem";
import { append, emptyTree, isLeafAt, root } from "../../../../services/protocol/appendOnlyTree.ts";
import { hashMessage, type Message } from "../../../../services/protocol/channels/channel.ts";
import { claimArguments } from "../../../../services/protocol/channels/withdrawal.ts";
import { ZERO_HASH } from "../../../../services/protocol/merkleTree.ts";

const message = (nonce: bigint): Message => ({
  kind: 0,
  srcChainId: 42101n,
  dstChainId: 31337n,
  nonce,
  sender: zeroAddress,
  target: zeroAddress,
  value: nonce,
  gasLimit: 0n,
  deadline: 0n,
  refundTo: zeroAddress,
  dataHash: ZERO_HASH,
  resultHash: ZERO_HASH,
});

describe("claimArguments", () => {
  const sent = [0n, 1n, 2n, 3n, 4n].map(message);
  const leaves = sent.map(hashMessage);

  it("proves each message against the outbox as it was final, not as it is now", () => {
    const finalRoot = root(leaves.slice(0, 3).reduce(append, emptyTree));
    for (const final of sent.slice(0, 3)) {
      const outcome = claimArguments({ message: final, data: "0x" }, leaves, 3n);
      if (!outcome.ok) throw new Error(outcome.reason);
      const [claimed, data, path] = outcome.args;
      expect([claimed, data]).to.deep.equal([final, "0x"]);
      expect(isLeafAt(hashMessage(final), final.nonce, { count: 3n, root: finalRoot }, path)).to.equal(true);
    }
  });

  it("refuses not-final", () => {
    const outcome = claimArguments({ message: sent[3]!, data: "0x" }, leaves, 3n);
    expect(outcome).to.deep.equal({ ok: false, reason: "not-final", finalCount: 3n, nonce: 3n });
  });
});
