import { appendFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openJsonJournal, readJsonJournal } from "../../../services/adapters/jsonJournal.ts";

describe("openJsonJournal", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-journal-"));
    path = join(folder, "journal.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("gives back what was appended, in order, with its bigints", async () => {
    expect(readJsonJournal(path), "no file").to.deep.equal([]);
    const journal = await openJsonJournal<{ n: bigint }>(path);
    await Promise.all([journal.append({ n: 1n }), journal.append({ n: 2n })]);
    await journal.close();
    const again = await openJsonJournal<{ n: bigint }>(path);
    await again.append({ n: 3n });
    await again.close();
    expect(readJsonJournal(path)).to.deep.equal([{ n: 1n }, { n: 2n }, { n: 3n }]);
  });

  it("leaves out lines that a crash cut short, and none behind them", async () => {
    const journal = await openJsonJournal<string>(path);
    await journal.append("whole");
    appendFileSync(path, '\n"cut sh');
    await journal.append("after");
    await journal.close();
    appendFileSync(path, '\n{"n":');
    expect(readJsonJournal(path)).to.deep.equal(["whole", "after"]);
  });

  it("is empty when it was cleared, and goes on", async () => {
    const journal = await openJsonJournal<string>(path);
    await journal.append("before");
    expect(journal.bytes).to.be.greaterThan(0);
    await journal.clear();
    expect(journal.bytes).to.equal(0);
    await journal.append("after");
    await journal.close();
    expect(readJsonJournal(path)).to.deep.equal(["after"]);
  });
});
