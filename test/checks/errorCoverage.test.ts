import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("declared errors", () => {
  it("are each named in a test", () => {
    const sources = globSync("contracts/**/*.sol", { cwd: ROOT });
    const errors = sources.flatMap((path) =>
      [...read(path).matchAll(/^\s*error (\w+)\(/gm)].map((match) => match[1]!),
    );
    const tests = globSync("test/**/*.test.ts", { cwd: ROOT }).map(read).join("\n");
    const unnamed = errors.filter((error) => !new RegExp(`\\b${error}\\b`).test(tests));
    expect(errors.length > 150, `${errors.length} errors found`).equal(true);
    expect(unnamed).deep.equal([]);
  });
});
