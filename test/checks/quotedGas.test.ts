import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

/** Sections that quote the gas snapshot. */
const PLACES = [
  ["contracts/l1/README.md", "Posting in little gas"],
  ["contracts/l1/README.md", "A checkpoint in little gas"],
  ["contracts/l1/README.md", "Claims"],
  ["docs/bitcoin.md", "From the ledger to the oracles"],
  ["docs/bitcoin.md", "Gas"],
  ["docs/codec.md", "LZ4"],
  ["docs/fallback.md", "Cost"],
  ["docs/trie.md", "Gas"],
] as const;

const FIGURE = /(?<![\d,])\d{1,3}(?:,\d{3})+(?!\d)(?! bytes)/g;

const snapshot = new Set(
  readFileSync(join(ROOT, ".gas-snapshot"), "utf8")
    .trim()
    .split("\n")
    .map((line) => Number(line.split(": ").at(-1))),
);

function linesOf(file: string, section: string): string[] {
  const lines = readFileSync(join(ROOT, file), "utf8").split("\n");
  const start = lines.findIndex((line) => line.replace(/^#+ /, "") === section && line.startsWith("#"));
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("#"));
  return start < 0 ? [] : lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
}

/** In a table the cell behind the name, since others have aims and peers; in prose what is not rounded to a hundred. */
function figuresOf(line: string): string[] {
  if (line.startsWith("| ")) return (line.split(" | ")[1] ?? "").match(FIGURE) ?? [];
  return (line.match(FIGURE) ?? []).filter((figure) => !figure.endsWith("00"));
}

const found = PLACES.map(([file, section]) => ({
  place: `${file}, ${section}`,
  figures: linesOf(file, section).flatMap(figuresOf),
}));

describe("gas that the documentation quotes", () => {
  for (const { place, figures } of found)
    it(`is in the snapshot: ${place}`, () => {
      expect(figures).not.deep.equal([]);
      expect(figures.filter((figure) => !snapshot.has(Number(figure.replaceAll(",", ""))))).deep.equal([]);
    });

  it("was found where it was looked for", () => {
    expect(found.flatMap(({ figures }) => figures).length).greaterThan(35);
  });
});
