import { expect } from "chai";
import { encodeAbiParameters } from "viem";
import * as Tree from "../../services/protocol/appendOnlyTree.ts";
import { channelIds, localEntries } from "../../services/protocol/channels/channel.ts";
import { hashLeaf, staticRoot } from "../../services/protocol/merkleTree.ts";

describe("channels of a set of chains", () => {
  it("are all ordered pairs, sorted, wherever L1's id falls", () => {
    for (const l1 of [1n, 15n, 99n]) {
      const chains = [10n, 20n, 30n, l1].sort((a, b) => Number(a - b));
      const ids = channelIds(l1, [30n, 10n, 20n]);
      expect(ids).length(12);
      const sorted = ids.toSorted((a, b) =>
        Number(a.srcChainId - b.srcChainId || a.dstChainId - b.dstChainId),
      );
      expect(ids).deep.equal(sorted);
      expect(new Set(ids.map((id) => `${id.srcChainId}-${id.dstChainId}`)).size).equal(12);
      expect(ids.every((id) => chains.includes(id.srcChainId) && id.srcChainId !== id.dstChainId)).equal(
        true,
      );
    }
  });

  it("local entries of a chain are those that start or end there", () => {
    const entries = channelIds(1n, [10n, 20n]).map((id) => ({ ...id, count: 0n, root: Tree.EMPTY_ROOT }));
    expect(localEntries(entries, 10n).map((e) => [e.srcChainId, e.dstChainId])).deep.equal([
      [1n, 10n],
      [10n, 1n],
      [10n, 20n],
      [20n, 10n],
    ]);
  });

  it("a leaf cannot pose as an inner node: their domains differ", () => {
    const [left, right] = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`] as const;
    const encoded = encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], [left, right]);
    expect(hashLeaf(encoded)).not.equal(staticRoot([left, right]));
  });
});
