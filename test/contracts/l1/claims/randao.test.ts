/** prevRandao follows from the ledger's lead at the L1 origin, which L1's own state proves. */
import { expect } from "chai";
import { type Hex, hexToBytes, keccak256 } from "viem";
import { mine, wait } from "../../../support/l1/batches.ts";
import { headerLinkArguments } from "../../../support/l1/claimArguments.ts";
import { deployL1, type L1Fixture } from "../../../support/l1/l1Fixture.ts";
import { leadProof } from "../../../support/l1/leadProof.ts";
import { type Lie, type ModelChain, postNext, startChain } from "../../../support/l1/modelChain.ts";
import { FAILURES } from "../../../support/trieLens.ts";

const OTHER_WORD: Hex = `0x${"5a".repeat(32)}`;

describe("Claims.claimHeaderLink with the lead at the origin", () => {
  /** A first batch under work, then one whose origin is a block that knows of it. */
  async function mined(lead: (id: Hex) => Hex, lie?: Lie) {
    const fixture = await deployL1();
    await wait(fixture, fixture.parameters.mining.minSpacingSec);
    const first = await postNext(await startChain(fixture));
    const id = await mine(fixture, first.chain.batches[1]!.batch);
    await wait(fixture, 1n);
    const { chain } = await postNext(first.chain, { lead: lead(id), ...(lie && { lie }) });
    return { fixture, chain, id };
  }
  const proofOf = (fixture: L1Fixture, { superblocks }: ModelChain) =>
    leadProof(fixture, superblocks.at(-1)!.superblock.l1OriginNumber);

  it("ClaimsHeaderNotFalse: the lead that the origin's state has", async () => {
    const { fixture, chain } = await mined((id) => id);
    const args = headerLinkArguments(chain, 0, undefined, await proofOf(fixture, chain));
    const refused = await fixture.contracts.claims.refusal("claimHeaderLink", args);
    expect(refused.errorName).equal("ClaimsHeaderNotFalse");
  });

  it("PrevRandao: another lead, or no word that follows from any", async () => {
    const other = { header: (f: Uint8Array[]) => f.with(13, hexToBytes(OTHER_WORD)) };
    for (const world of [await mined(() => OTHER_WORD), await mined((id) => id, other)]) {
      const { fixture, chain } = world;
      const args = headerLinkArguments(chain, 0, undefined, await proofOf(fixture, chain));
      await fixture.contracts.claims.write("claimHeaderLink", args);
      expect(await fixture.contracts.inbox.read("head")).include({ index: 1n });
    }
  });

  it("ClaimsWrongOrigin, ClaimsLeadProofInvalid: a proof of another block, or a broken one", async () => {
    const { fixture, chain } = await mined((id) => id);
    const { claims } = fixture.contracts;
    const origin = chain.superblocks.at(-1)!.superblock;
    const wrong = await leadProof(fixture, origin.l1OriginNumber - 1n);
    expect(
      await claims.refusal("claimHeaderLink", headerLinkArguments(chain, 0, undefined, wrong)),
    ).deep.equal({
      errorName: "ClaimsWrongOrigin",
      args: [origin.l1Origin, keccak256(wrong.header)],
    });
    const proof = await proofOf(fixture, chain);
    for (const [change, failure] of [
      [{ accountProof: proof.accountProof.slice(1) }, "NodeHashMismatch"],
      [{ storageProof: [] }, "NodeMissing"],
    ] as const) {
      const args = headerLinkArguments(chain, 0, undefined, { ...proof, ...change });
      expect(await claims.refusal("claimHeaderLink", args)).deep.equal({
        errorName: "ClaimsLeadProofInvalid",
        args: [FAILURES.indexOf(failure)],
      });
    }
  });

  it("ClaimsOriginUnreadable: an origin below the tip that hashes no header", async () => {
    const fixture = await deployL1();
    const origin: Hex = "0xc20102";
    const lie: Lie = {
      at: 0,
      superblock: () => ({ l1Origin: keccak256(origin) }),
      header: (f) => f.with(19, hexToBytes(keccak256(origin))),
    };
    const { chain } = await postNext(await startChain(fixture), { superblocks: 2, lie });
    const proof = { header: origin, accountProof: [], storageProof: [] };
    const args = headerLinkArguments(chain, 0, 1n, proof);
    expect(await fixture.contracts.claims.refusal("claimHeaderLink", args)).deep.equal({
      errorName: "ClaimsOriginUnreadable",
      args: [keccak256(origin)],
    });
  });
});
