/** Most of the hash rate leaves: the target eases with L1's clock alone, until what is left finds a checkpoint. */
import { expect } from "chai";
import { createPublicClient, encodeFunctionData, type Hex, http } from "viem";
import { checkpointLedgerAbi } from "../../services/abi/index.ts";
import { relayVerdict } from "../../services/mining/relay.ts";
import { decode } from "../../services/protocol/bitcoin/compactTarget.ts";
import { ROOT_ID } from "../../services/protocol/superblock/checkpoint.ts";
import { type MiningPair, type StrangeWork, startMiningPair } from "../support/miningPair.ts";

/** Each checkpoint ahead of the schedule halves the target, each minute doubles it. */
const MINUTE = 60;
const AHEAD = 7;

describe("a drop of the hash rate", function () {
  this.timeout(60_000);
  let pair: MiningPair;
  before(async () => {
    pair = await startMiningPair({ mining: { spacingSec: MINUTE, halfLifeSec: MINUTE } });
  });
  after(() => pair?.stop());

  const leadId = async (): Promise<Hex> => (await pair.l1.lead())?.id ?? ROOT_ID;
  const l1 = (method: string, params: unknown[] = []): Promise<unknown> =>
    createPublicClient({ transport: http(pair.url) }).request({ method, params } as never);
  const putForward = async (seconds: number): Promise<void> => {
    await l1("evm_increaseTime", [seconds]);
    await l1("evm_mine");
  };
  const submit = async ({ checkpoint, batch, parentHeight, auxPow }: StrangeWork) => {
    const data = encodeFunctionData({
      abi: checkpointLedgerAbi,
      functionName: "submitCheckpoint",
      args: [checkpoint, batch, parentHeight, auxPow],
    });
    return relayVerdict(await pair.poster.send({ to: pair.deployment.addresses.ledger, data }));
  };

  it("heals itself: TargetNotReached is temporary, the same proof is taken later, and the schedule goes on", async () => {
    for (let i = 0; i < AHEAD; i++)
      await pair.strangerSubmits(await pair.workOn(await pair.post(), await leadId()));
    const lead = await leadId();
    const hard = decode(await pair.requiredBits(lead));
    const posted = await pair.post();

    // What L1 will ask for in four minutes, from an L1 that is taken back.
    const snapshot = await l1("evm_snapshot");
    await putForward(4 * MINUTE);
    const easedBits = await pair.requiredBits(lead);
    expect(await l1("evm_revert", [snapshot])).to.equal(true);
    const eased = decode(easedBits);
    // Four doublings, and the seconds that the test took; ASERT's polynomial is good to 13 parts in 100000.
    expect(Number((eased * 1000n) / hard) / 1000).to.be.within(15.9, 24);

    const work = await pair.workOn(posted, lead, easedBits);
    expect(await submit(work)).to.deep.equal({ kind: "retry", reason: "TargetNotReached" });
    expect(await leadId()).to.equal(lead);
    await putForward(4 * MINUTE);
    expect(await submit(work)).to.deep.equal({ kind: "recorded" });
    expect(await leadId()).to.equal(work.id);
    const next = decode(await pair.requiredBits(work.id));
    expect(Number((next * 1000n) / eased) / 1000, "one checkpoint further on").to.be.within(0.49, 0.75);
  });
});
