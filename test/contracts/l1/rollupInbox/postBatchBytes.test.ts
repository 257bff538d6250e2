/** Every byte of a call that posts a batch counts, but for those listed here; and what L1 takes, our decoder reads. */
import { expect } from "chai";
import { concat, type Hex, hexToBytes, numberToHex, size, slice, toHex } from "viem";
import { L1Error } from "../../../../services/adapters/l1/l1Client.ts";
import { decodePostedCall } from "../../../../services/adapters/l1/postedInput.ts";
import type { Batch } from "../../../../services/protocol/batch/batch.ts";
import { decodeBatchCall } from "../../../../services/protocol/batch/postBatch.ts";
import type { Deployment } from "../../../../services/protocol/deployment.ts";
import { draftBatch, post, postCall } from "../../../support/l1/batches.ts";
import { send } from "../../../support/l1/inboxDrafts.ts";
import { A, B, deployL1, L1, type L1Fixture, leader } from "../../../support/l1/l1Fixture.ts";

const WORD = 32;
/** Selector and the pointer to the posting. */
const BASE = 4 + WORD;
/** Words of the posting's head: parent 4, tip 10, r, vs, then four pointers. */
const POINTER = { blocks: 16, channels: 17, parentMessages: 18, data: 19 } as const;
const CHAINS = { l1ChainId: L1, rollups: [A, B] };

/** A second batch, which takes a message, so that every part of a call is in it. */
async function secondBatch() {
  const fixture = await deployL1();
  const first = await post(fixture, await draftBatch(fixture));
  await send(fixture, A);
  const draft = await draftBatch(fixture, { parent: first, consumed: [1n, 0n] });
  return { fixture, call: await postCall(fixture, { ...draft, data: "0x0102030405" }) };
}

const isTaken = async ({ chain }: L1Fixture, to: Hex, data: Hex): Promise<boolean> =>
  chain.client.call({ account: leader.address, to, data }).then(
    () => true,
    () => false,
  );

const wordAt = (input: Hex, place: number): number => Number(BigInt(slice(input, place, place + WORD)));
/** Where the bytes of a part begin, and how many there are. */
function partOf(input: Hex, name: keyof typeof POINTER): { readonly begin: number; readonly length: number } {
  const at = BASE + wordAt(input, BASE + WORD * POINTER[name]);
  return { begin: at + WORD, length: wordAt(input, at) };
}
const withWord = (input: Hex, place: number, word: Hex): Hex =>
  concat([slice(input, 0, place), word, slice(input, place + WORD)]);

describe("the bytes of RollupInbox.postBatch", function () {
  this.timeout(240_000);
  let fixture: L1Fixture;
  let input: Hex;
  let to: Hex;
  before(async () => {
    const posted = await secondBatch();
    fixture = posted.fixture;
    ({ to, data: input } = posted.call);
    expect(await isTaken(fixture, to, input), "the call itself").to.equal(true);
  });

  const decoded = (data: Hex) => decodeBatchCall(data, CHAINS);
  /** The name of what an accepted byte belongs to. */
  function nameOf(place: number): string {
    for (const name of ["channels", "parentMessages", "data"] as const) {
      const { begin, length } = partOf(input, name);
      const end = begin + WORD * Math.ceil(length / WORD);
      if (place >= begin && place < begin + length) return name;
      if (place >= begin - WORD && place < begin) return `length of ${name}`;
      if (place >= begin + length && place < end) return `padding of ${name}`;
    }
    // Read only for the first batch of a term, which this is not.
    return place >= BASE && place < BASE + WORD ? "the parent's term" : `byte ${place}`;
  }

  it("are refused when any one is changed, but for the data, zeros after bytes and a term that is not read", async () => {
    const bytes = hexToBytes(input);
    const taken = new Map<string, number>();
    let tried = 0;
    for (let place = 0; place < bytes.length; place++)
      for (const flip of [0x01, 0x80]) {
        const changed = Uint8Array.from(bytes);
        changed[place]! ^= flip;
        tried++;
        if (!(await isTaken(fixture, to, toHex(changed)))) continue;
        const name = nameOf(place);
        taken.set(name, (taken.get(name) ?? 0) + 1);
        const [before, after] = [decoded(input), decoded(toHex(changed))];
        if (!before.ok || !after.ok) throw new Error(`byte ${place} (${name}): taken, but not read`);
        expect({ ...after, data: "" }, `byte ${place} (${name})`).to.deep.equal({ ...before, data: "" });
        if (!name.endsWith("data") || name.startsWith("padding"))
          expect(after.data, `byte ${place} (${name})`).to.equal(before.data);
      }
    expect(tried).to.equal(2 * size(input));
    expect(Object.fromEntries(taken)).to.deep.equal({
      "the parent's term": 2 * WORD,
      // Whose hash the batch keeps; one change of the length leaves it within the call.
      data: 2 * 5,
      "length of data": 1,
      "padding of channels": 2 * 16,
      "padding of parentMessages": 2 * 16,
      "padding of data": 2 * 27,
    });
  });

  it("may be followed by others, and stand apart: read as they are meant", async () => {
    const pointer = BASE + WORD * POINTER.data;
    const at = wordAt(input, pointer);
    const moved = concat([
      slice(withWord(input, pointer, numberToHex(at + 64, { size: WORD })), 0, BASE + at),
      `0x${"5a".repeat(64)}`,
      slice(input, BASE + at),
    ]);
    for (const odd of [concat([input, "0xdead"]), moved, slice(input, 0, partOf(input, "data").begin + 5)]) {
      expect(await isTaken(fixture, to, odd)).to.equal(true);
      expect(decoded(odd)).to.deep.equal(decoded(input));
    }
  });

  it("encoding-odd: a pointer that leads backwards, which Solidity follows", async () => {
    // The word before the posting is the pointer to it, 32: a length. So the data are the posting's first word.
    const back = withWord(input, BASE + WORD * POINTER.data, numberToHex(-32n, { size: WORD, signed: true }));
    expect(await isTaken(fixture, to, back)).to.equal(true);
    expect(decoded(back)).to.deep.equal({ ok: false, reason: "encoding-odd" });
    const batch = await fixture.contracts.inbox.read<Batch>("genesisBatch");
    const l1Block = { number: 1n, hash: batch.superblock };
    const posted = { batch, hash: batch.superblock, l1Block, transactionHash: batch.superblock };
    const rollups = [A, B].map((chainId) => ({ chainId })) as unknown as Deployment["rollups"];
    const read = () =>
      decodePostedCall(posted, { input: back, versionedHashes: [] }, { l1ChainId: L1, rollups });
    expect(read).to.throw(L1Error).with.property("code", "l1-call-unreadable");
  });

  it("other-call: not one of ours, whatever follows", () => {
    expect(decoded("0xdeadbeef")).to.deep.equal({ ok: false, reason: "other-call" });
    expect(decoded("0x")).to.deep.equal({ ok: false, reason: "other-call" });
  });
});
