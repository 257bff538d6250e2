import { expect } from "chai";
import { type Hex, keccak256, parseEventLogs } from "viem";
import { rollupInboxAbi } from "../../../../services/abi/index.ts";
import { hashBlobData } from "../../../../services/protocol/batch/dataHash.ts";
import { sendBlobs, testBlobs, versionedHashes } from "../../../support/blobs.ts";
import { draftBatch, post, postCall } from "../../../support/l1/batches.ts";
import { deployL1, leader } from "../../../support/l1/l1Fixture.ts";

describe("RollupInbox.postBatch with blobs", () => {
  for (const count of [1, 3, 6]) {
    it(`commits to ${count} blobs by their versioned hashes, as TypeScript does`, async () => {
      const fixture = await deployL1();
      const blobs = testBlobs(count);
      const call = await postCall(fixture, { ...(await draftBatch(fixture)), data: "0x" });
      const receipt = await sendBlobs(fixture.chain, { account: leader, ...call, blobs });
      const [event] = parseEventLogs({ abi: rollupInboxAbi, logs: receipt.logs, eventName: "BatchPosted" });
      const hashes = versionedHashes(blobs);
      expect(hashes.length).equal(count);
      expect(event!.args.batch.dataHash).equal(hashBlobData(hashes));
      expect(hashBlobData(hashes)).equal(
        keccak256(`0x01${hashes.map((hash) => hash.slice(2)).join("")}` as Hex),
      );
    });
  }

  it("L1DataTwice: data in the input and blobs", async () => {
    const fixture = await deployL1();
    const blobs = testBlobs(1);
    const call = await postCall(fixture, await draftBatch(fixture));
    const [hash] = versionedHashes(blobs);
    const refused = await sendBlobs(fixture.chain, { account: leader, ...call, blobs }).then(
      () => "nothing",
      (error: Error) => error.message,
    );
    expect(refused).include(`L1DataTwice(4, "${hash}")`);
  });

  it("takes call data after blobs and blobs after call data", async () => {
    const fixture = await deployL1();
    const first = await post(fixture, await draftBatch(fixture));
    const draft = { ...(await draftBatch(fixture, { parent: first })), data: "0x" as const };
    const blobs = testBlobs(2);
    const receipt = await sendBlobs(fixture.chain, {
      account: leader,
      ...(await postCall(fixture, draft)),
      blobs,
    });
    const [event] = parseEventLogs({ abi: rollupInboxAbi, logs: receipt.logs, eventName: "BatchPosted" });
    const second = { ...draft, batch: event!.args.batch };
    const third = await post(fixture, await draftBatch(fixture, { parent: second }));
    expect(third.batch.index).equal(3n);
  });
});
