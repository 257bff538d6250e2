import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");
const ROWS = 36;

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Numbers of failures in the titles of a file's tests. */
const titled = (path: string): Set<number> =>
  new Set(
    [...read(path).matchAll(/\b(?:it|describe)\(\s*(?:"([^"\n]*)"|`([^`\n]*)`)/g)]
      .flatMap(([, plain, template]) => [...(plain ?? template ?? "").matchAll(/\bf(\d+)\b/g)])
      .map(([, number]) => Number(number)),
  );

/** Rows of the table: number, failure, answer, tests. */
const rows = read("docs/failure-modes.md")
  .split("\n")
  .filter((line) => /^\| f\d+ \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, number, , answer, tests]) => ({ number: Number(number!.slice(1)), answer, tests: tests! }));

describe("docs/failure-modes.md", () => {
  it("has every failure once, with its answer", () => {
    expect(rows.map(({ number }) => number)).to.deep.equal(Array.from({ length: ROWS }, (_, i) => i + 1));
    expect(rows.filter(({ answer }) => !answer).map(({ number }) => number)).to.deep.equal([]);
  });

  it("names tests that carry the number in a title, or says that the failure does not apply", () => {
    const wrong: string[] = [];
    for (const { number, tests } of rows) {
      if (tests === "does not apply") continue;
      const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, name]) => `test/${name}.test.ts`);
      if (files.length === 0) wrong.push(`f${number} names no test`);
      for (const file of files)
        if (!existsSync(join(ROOT, file)) || !titled(file).has(number)) wrong.push(`f${number} in ${file}`);
    }
    expect(wrong).to.deep.equal([]);
  });

  it("knows every number that a title carries, and none that does not apply", () => {
    const known = new Set(rows.filter(({ tests }) => tests !== "does not apply").map(({ number }) => number));
    const files = globSync("test/**/*.test.ts", { cwd: ROOT });
    const used = files.flatMap((file) => [...titled(file)].map((number) => ({ file, number })));
    expect(used.length).to.be.greaterThan(ROWS);
    expect(used.filter(({ number }) => !known.has(number))).to.deep.equal([]);
  });
});
