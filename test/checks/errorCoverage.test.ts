import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

/** Folders of contracts whose every error is reached by a test that names it. */
const COVERED = ["contracts/l1", "contracts/codec", "contracts/trie", "contracts/superblock/*Tree.sol"];

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("declared errors", () => {
  it("are each named in a test", () => {
    const sources = COVERED.flatMap((pattern) =>
      globSync(pattern.endsWith(".sol") ? pattern : `${pattern}/**/*.sol`, { cwd: ROOT }),
    );
    const errors = sources.flatMap((path) =>
      [...read(path).matchAll(/^\s*error (\w+)\(/gm)].map((match) => match[1]!),
    );
    const tests = globSync("test/**/*.test.ts", { cwd: ROOT }).map(read).join("\n");
    const unnamed = errors.filter((error) => !new RegExp(`\\b${error}\\b`).test(tests));
    expect(errors.length > 50, `${errors.length} errors found`).equal(true);
    expect(unnamed).deep.equal([]);
  });
});
