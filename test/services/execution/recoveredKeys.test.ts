import { expect } from "chai";
import { RecoveredKeys } from "../../../services/execution/ethereumjs/recoveredKeys.ts";

const signature = (n: number) => new Uint8Array(64).fill(n);
const digest = (n: number) => new Uint8Array(32).fill(n);
const recovered = (n: number) => ({
  digest: digest(n),
  recovery: 1,
  publicKey: new Uint8Array(64).fill(n + 100),
});

describe("recovered keys", () => {
  it("are found again by signature, digest and parity, and by nothing less", () => {
    const keys = new RecoveredKeys();
    keys.note(signature(1), recovered(1));
    expect(keys.get(signature(1), digest(1), 1)).to.deep.equal(recovered(1).publicKey);
    expect(keys.get(signature(2), digest(1), 1)).to.equal(undefined);
    expect(keys.get(signature(1), digest(2), 1)).to.equal(undefined);
    expect(keys.get(signature(1), digest(1), 0)).to.equal(undefined);
  });

  it("tell two senders of the same words apart", () => {
    const keys = new RecoveredKeys();
    for (const n of [1, 2]) keys.note(signature(n), { ...recovered(n), digest: digest(7) });
    const found = [1, 2].map((n) => keys.get(signature(n), digest(7), 1));
    expect(found).to.deep.equal([recovered(1).publicKey, recovered(2).publicKey]);
  });

  it("are bounded: the oldest goes first", () => {
    const keys = new RecoveredKeys(2);
    for (const n of [1, 2, 3]) keys.note(signature(n), recovered(n));
    const found = [1, 2, 3].map((n) => keys.get(signature(n), digest(n), 1) !== undefined);
    expect(found).to.deep.equal([false, true, true]);
  });
});
