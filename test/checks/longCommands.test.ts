import { expect } from "chai";
import { readOptions } from "../support/commandOptions.ts";

const spec = {
  command: "npm run walk",
  does: "Walks.",
  numbers: {
    steps: { what: "steps", least: 1, standard: 50 },
    seed: { what: "of the walk", least: 0, standard: 7, shown: "any" },
  },
  flags: { quiet: "print less" },
} as const;
const placed = { ...spec, placed: ["steps"] } as const;
const choosing = { ...spec, words: ["one thread", "threads"] } as const;

describe("options of the long commands", () => {
  it("are what is given, else the standard", () => {
    const ok = { ok: true, words: [] };
    expect(readOptions(spec, [])).to.deep.equal({
      ...ok,
      numbers: { steps: 50, seed: 7 },
      flags: { quiet: false },
    });
    expect(readOptions(spec, ["--steps", "3", "--quiet", "--seed=0"])).to.deep.equal({
      ...ok,
      numbers: { steps: 3, seed: 0 },
      flags: { quiet: true },
    });
    expect(readOptions(placed, ["4"])).to.deep.include({ ok: true, numbers: { steps: 4, seed: 7 } });
    expect(readOptions(choosing, ["threads", "one thread"])).to.deep.include({
      words: ["threads", "one thread"],
    });
  });

  const refusals: readonly [string, Parameters<typeof readOptions>[0], readonly string[], RegExp][] = [
    ["no number", spec, ["--steps", "abc"], /--steps must be a whole number from 1 on, not "abc"/],
    ["no whole number", spec, ["--steps", "1.5"], /--steps must be a whole number/],
    ["nothing as a number", spec, ["--steps="], /--steps must be a whole number/],
    ["a number that does nothing", spec, ["--steps", "0"], /from 1 on, not "0"/],
    ["a number beyond what is exact", spec, ["--seed", "9007199254740993"], /--seed must be/],
    ["an option without its value", spec, ["--steps"], /'--steps <value>' argument missing/],
    ["an unknown option", spec, ["--stesp", "3"], /Unknown option '--stesp'/],
    ["a value for a flag", spec, ["--quiet=yes"], /'--quiet' does not take an argument/],
    ["an argument where none is taken", spec, ["3"], /there is no "3" to choose/],
    ["a placed number as an option", placed, ["--steps", "3"], /Unknown option '--steps'/],
    ["too many arguments", placed, ["3", "4"], /there is no "4" to choose/],
    ["an unknown word", choosing, ["thread"], /there is no "thread" to choose/],
  ];
  for (const [title, of, argv, text] of refusals)
    it(`refuse ${title} in one line`, () => {
      const read = readOptions(of, argv);
      if (read.ok) throw new Error("not refused");
      expect(read.exitCode).to.equal(2);
      expect(read.text).to.match(text);
      expect(read.text).to.match(/^npm run walk: [^\n]+$/);
    });

  it("have a help", () => {
    expect(readOptions(choosing, ["--help"])).to.deep.equal({
      ok: false,
      exitCode: 0,
      text: [
        "npm run walk",
        "",
        "Walks.",
        "",
        "  --steps N              steps (50)",
        "  --seed N               of the walk (any)",
        "  --quiet                print less",
        '  any of "one thread", threads',
      ].join("\n"),
    });
  });
});
