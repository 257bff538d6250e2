import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

/** A user's program: the same call, encoded by ethers over TypeChain's bindings and by viem over our ABIs. */
const PROGRAM = `
import { encodeFunctionData } from "viem";
import { portalAbi } from "lockstep/abi";
import { IPortal__factory } from "lockstep/ethers";
const data = encodeFunctionData({ abi: portalAbi, functionName: "quote", args: [100000n] });
const same = IPortal__factory.createInterface().encodeFunctionData("quote", [100000n]);
if (data !== same) throw new Error("ethers and viem disagree");
console.log(data);
`;

describe("the package's exports", () => {
  let folder: string;
  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "package-"));
    mkdirSync(join(folder, "node_modules"));
    for (const name of ["viem", "ethers", "typescript"])
      symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
    symlinkSync(ROOT, join(folder, "node_modules/lockstep"));
    const built = spawnSync(process.execPath, ["deploy/bindings.ts", "--package"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(built.status, built.stderr).to.equal(0);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("serve users of viem and of ethers alike", () => {
    writeFileSync(join(folder, "program.mjs"), PROGRAM);
    const run = spawnSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8" });
    expect(run.stderr).to.equal("");
    expect(run.stdout).to.match(/^0x[0-9a-f]{72}\n$/);
  });

  it("carry types", () => {
    writeFileSync(join(folder, "program.mts"), PROGRAM);
    const options = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--lib",
      "es2022,dom",
    ];
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const run = spawnSync(process.execPath, [tsc, ...options, "program.mts"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(run.stdout).to.equal("");
    expect(run.status).to.equal(0);
  });
});
