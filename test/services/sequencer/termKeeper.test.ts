import { expect } from "chai";
import { decodeFunctionData, type Hex } from "viem";
import { rollupInboxAbi } from "../../../services/abi/index.ts";
import type { L1Call, L1SendOutcome, SignedSuperblock } from "../../../services/ports.ts";
import type { Batch } from "../../../services/protocol/batch/batch.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import type { Halt } from "../../../services/sequencer/halt.ts";
import { createTermKeeper } from "../../../services/sequencer/termKeeper.ts";
import { createFakeL1 } from "../../support/fakeL1.ts";

const INBOX = "0x00000000000000000000000000000000000000AA" as const;
const noSignal = new AbortController().signal;
const GENESIS_BATCH: Batch = {
  index: 0n,
  firstNumber: 0n,
  number: 0n,
  timestamp: 0n,
  l1OriginNumber: 0n,
  postedAtSec: 0n,
  parent: ZERO_HASH,
  blocksRoot: ZERO_HASH,
  channelsRoot: ZERO_HASH,
  dataHash: ZERO_HASH,
  term: ZERO_HASH,
  superblock: ZERO_HASH,
  consumedHash: ZERO_HASH,
};

/** A head on L1 block 5, which L1 then replaces; L1 is `length` blocks long afterwards. */
async function arrange() {
  const genesis = { superblock: { number: 0n }, hash: ZERO_HASH } as SignedSuperblock;
  const l1 = createFakeL1(genesis, () => undefined);
  l1.grow(7);
  const l1Origin = (await l1.block(5n))!.hash;
  const head = { term: l1.currentTerm.term, number: 3n, l1OriginNumber: 5n, l1Origin };
  const store = { head: () => ({ superblock: head, hash: `0x${"33".repeat(32)}` }) as SignedSuperblock };
  let halt: Halt | undefined = { reason: "l1-origin-gone", number: 5n };
  const sent: L1Call[] = [];
  let answer: L1SendOutcome = { ok: true, transactionHash: ZERO_HASH, blockNumber: 9n, gasUsed: 1n };
  let abandoned = 0;
  const keeper = createTermKeeper({
    l1: { ...l1, genesisBatch: async () => GENESIS_BATCH },
    sender: {
      address: INBOX,
      send: async (call) => {
        sent.push(call);
        return answer;
      },
    },
    store,
    deployment: { addresses: { inbox: INBOX } as never },
    halt: () => halt,
    log: createLogger("silent"),
    settleBlocks: 3n,
    onAbandoned: () => abandoned++,
  });
  const steps = async (count: number, blocks = 1): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await keeper.step(noSignal);
      l1.grow(blocks);
    }
  };
  return {
    l1,
    sent,
    steps,
    halts: (next: Halt | undefined) => (halt = next),
    refuses: (error: string) => (answer = { ok: false, error, args: [], detail: "" }),
    abandoned: () => abandoned,
  };
}

describe("term keeper", () => {
  it("gives a term up when L1 has grown by three blocks since the loss, with the newest batch", async () => {
    const { l1, sent, steps, abandoned } = await arrange();
    l1.reorganise(4, 4);
    await steps(3);
    expect(sent).to.deep.equal([]);
    await steps(1);
    expect(sent.length).to.equal(1);
    const data = decodeFunctionData({ abi: rollupInboxAbi, data: sent[0]!.data });
    expect([sent[0]!.to, data.functionName, abandoned()]).to.deep.equal([INBOX, "abandonTerm", 1]);
    expect((data.args as [Batch])[0].index).to.equal(0n);
  });

  it("does nothing while L1 stands still, or goes back again", async () => {
    const { l1, sent, steps } = await arrange();
    l1.reorganise(4, 4);
    await steps(9, 0);
    await steps(2);
    l1.reorganise(4, 2);
    await steps(3);
    expect(sent).to.deep.equal([]);
    await steps(1);
    expect(sent.length).to.equal(1);
  });

  it("does nothing for another halt, and begins to count anew after it", async () => {
    const { l1, sent, steps, halts } = await arrange();
    l1.reorganise(4, 4);
    await steps(3);
    halts({ reason: "too-many-unmined", unmined: 3n, maximum: 3n });
    await steps(4);
    halts({ reason: "l1-origin-gone", number: 5n });
    await steps(3);
    expect(sent).to.deep.equal([]);
  });

  it("does nothing when the origin is back, or another term is in force already", async () => {
    const whole = await arrange();
    await whole.steps(6);
    expect(whole.sent, "the origin stands").to.deep.equal([]);
    const { l1, sent, steps } = await arrange();
    l1.reorganise(4, 4);
    l1.openTerm("second", { superblock: { number: 0n }, hash: ZERO_HASH } as {
      superblock: never;
      hash: Hex;
    });
    await steps(6);
    expect(sent).to.deep.equal([]);
  });

  it("tries again at the next look when L1 refuses", async () => {
    const { l1, sent, steps, refuses, abandoned } = await arrange();
    l1.reorganise(4, 4);
    refuses("InboxNotLeader");
    await steps(6);
    expect([sent.length, abandoned()]).to.deep.equal([3, 0]);
  });
});
