import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");
const HEADER = /^\| (state|---) /;

/** Rows of the tables: their last cell is a path below test/ and words of a title in it. */
const rows = readFileSync(join(ROOT, "docs/states.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !HEADER.test(line))
  .map((line) => line.split(" | ").at(-1)!.replace(/ \|$/, ""));

describe("the table of states", () => {
  it("names tests that exist", () => {
    const missing = rows.filter((cell) => {
      const [, path, title] = /^(\S+\.ts): (.+)$/.exec(cell) ?? [];
      if (path === undefined || title === undefined) return true;
      const file = join(ROOT, "test", path);
      return !existsSync(file) || !readFileSync(file, "utf8").includes(title);
    });
    expect(rows.length).greaterThan(40);
    expect(missing).deep.equal([]);
  });
});
