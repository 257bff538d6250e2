/** The call of fallback: what the services encode is what the contract takes, and what a node reads from the chain. */
import { expect } from "chai";
import { encodeFunctionData, type Hex } from "viem";
import { fallbackAbi } from "../../services/abi/index.ts";
import {
  decodeFallbackCall,
  encodeFallbackCall,
  type FallbackCall,
} from "../../services/protocol/batch/postFallback.ts";
import { draftBatch, genesisParent, post } from "../support/l1/batches.ts";
import { draftNode, offer, openFallback, otherMiner, rebond } from "../support/l1/fallback.ts";
import { withTip } from "../support/l1/inboxDrafts.ts";
import { deployL1, L1, type L1Fixture, leader, producer, ROLLUPS } from "../support/l1/l1Fixture.ts";

const CHAINS = { l1ChainId: L1, rollups: ROLLUPS };

async function opened() {
  const fixture = await deployL1();
  const genesis = await genesisParent(fixture);
  const head = await post(fixture, await draftBatch(fixture));
  return { fixture, base: await openFallback(fixture, head, genesis) };
}

/** Sends a call as the services encode it; the input of the transaction as L1 gives it back. */
async function send({ chain, contracts }: L1Fixture, call: FallbackCall, account: Hex): Promise<Hex> {
  const [wallet] = await chain.viem.getWalletClients({ account });
  const hash = await wallet!.sendTransaction({
    to: contracts.fallback.address,
    data: encodeFallbackCall(call),
    account,
  });
  expect((await chain.client.waitForTransactionReceipt({ hash })).status).equal("success");
  return (await chain.client.getTransaction({ hash })).input;
}

const expected = ({ tip, blocks, channels, data, parent, checkpoint, auxPow, signature }: FallbackCall) => ({
  ok: true,
  tip,
  blocks,
  channels,
  data,
  parent,
  checkpoint,
  auxPow,
  signature,
});

describe("the call of fallback", () => {
  it("comes back from L1 as it was sent, of a miner", async () => {
    const { fixture, base } = await opened();
    const { call, from } = await offer(fixture, base, await draftNode(fixture, base));
    expect(decodeFallbackCall(await send(fixture, call, from.account), CHAINS)).deep.equal(expected(call));
  });

  it("and of the leader, with its signature; with proofs too", async () => {
    const { fixture, base } = await opened();
    await rebond(fixture);
    const draft = withTip(await draftNode(fixture, base), { producer });
    const { call } = await offer(fixture, base, draft, { signer: leader, miner: otherMiner });
    const proven = { ...call, proofs: draft.proofs };
    expect(decodeFallbackCall(await send(fixture, proven, leader.address), CHAINS)).deep.equal(
      expected(call),
    );
  });

  it("names what cannot be read", async () => {
    const { fixture, base } = await opened();
    const { call } = await offer(fixture, base, await draftNode(fixture, base));
    const read = (input: Hex, chains = CHAINS) => decodeFallbackCall(input, chains);
    const open = encodeFunctionData({
      abi: fallbackAbi,
      functionName: "open",
      args: [base.batch, base.batch],
    });
    expect(read(open)).deep.equal({ ok: false, reason: "other-call" });
    expect(read(encodeFallbackCall(call).slice(0, 1000) as Hex)).deep.equal({
      ok: false,
      reason: "encoding-odd",
    });
    const fewer = encodeFallbackCall({ ...call, blocks: call.blocks.slice(1) });
    expect(read(fewer)).deep.equal({ ok: false, reason: "wrong-block-count" });
    const short = encodeFallbackCall({ ...call, channels: call.channels.slice(1) });
    expect(read(short)).deep.equal({ ok: false, reason: "channels-malformed" });
  });
});
