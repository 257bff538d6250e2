/** A seeded sample of the official suites; `npm run conformance` runs them whole. */
import { expect } from "chai";
import { seededRandom } from "../support/seededRandom.ts";
import { jsonFiles } from "./archive.ts";
import { blockTests } from "./blockTest.ts";
import { stateTests } from "./stateTest.ts";
import { isSlow, SUITES } from "./suites.ts";

const SEED = Number(process.env.SEED ?? 20260101);
/** Files larger than this hold hundreds of cases each. */
const MAX_BYTES = 60_000;

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const firstFile = async (archive: string, part: string) =>
  (await collect(jsonFiles(archive, (path) => path.includes(part))))[0]!;

describe("official execution tests", () => {
  const sizes = { "gst-cancun.tar.gz": 120, "bc-valid-invalid.tar.gz": 60, "eest-osaka.tar.gz": 3 };
  for (const { name, archive, judge } of SUITES) {
    it(`${name}: a sample with seed ${SEED} passes`, async function () {
      this.timeout(300_000);
      const random = seededRandom(SEED);
      const files = (await collect(jsonFiles(archive, (path) => !isSlow(path))))
        .filter(({ text }) => text.length < MAX_BYTES || archive.startsWith("eest"))
        .map((file) => ({ file, order: random.below(2 ** 31) }))
        .sort((a, b) => a.order - b.order)
        .slice(0, sizes[archive as keyof typeof sizes]);
      let passed = 0;
      for (const { file } of files) {
        for await (const { title, failure } of judge(file.path, file.text)) {
          expect(failure, title).to.equal(undefined);
          passed++;
        }
      }
      expect(passed).to.be.greaterThan(files.length / 3);
    });
  }

  it("a wrong state root is noticed", async () => {
    const { path, text } = await firstFile("gst-cancun.tar.gz", "stSStoreTest/sstore_XtoXto0.json");
    const altered = text.replaceAll(/"hash" : "0x../g, '"hash" : "0xff');
    const all = await collect(stateTests(path, altered));
    expect(all.length).to.be.greaterThan(3);
    for (const { failure } of all) expect(failure).to.match(/^state root .* should be 0xff/);
  });

  it("a wrong head of a chain is noticed", async () => {
    const { path, text } = await firstFile("bc-valid-invalid.tar.gz", "bcExample/");
    const altered = text.replaceAll(/"lastblockhash" : "0x..../g, '"lastblockhash" : "0xffff');
    for (const { failure } of await collect(blockTests(path, altered)))
      expect(failure).to.match(/^head .* should be 0xffff/);
  });
});
