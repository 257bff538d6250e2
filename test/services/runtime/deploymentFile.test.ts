import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  formatDeployment,
  readDeployment,
  writeDeployment,
} from "../../../services/runtime/deploymentFile.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";
import { createChain } from "../../support/contracts.ts";
import { planOn } from "../../support/l1/l1Fixture.ts";

describe("deployment file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-file-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const deployment = async () => {
    const { deployment: planned } = await planOn(await createChain());
    const account = {
      address: planned.leader,
      balance: 10n ** 27n,
      nonce: 1n,
      code: "0x6001",
      storage: [{ slot: `0x${"00".repeat(32)}`, value: `0x${"01".repeat(32)}` }],
    } as const;
    return { ...planned, genesisAccounts: [account] };
  };
  const refusal = (path: string, text: string): string => {
    writeFileSync(path, text);
    try {
      readDeployment(path);
    } catch (error) {
      expect(error).instanceOf(UsageError);
      return (error as UsageError).message;
    }
    throw new Error("accepted");
  };

  it("comes back as it was written, amounts and all", async () => {
    const value = await deployment();
    const path = join(folder, "new", "deployment.json");
    writeDeployment(path, value);
    expect(readDeployment(path)).deep.equal(value);
  });

  it("an unknown key, a wrong word, a missing field: named", async () => {
    const path = join(folder, "bad.json");
    const json = JSON.parse(formatDeployment(await deployment()));
    expect(refusal(path, JSON.stringify({ ...json, extra: 1 }))).equal(
      `deployment file ${path}: unknown key extra`,
    );
    const superblock = { ...json.genesisSuperblock, parent: "0x12" };
    expect(refusal(path, JSON.stringify({ ...json, genesisSuperblock: superblock }))).equal(
      `deployment file ${path}: genesisSuperblock.parent: not 32 bytes of lower-case hex`,
    );
    const { leader, ...rest } = json;
    expect(leader).a("string");
    expect(refusal(path, JSON.stringify(rest))).include("leader");
  });

  it("a file that is no JSON or not there", () => {
    const path = join(folder, "broken.json");
    expect(refusal(path, "{")).equal(`deployment file ${path} is not JSON: fetch it anew`);
    expect(() => readDeployment(join(folder, "none.json"))).throw(UsageError, "no deployment file at");
  });
});
