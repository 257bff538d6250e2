import { expect } from "chai";
import type { Hex } from "viem";
import { type AcceptedWork, openAcceptedWorks } from "../../../services/mining/acceptedWork.ts";
import { fallbackRelayStep } from "../../../services/mining/fallbackRelay.ts";
import type { L1SendOutcome } from "../../../services/ports.ts";
import { createLogger } from "../../../services/runtime/logger.ts";
import { fakeClock } from "../../support/fakeClock.ts";
import { createMemoryStore } from "../../support/memoryStore.ts";

const word = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const workOf = (n: number, foundAtMs: number) =>
  ({
    id: word(n),
    checkpoint: {},
    tip: { number: BigInt(n) },
    auxPow: "0x",
    foundAtMs,
  }) as unknown as AcceptedWork;
const refusal = (error: string, ...args: unknown[]): L1SendOutcome => ({
  ok: false,
  error,
  args,
  detail: "",
});
const taken: L1SendOutcome = { ok: true, transactionHash: word(1), blockNumber: 1n, gasUsed: 1n };

async function arrange() {
  const clock = fakeClock();
  const works = openAcceptedWorks(createMemoryStore([1n]).records, async () => undefined);
  await works.add(workOf(1, clock.now()));
  const posted: Hex[] = [];
  const answers: L1SendOutcome[] = [];
  const step = (known: readonly Hex[] = []) =>
    fallbackRelayStep(
      {
        works,
        clock,
        log: createLogger("silent"),
        noted: new Map(),
        post: async ({ id }) => {
          posted.push(id);
          return answers.shift() ?? taken;
        },
      },
      new Set(known),
      new AbortController().signal,
    );
  const refusedBecause = () => works.find(word(1))?.refusedBecause;
  return { clock, works, posted, answers, step, refusedBecause };
}

describe("relay in fallback", () => {
  it("posts what L1 does not know, again after a restart, and no more once L1 has it", async () => {
    const { posted, step } = await arrange();
    await step();
    await step();
    await step([word(1)]);
    expect(posted).to.deep.equal([word(1), word(1)]);
  });

  for (const error of ["lighter", "not-leading", "FallbackForkNotThere", "insufficient-funds"])
    it(`tries again after ${error}`, async () => {
      const { posted, answers, step, refusedBecause } = await arrange();
      answers.push(refusal(error));
      await step();
      await step();
      expect([posted.length, refusedBecause()]).to.deep.equal([2, undefined]);
    });

  for (const error of ["draft-missing", "term-over", "InboxTimestampTooEarly", "FallbackWrongProducer"])
    it(`gives up after ${error}`, async () => {
      const { posted, answers, step, refusedBecause } = await arrange();
      answers.push(refusal(error));
      await step();
      await step();
      expect([posted.length, refusedBecause()]).to.deep.equal([1, error]);
    });

  it("waits while the target is too easy yet, and takes a known checkpoint for done", async () => {
    const { answers, step, refusedBecause } = await arrange();
    answers.push(refusal("LedgerRefused", 5), refusal("LedgerRefused", 1));
    await step();
    await step();
    expect(refusedBecause()).to.equal(undefined);
  });

  it("gives up what has waited for an hour", async () => {
    const { clock, answers, step, refusedBecause } = await arrange();
    answers.push(refusal("lighter"));
    await clock.advance(3_600_001);
    await step();
    expect(refusedBecause()).to.equal("lighter");
  });
});
