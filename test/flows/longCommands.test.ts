/** Each starts a process, which takes seconds: not among the quick ones. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

describe("a mistyped long command", function () {
  this.timeout(60_000);
  const commands: readonly [program: string, ...argv: string[]][] = [
    ["test/soak/crash.ts", "--points", "abc"],
    ["test/soak/groups.ts", "--groups", "many"],
    ["test/soak/reorganisations.ts", "--max-depth", "-3"],
    ["test/invariants/run.ts", "--calls", "0"],
    ["bench/gas.ts", "--chekc"],
    ["bench/run.ts", "engine", "60"],
    ["bench/run.ts", "derivation", "sixty"],
  ];
  const run = (argv: readonly string[]) =>
    spawnSync(process.execPath, argv, { cwd: ROOT, encoding: "utf8", timeout: 30_000 });
  for (const [program, ...argv] of commands)
    it(`ends with 2 and a line, and has a help: ${program} ${argv.join(" ")}`, () => {
      const { status, stderr } = run([program, ...argv]);
      expect({ status, lines: stderr.trimEnd().split("\n").length }, stderr).to.deep.equal({
        status: 2,
        lines: 1,
      });
      const help = run([program, "--help"]);
      expect(help.status).to.equal(0);
      expect(help.stdout).to.match(/^npm run /);
    });
});
