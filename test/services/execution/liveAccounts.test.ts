import { randomInt } from "node:crypto";
import { AccountCache, CacheType } from "@ethereumjs/statemanager";
import { Account, Address } from "@ethereumjs/util";
import { expect } from "chai";
import { LiveAccounts } from "../../../services/execution/ethereumjs/liveAccounts.ts";
import { createRandom } from "../../support/random.ts";

const STEPS = 3000;
const ADDRESSES = Array.from({ length: 8 }, (_, i) => new Address(new Uint8Array(20).fill(i + 1)));

describe("LiveAccounts", () => {
  it("gives everybody an account of their own", () => {
    const accounts = new LiveAccounts();
    const [address] = ADDRESSES as [Address];
    const mine = new Account(1n, 2n);
    accounts.put(address, mine);
    mine.balance = 3n;
    const known = accounts.get(address)!;
    expect(known.copy()!.balance).to.equal(2n);
    known.copy()!.balance = 4n;
    expect(known.copy()!.balance).to.equal(2n);
  });

  const seed = randomInt(2 ** 32 - 1);
  it(`answers and flushes as the library's own cache, through checkpoints (seed ${seed})`, () => {
    const random = createRandom(seed);
    const ours = new LiveAccounts();
    const library = new AccountCache({ size: 0, type: CacheType.ORDERED_MAP });
    const both = [ours, library];
    let depth = 0;
    const steps: (() => void)[] = [
      () => {
        const address = random.pick(ADDRESSES);
        const account = random.int(5) === 0 ? undefined : new Account(random.bits(30), random.bits(90));
        for (const cache of both) cache.put(address, account);
      },
      () => {
        const address = random.pick(ADDRESSES);
        for (const cache of both) cache.del(address);
      },
      () => {
        depth++;
        for (const cache of both) cache.checkpoint();
      },
      () => {
        if (depth === 0) return;
        depth--;
        for (const cache of both) cache.commit();
      },
      () => {
        if (depth === 0) return;
        depth--;
        for (const cache of both) cache.revert();
      },
      () => {
        const [mine, theirs] = both.map((cache) =>
          cache.flush().map(([key, element]) => [key, element.accountRLP]),
        );
        expect(mine).to.have.deep.members(theirs!);
      },
    ];
    for (let step = 0; step < STEPS; step++) {
      random.pick(steps)();
      const address = random.pick(ADDRESSES);
      expect(ours.get(address)?.accountRLP, `step ${step}`).to.deep.equal(library.get(address)?.accountRLP);
      expect(ours.size()).to.equal(library.size());
    }
    for (const cache of both) cache.clear();
    expect([ours.size(), ours.get(ADDRESSES[0]!)]).to.deep.equal([0, undefined]);
  });
});
