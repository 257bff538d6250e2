import { expect } from "chai";
import { concat, type Hex, keccak256, toHex } from "viem";
import { hashBatch, hashConsumed } from "../../../../services/protocol/batch/batch.ts";
import { entriesFrom } from "../../../../services/protocol/batch/packedChannels.ts";
import { draftBatch, genesisParent, post, superblockHash } from "../../../support/l1/batches.ts";
import { type Head, refusal, send, withTip } from "../../../support/l1/inboxDrafts.ts";
import { A, B, deployL1, L1, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

/** Address and runtime code as EIP-2935 gives them. */
const HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935";
const HISTORY_CODE =
  "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

describe("RollupInbox.postBatch", () => {
  it("takes the leader's batch of both rollups and moves the head", async () => {
    const fixture = await deployL1();
    const { inbox } = fixture.contracts;
    const draft = await draftBatch(fixture, { superblocks: 7n });
    const posted = await post(fixture, draft);
    const postedAt = await fixture.chain.now();
    const genesis = await genesisParent(fixture);

    expect(posted.batch).deep.equal({
      index: 1n,
      firstNumber: 1n,
      number: 7n,
      timestamp: draft.tip.timestamp,
      l1OriginNumber: draft.tip.l1OriginNumber,
      postedAtSec: postedAt,
      parent: hashBatch(genesis.batch),
      superblock: superblockHash(fixture, draft),
      blocksRoot: draft.tip.blocksRoot,
      channelsRoot: draft.tip.channelsRoot,
      consumedHash: hashConsumed(entriesFrom(draft.channels, L1)),
      dataHash: keccak256(concat(["0x00", draft.data])),
      term: draft.tip.term,
    });
    expect(await inbox.read<Hex>("batchHash", [1n])).equal(hashBatch(posted.batch));
    expect(await inbox.read<Hex>("requireBatch", [posted.batch])).equal(hashBatch(posted.batch));
    expect(await inbox.read<Head>("head")).deep.equal({
      index: 1n,
      number: 7n,
      timestamp: draft.tip.timestamp,
      unminedSinceSec: postedAt,
    });
  });

  it("chains batches and takes messages from L1 in them", async () => {
    const fixture = await deployL1();
    const first = await post(fixture, await draftBatch(fixture));
    await send(fixture, A);
    await send(fixture, A);
    await send(fixture, B);
    const second = await post(fixture, await draftBatch(fixture, { parent: first, consumed: [1n, 1n] }));
    expect(second.batch.parent).equal(hashBatch(first.batch));
    expect(second.batch.firstNumber).equal(2n);
    expect(second.batch.consumedHash).equal(hashConsumed(entriesFrom(second.channels, L1)));
    const third = await post(fixture, await draftBatch(fixture, { parent: second, consumed: [2n, 1n] }));
    expect((await fixture.contracts.inbox.read<Head>("head")).index).equal(3n);
    expect(third.batch.consumedHash).equal(hashConsumed(entriesFrom(third.channels, L1)));
  });

  it("reaches origins older than 256 blocks through the history contract", async () => {
    const fixture = await deployL1();
    const { test, client } = fixture.chain;
    const old = await client.getBlock();
    // The node of the tests makes no system calls, so the contract's code and word are put there.
    await test.setCode({ address: HISTORY, bytecode: HISTORY_CODE });
    await test.mine({ blocks: 400, interval: 1 });
    const draft = await draftBatch(fixture);
    const early = withTip(draft, { l1OriginNumber: old.number, l1Origin: old.hash });
    expect(await refusal(fixture, early)).deep.equal({
      errorName: "InboxOriginUnknown",
      args: [old.number, ZERO_WORD, old.hash],
    });

    await test.setStorageAt({ address: HISTORY, index: toHex(old.number % 8191n), value: old.hash });
    await post(fixture, early);
    expect((await fixture.contracts.inbox.read<Head>("head")).index).equal(1n);
  });
});
