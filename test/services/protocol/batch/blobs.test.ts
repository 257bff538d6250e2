import { expect } from "chai";
import {
  BLOB_BYTES,
  type BlobRefusal,
  blobCapacity,
  blobCount,
  MAX_BLOBS,
  packBlobs,
  unpackBlobs,
  versionedHash,
} from "../../../../services/protocol/batch/blobs.ts";
import { loadedKzg } from "../../../../services/runtime/kzg.ts";
import { createRandom } from "../../../support/random.ts";

const SEED = 20260711;
/** Order of the BLS12-381 scalar field, from EIP-4844. */
const BLS_MODULUS = 52435875175126190479447740508185965837690552500527637822603658699938581184513n;

const refusalOf = (blobs: readonly Uint8Array[]): BlobRefusal | "accepted" => {
  const unpacked = unpackBlobs(blobs);
  return unpacked.ok ? "accepted" : unpacked.reason;
};

describe(`blobs (seed ${SEED})`, () => {
  it("lays bytes out as documented", () => {
    const data = Uint8Array.from({ length: 200 }, (_, i) => i + 1);
    const [blob] = packBlobs(data);
    expect(blob).to.have.length(131_072);
    // 0x01, length, then data: the first element's 31 bytes.
    expect([...blob!.subarray(1, 32)]).to.deep.equal([1, 0, 0, 0, 200, ...data.subarray(0, 26)]);
    // Bytes 124 to 126 of the stream are data 119 to 121 (120, 121, 122 = 0x78797a), six bits an element.
    expect([blob![0], blob![32], blob![64], blob![96]]).to.deep.equal([0x1e, 0x07, 0x25, 0x3a]);
    expect(blob![128 + 1]).to.equal(123);
  });

  it("gives back what was packed, at every edge of a blob and at random lengths", () => {
    const random = createRandom(SEED);
    const edges = [0, 1, blobCapacity(1) - 1, blobCapacity(1), blobCapacity(1) + 1, blobCapacity(2)];
    for (const length of [...edges, ...Array.from({ length: 12 }, () => random.int(3 * BLOB_BYTES))]) {
      const data = random.octets(length);
      const blobs = packBlobs(data);
      expect(blobs.length, `${length} bytes`).to.equal(blobCount(length));
      const unpacked = unpackBlobs(blobs);
      expect(unpacked.ok && Buffer.compare(unpacked.data, data), `${length} bytes`).to.equal(0);
    }
    expect(blobCount(blobCapacity(MAX_BLOBS))).to.equal(MAX_BLOBS);
  });

  it("keeps every element below the modulus, whatever the data", () => {
    const [blob] = packBlobs(new Uint8Array(blobCapacity(1)).fill(255));
    for (let at = 0; at < BLOB_BYTES; at += 32) {
      const element = BigInt(`0x${Buffer.from(blob!.subarray(at, at + 32)).toString("hex")}`);
      expect(element < BLS_MODULUS).to.equal(true);
    }
  });

  it("refuses each way of being wrong by name", () => {
    const blobs = packBlobs(createRandom(SEED).octets(blobCapacity(1) + 10));
    const changed = (blob: number, at: number, byte: number) =>
      blobs.map((b, i) => (i === blob ? Uint8Array.from(b, (old, j) => (j === at ? byte : old)) : b));
    expect(refusalOf([])).to.equal("wrong-blob-count");
    expect(refusalOf(blobs.slice(0, 1))).to.equal("wrong-blob-count");
    expect(refusalOf([...blobs, new Uint8Array(BLOB_BYTES)])).to.equal("wrong-blob-count");
    expect(refusalOf([blobs[0]!, blobs[1]!.subarray(1)])).to.equal("wrong-blob-size");
    expect(refusalOf(changed(0, 1, 2))).to.equal("unknown-version");
    expect(refusalOf(changed(1, 32, 64))).to.equal("element-too-large");
    expect(refusalOf(changed(1, BLOB_BYTES - 1, 1))).to.equal("padding-not-zero");
    expect(refusalOf(changed(1, BLOB_BYTES - 32, 1))).to.equal("padding-not-zero");
    expect(refusalOf(changed(0, 5, 0))).to.equal("padding-not-zero");
  });

  it("never reads two packings as the same data: any byte changed is refused or other data", () => {
    const random = createRandom(SEED);
    const data = random.octets(1_000);
    const [blob] = packBlobs(data);
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const at = random.int(round < 150 ? 1_100 : BLOB_BYTES);
      const other = Uint8Array.from(blob!);
      other[at] = other[at]! ^ (1 + random.int(255));
      const unpacked = unpackBlobs([other]);
      if (!unpacked.ok) refused++;
      else expect(Buffer.compare(unpacked.data, data)).to.not.equal(0);
    }
    expect(refused).to.be.within(150, 299);
  });

  it("names a blob as EIP-4844 does", () => {
    const cKzg = loadedKzg();
    // The commitment to the zero polynomial is the point at infinity; its hash stands in many public blob transactions.
    const commitment = cKzg.blobToKzgCommitment(new Uint8Array(BLOB_BYTES));
    expect(Buffer.from(versionedHash(commitment)).toString("hex")).to.equal(
      "010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014",
    );
  });
});
