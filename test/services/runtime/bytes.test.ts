import { randomInt } from "node:crypto";
import { expect } from "chai";
import { bytesToHex, getAddress, type Hex } from "viem";
import { fromHexString, toAddress, toHexString } from "../../../services/runtime/bytes.ts";
import { createRandom } from "../../support/random.ts";

describe("bytes", () => {
  const seed = randomInt(2 ** 32 - 1);
  it(`become the hex strings and addresses that viem writes (seed ${seed})`, () => {
    const random = createRandom(seed);
    for (let i = 0; i < 500; i++) {
      const octets = random.octets(random.int(60));
      expect(toHexString(octets)).to.equal(bytesToHex(octets));
      expect(fromHexString(bytesToHex(octets))).to.deep.equal(octets);
      const address = random.octets(20);
      expect(toAddress(address)).to.equal(getAddress(bytesToHex(address)));
      expect(toAddress(address.slice())).to.equal(getAddress(bytesToHex(address)));
    }
  });

  it("of a part of a buffer are those of the part", () => {
    const octets = Uint8Array.from({ length: 40 }, (_, i) => i);
    expect(toHexString(octets.subarray(3, 5))).to.equal("0x0304");
    expect(toAddress(octets.subarray(20))).to.equal(toAddress(octets.slice(20)));
  });

  for (const bad of ["0x1", "0x12g4", "0x0x12"] as Hex[])
    it(`are not read from ${bad}`, () => {
      expect(() => fromHexString(bad)).to.throw(RangeError);
    });
});
