import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { claimStateFolder } from "../../../services/roles/stateFolder.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";

describe("state folder", () => {
  let parent: string;
  let path: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "state-folder-"));
    path = join(parent, "deep", "state");
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  /** Claims it; the answer gives it free again, as a life cycle does. */
  const claim = (fresh = false): (() => Promise<void>) => {
    const stops: (() => Promise<void>)[] = [];
    claimStateFolder(path, fresh, { onStop: (_name, stop) => void stops.push(stop) });
    return async () => {
      for (const stop of stops) await stop();
    };
  };
  const lock = (): string => join(path, "lock");
  /** A process id that was somebody's a moment ago and is nobody's now. */
  const deadPid = (): number => spawnSync(process.execPath, ["--version"]).pid;

  it("is made with all folders above it, marked and locked by this process", () => {
    claim();
    expect(readdirSync(path).sort()).to.deep.equal(["lock", "lockstep-state"]);
    expect(readFileSync(lock(), "utf8")).to.equal(String(process.pid));
  });

  it("takes an empty folder that is there", () => {
    mkdirSync(path, { recursive: true });
    claim();
    expect(existsSync(lock())).to.equal(true);
  });

  it("is free again when the program stops, and keeps what is in it", async () => {
    const release = claim();
    writeFileSync(join(path, "rollups"), "blocks");
    await release();
    expect(existsSync(lock())).to.equal(false);
    claim();
    expect(readFileSync(join(path, "rollups"), "utf8")).to.equal("blocks");
  });

  it("goes on after a crash: the lock of a dead process does not count", () => {
    claim();
    writeFileSync(join(path, "rollups"), "blocks");
    writeFileSync(lock(), String(deadPid()));
    claim();
    expect(readFileSync(lock(), "utf8")).to.equal(String(process.pid));
    expect(readFileSync(join(path, "rollups"), "utf8")).to.equal("blocks");
  });

  for (const content of ["", "torn", "-"])
    it(`goes on after a crash that left "${content}" in the lock`, () => {
      claim();
      writeFileSync(lock(), content);
      claim();
      expect(readFileSync(lock(), "utf8")).to.equal(String(process.pid));
    });

  it("is emptied by fresh", () => {
    claim();
    mkdirSync(join(path, "rollups"));
    writeFileSync(join(path, "rollups", "data.mdb"), "blocks");
    claim(true);
    expect(readdirSync(path).sort()).to.deep.equal(["lock", "lockstep-state"]);
  });

  for (const fresh of [false, true])
    it(`refuses a folder that is not ours, fresh ${fresh}: nothing is touched`, () => {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, "thesis.txt"), "years of work");
      expect(() => claim(fresh)).to.throw(UsageError, /is not empty and not a state folder of Lockstep/);
      expect(readdirSync(path)).to.deep.equal(["thesis.txt"]);
    });

  describe("given another process that lives", () => {
    let other: ChildProcess;
    before(() => {
      other = spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"]);
    });
    after(() => other.kill("SIGKILL"));

    for (const fresh of [false, true])
      it(`refuses a folder that it uses, fresh ${fresh}: nothing is touched`, () => {
        claim();
        writeFileSync(join(path, "rollups"), "blocks");
        writeFileSync(lock(), String(other.pid));
        expect(() => claim(fresh)).to.throw(UsageError, `in use by process ${other.pid}:`);
        expect(readFileSync(lock(), "utf8")).to.equal(String(other.pid));
        expect(readFileSync(join(path, "rollups"), "utf8")).to.equal("blocks");
      });
  });

  it("refuses a folder in use by somebody else's process, whom we may not signal", () => {
    // Only an ordinary user is refused to signal process 1; the superuser finds it alive.
    claim();
    writeFileSync(lock(), "1");
    expect(() => claim()).to.throw(UsageError, "in use by process 1:");
  });
});
