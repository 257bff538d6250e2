import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readWorkersFile } from "../../../services/adapters/workersFile.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";

const ACCOUNT = "0x0000000000000000000000000000000000005001";

describe("readWorkersFile", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "workers-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const fileOf = (text: string, mode = 0o600): string => {
    const path = join(folder, "workers");
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const refusal = (text: string, mode?: number): string => {
    try {
      readWorkersFile(fileOf(text, mode));
    } catch (err) {
      expect(err).instanceOf(UsageError);
      return (err as Error).message;
    }
    throw new Error("accepted");
  };

  it("reads names, passwords and accounts, and no comments", () => {
    const workers = readWorkersFile(fileOf(`# our pools\nrig:secret:${ACCOUNT}\n\nfarm:other\n`));
    expect(workers.map(({ name, account, password }) => [name, account, password.reveal()])).to.deep.equal([
      ["rig", ACCOUNT, "secret"],
      ["farm", undefined, "other"],
    ]);
    expect(JSON.stringify(workers)).not.to.include("secret");
  });

  it("refuses a file that others can read", () => {
    expect(refusal("rig:secret", 0o644)).to.include("can be read by others");
  });

  it("names the line of a mistake, never its text", () => {
    for (const line of ["rig", ":secret", "rig:", `rig:secret:${ACCOUNT}:x`, "rig:secret:0x12"]) {
      const message = refusal(`# first\n${line}`);
      expect(message).to.match(/workers:2 /);
      expect(message).not.to.include("secret");
    }
  });

  it("refuses two workers of one name", () => {
    expect(refusal("rig:a\nrig:b")).to.include("two workers named rig");
  });
});
