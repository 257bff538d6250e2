import { expect } from "chai";
import { RecoveredKeys } from "../../../services/execution/ethereumjs/recoveredKeys.ts";

const digest = (n: number) => new Uint8Array(32).fill(n);
const recovered = (n: number) => ({
  signature: new Uint8Array(64).fill(n),
  recovery: 1,
  publicKey: new Uint8Array(64).fill(n + 100),
});

describe("recovered keys", () => {
  it("are found again by digest, signature and parity, and by nothing less", () => {
    const keys = new RecoveredKeys();
    keys.note(digest(1), recovered(1));
    expect(keys.get(digest(1), recovered(1).signature, 1)).to.deep.equal(recovered(1).publicKey);
    expect(keys.get(digest(2), recovered(1).signature, 1)).to.equal(undefined);
    expect(keys.get(digest(1), recovered(2).signature, 1)).to.equal(undefined);
    expect(keys.get(digest(1), recovered(1).signature, 0)).to.equal(undefined);
  });

  it("are bounded: the oldest goes first", () => {
    const keys = new RecoveredKeys(2);
    for (const n of [1, 2, 3]) keys.note(digest(n), recovered(n));
    const found = [1, 2, 3].map((n) => keys.get(digest(n), recovered(n).signature, 1) !== undefined);
    expect(found).to.deep.equal([false, true, true]);
  });
});
