import { expect } from "chai";
import type { Receipt, Store, StoredBlock } from "../../../services/ports.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { createFunding } from "../../../services/roles/minerCredit.ts";
import { createProducerFees } from "../../../services/roles/producerFees.ts";

const PRODUCER = "0x0000000000000000000000000000000000000Bb0" as const;
const USER = "0x0000000000000000000000000000000000005001" as const;
const A = 42101n;
const BASE_FEE = 7n;

const receipt = (change: Partial<Receipt>): Receipt =>
  ({
    success: true,
    from: USER,
    to: USER,
    gasUsed: 100n,
    effectiveGasPrice: BASE_FEE + 3n,
    ...change,
  }) as Receipt;
/** The node writes addresses in lower case or with checksum, as it likes. */
const relay = receipt({ from: PRODUCER.toLowerCase() as typeof PRODUCER, to: MINED_BLOCK_ORACLE });

function fixture(blocks: readonly (readonly Receipt[])[]) {
  let reads = 0;
  const store: Pick<Store, "block" | "header"> = {
    block: (_, number) => {
      reads++;
      const receipts = blocks[Number(number)];
      return receipts && ({ receipts, header: { baseFee: BASE_FEE } } as unknown as StoredBlock);
    },
    header: () => ({ stateRoot: "0x" }) as never,
  };
  const fees = createProducerFees(store, { chainId: A, producer: PRODUCER });
  return { store, fees, reads: () => reads };
}

describe("producer's fees", () => {
  it("are the priority fees of others; what the producer pays itself is none", () => {
    const { fees } = fixture([[], [receipt({}), receipt({ from: PRODUCER })], [receipt({ gasUsed: 50n })]]);
    expect(fees.upTo(1n)).to.equal(300n);
    expect(fees.upTo(2n)).to.equal(450n);
  });

  it("begin anew with a relay of the producer's that succeeded; a user's is none", () => {
    const { fees } = fixture([
      [],
      [receipt({})],
      [receipt({ to: MINED_BLOCK_ORACLE })],
      [{ ...relay, success: false }],
      [relay, receipt({ gasUsed: 1n })],
    ]);
    expect(fees.upTo(3n)).to.equal(600n);
    expect(fees.upTo(4n)).to.equal(3n);
  });

  it("reads each block once, and counts again after a rollback", () => {
    const { fees, reads } = fixture([[], [receipt({})], [receipt({})]]);
    fees.upTo(2n);
    fees.upTo(2n);
    expect(reads()).to.equal(2);
    expect(fees.upTo(1n)).to.equal(300n);
  });
});

describe("funding of the pots", () => {
  const fund = (balance: bigint, shareBps: bigint) => {
    const { store } = fixture([[], [receipt({ gasUsed: 1_000n })]]);
    const engines = [{ chainId: A, account: async () => ({ balance, nonce: 0n }) }];
    const funding = createFunding({ engines, store } as never, { producer: PRODUCER, shareBps });
    return funding(A, { superblock: { number: 1n } } as never);
  };

  it("is the share of the fees, but at most half of what the producer has", async () => {
    expect(await fund(10n ** 18n, 2_000n)).to.equal(600n);
    expect(await fund(10n ** 18n, 0n)).to.equal(0n);
    expect(await fund(1_000n, 2_000n)).to.equal(500n);
  });
});
