import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { auxPowVerifier } from "../../../services/adapters/auxPowVerifier.ts";
import { loadContract } from "../../../services/adapters/localContract.ts";
import { verifyAuxpow } from "../../../services/mining/verifyAuxpow.ts";

const VECTORS = "test/vectors/auxpow.json";

async function run(argv: string[], files: Record<string, string> = {}, artifact?: string) {
  const lines: string[] = [];
  const code = await verifyAuxpow(argv, (line) => lines.push(line), {
    readText: async (path) => files[path] ?? auxPowVerifier.readText(path),
    openLens: () => (artifact === undefined ? auxPowVerifier.openLens() : loadContract(artifact)),
  });
  return { code, lines: lines.map((line) => JSON.parse(line)) };
}

describe("verifyAuxpow", () => {
  it("prints one line per vector and fails for the two without the magic", async () => {
    const { code, lines } = await run([VECTORS]);
    expect(code).equal(1);
    expect(lines).length(45);
    const refused = lines.filter(({ solidity }) => solidity !== "ok");
    expect(refused.map(({ id, solidity, typescript }) => [id, solidity, typescript])).deep.equal([
      ["1:Namecoin:19414", "MagicNotBeforeRoot", "MagicNotBeforeRoot"],
      ["5:Namecoin testnet:233281", "MagicNotBeforeRoot", "MagicNotBeforeRoot"],
    ]);
    for (const { gas } of lines) expect(gas).within(2_000, 30_000);
  });

  it("takes one vector by itself", async () => {
    const vector = JSON.parse(await readFile(VECTORS, "utf8")).vectors[0];
    const { code, lines } = await run(["one"], { one: JSON.stringify(vector) });
    expect(code).equal(0);
    expect(lines[0]).include({ solidity: "ok", typescript: "ok" });
  });

  it("takes what a pool was given and sent", async () => {
    const { a, hex } = JSON.parse(await readFile("test/vectors/mining/worked-size4.json", "utf8"));
    const submission = { ...(a ?? {}), auxpow: hex };
    const { code, lines } = await run(["sent"], { sent: JSON.stringify(submission) });
    expect(lines[0]).include({ solidity: "ok", typescript: "ok" });
    expect(code).equal(0);
  });

  it("RootAbsent: names a submission without the root on both sides", async () => {
    const vector = JSON.parse(await readFile(VECTORS, "utf8")).vectors[0];
    const other = { ...vector, auxBlockHash: "00".repeat(32) };
    const { code, lines } = await run(["other"], { other: JSON.stringify(other) });
    expect(lines[0]).include({ solidity: "RootAbsent", typescript: "RootAbsent", gas: null });
    expect(code).equal(1);
  });

  it("usage: refuses anything but one file", async () => {
    expect(await run([])).deep.equal({ code: 2, lines: [{ error: "usage", detail: "verify-auxpow FILE" }] });
  });

  it("unreadable-file", async () => {
    const { code, lines } = await run(["no/such/file"]);
    expect([code, lines[0].error]).deep.equal([2, "unreadable-file"]);
  });

  it("bad-json", async () => {
    const { code, lines } = await run(["bad"], { bad: "{" });
    expect([code, lines[0].error]).deep.equal([2, "bad-json"]);
  });

  it("unknown-shape: says which field", async () => {
    const { code, lines } = await run(["odd"], { odd: "[{}]" });
    expect([code, lines[0].error]).deep.equal([2, "unknown-shape"]);
    expect(lines[0].detail).match(/^vector 0: /);
  });

  it("contract-not-compiled", async () => {
    const { code, lines } = await run([VECTORS], {}, "artifacts/none.json");
    expect([code, lines[0].error]).deep.equal([2, "contract-not-compiled"]);
  });
});
