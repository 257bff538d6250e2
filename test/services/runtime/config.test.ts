import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { z } from "zod";
import { claimSchema, revertSchema } from "../../../services/runtime/claimConfig.ts";
import {
  deploySchema,
  devnetSchema,
  nodeSchema,
  readConfig,
  sequencerSchema,
} from "../../../services/runtime/config.ts";
import { aggregatorSchema, minerSchema } from "../../../services/runtime/minerConfig.ts";
import { optionHelp } from "../../../services/runtime/options.ts";
import { produceSchema } from "../../../services/runtime/produceConfig.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";

const L1 = "http://127.0.0.1:8545";
const MINER = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";

/** What each command must be given, and everything it then stands at. */
const COMMANDS: readonly {
  readonly name: string;
  readonly schema: z.ZodObject;
  readonly needed: readonly (readonly [option: string, value: string])[];
  readonly standard: Readonly<Record<string, unknown>>;
}[] = [
  {
    name: "devnet",
    schema: devnetSchema,
    needed: [],
    standard: {
      stateDir: ".lockstep",
      parameters: "deploy/parameters/devnet.json",
      fresh: false,
      once: false,
      story: true,
      l1Port: 8545,
      rpcPort: 9545,
      miningPort: 9332,
      opsPort: 9100,
      feedPort: 9700,
      logLevel: "info",
    },
  },
  {
    name: "node",
    schema: nodeSchema,
    needed: [
      ["--l1", L1],
      ["--deployment", "d.json"],
    ],
    standard: {
      l1Url: L1,
      deployment: "d.json",
      once: false,
      opsPort: 9101,
      revertUnmined: false,
      logLevel: "warn",
    },
  },
  {
    name: "miner",
    schema: minerSchema,
    needed: [["--address", MINER]],
    standard: {
      url: "http://127.0.0.1:9332",
      user: "lockstep",
      password: "lockstep",
      aux: [],
      form: "script",
      address: MINER,
      threads: 1,
      verify: false,
      stateDir: ".lockstep-miner",
      opsPort: 9102,
      logLevel: "info",
    },
  },
  {
    name: "produce",
    schema: produceSchema,
    needed: [
      ["--l1", L1],
      ["--deployment", "d.json"],
      ["--key-file", "k"],
    ],
    standard: {
      l1Url: L1,
      deployment: "d.json",
      stateDir: ".lockstep-producer",
      keyFile: "k",
      open: false,
      threads: 1,
      form: "script",
      templateStableSec: 5,
      rpcPort: 9645,
      opsPort: 9103,
      logLevel: "info",
    },
  },
  {
    name: "aggregator",
    schema: aggregatorSchema,
    needed: [
      ["--member", "http://127.0.0.1:9332"],
      ["--password-file", "password"],
    ],
    standard: {
      member: ["http://127.0.0.1:9332"],
      rpcPort: 9342,
      user: "lockstep",
      passwordFile: "password",
      logLevel: "info",
    },
  },
  {
    name: "sequencer",
    schema: sequencerSchema,
    needed: [
      ["--l1", L1],
      ["--deployment", "d.json"],
      ["--mining-password-file", "password"],
    ],
    standard: {
      l1Url: L1,
      deployment: "d.json",
      stateDir: ".lockstep-sequencer",
      data: "auto",
      maxBlobs: 6,
      execution: "one-thread",
      abandonLostTerms: false,
      revertUnmined: false,
      batchEverySec: 600,
      rpcPort: 9545,
      miningPort: 9332,
      opsPort: 9100,
      feedPort: 9700,
      miningUser: "lockstep",
      miningPasswordFile: "password",
      templateStableSec: 30,
      minerFeeShareBps: 2_000,
      logLevel: "info",
    },
  },
  {
    name: "claim",
    schema: claimSchema,
    needed: [
      ["--l1", L1],
      ["--deployment", "d.json"],
      ["--evidence", "e.json"],
      ["--claim-key", "key"],
    ],
    standard: { l1Url: L1, deployment: "d.json", evidence: "e.json", claimKey: "key", logLevel: "warn" },
  },
  {
    name: "revert",
    schema: revertSchema,
    needed: [
      ["--l1", L1],
      ["--deployment", "d.json"],
      ["--key-file", "key"],
    ],
    standard: { l1Url: L1, deployment: "d.json", keyFile: "key", logLevel: "warn" },
  },
  {
    name: "deploy",
    schema: deploySchema,
    needed: [
      ["--l1", L1],
      ["--deployer-key-file", "key"],
    ],
    standard: {
      l1Url: L1,
      parameters: "deploy/parameters/testnet.json",
      deployerKeyFile: "key",
      out: "deployment.json",
      stateDir: ".lockstep-deploy",
    },
  },
];

describe("configuration", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "config-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const fileOf = (json: unknown): string => {
    const path = join(folder, "config.json");
    writeFileSync(path, typeof json === "string" ? json : JSON.stringify(json));
    return path;
  };
  const refusal = (schema: z.ZodObject, ...argv: string[]): string => {
    try {
      readConfig(schema, argv);
    } catch (err) {
      expect(err).instanceOf(UsageError);
      return (err as Error).message;
    }
    throw new Error("accepted");
  };

  for (const { name, schema, needed, standard } of COMMANDS) {
    describe(name, () => {
      it("stands at its defaults when given no more than it needs", () => {
        expect(readConfig(schema, needed.flat())).to.deep.equal(standard);
      });

      it("takes the same from a file as from options", () => {
        expect(readConfig(schema, ["--config", fileOf(standard)])).to.deep.equal(standard);
      });

      for (const [i, [option]] of needed.entries())
        it(`is refused without ${option}, by the key's name`, () => {
          const key = Object.keys(standard).find((k) => [standard[k]].flat().includes(needed[i]?.[1]));
          expect(refusal(schema, ...needed.toSpliced(i, 1).flat())).to.match(
            new RegExp(`^configuration from the command line: ${key}: `),
          );
        });

      it("is refused with an unknown option; the right ones are listed", () => {
        const message = refusal(schema, ...needed.flat(), "--frehs");
        expect(message).to.match(/^Unknown option '--frehs'\. Options: /);
        for (const [option] of needed) expect(message).to.include(option);
      });

      it("is refused with an unknown key in the file, by its name", () => {
        const path = fileOf({ ...standard, minningPort: 1 });
        expect(refusal(schema, "--config", path)).to.equal(
          `configuration from ${path} or the command line: unknown key "minningPort"`,
        );
      });

      it("is refused with any key of a wrong type, by its name", () => {
        for (const key of Object.keys(standard)) {
          const path = fileOf({ ...standard, [key]: { wrong: true } });
          expect(refusal(schema, "--config", path)).to.match(
            new RegExp(`^configuration from .*config\\.json or the command line: ${key}: `),
          );
        }
      });

      it("has a line of help for every option, with its default", () => {
        const lines = optionHelp(schema);
        expect(lines).to.have.length(Object.keys(schema.shape).length + 1);
        const form = /^--[a-z0-9-]+( VALUE| NUMBER| FILE| [a-z-]+(\|[a-z-]+)+)? +(?!VALUE|NUMBER|FILE)\S/;
        for (const line of lines) expect(line).to.match(form);
        const required = lines.filter((line) => line.endsWith(" (required)"));
        const names = required.map((line) => line.split(" ")[0]);
        expect(names).to.have.members([...new Set(needed.map(([option]) => option))]);
      });
    });
  }

  it("has choices in the help of an option that has some", () => {
    const lines = optionHelp(sequencerSchema);
    const line = (option: string) => lines.find((each) => each.startsWith(`${option} `));
    expect(line("--data")).to.match(/^--data auto\|calldata\|blobs +where .*\(auto\)$/);
    expect(line("--log-level")).to.match(
      /^--log-level trace\|debug\|info\|warn\|error\|silent of the log \(info\)$/,
    );
    expect(line("--max-blobs")).to.match(/^--max-blobs NUMBER +most blobs for one batch \(6\)$/);
  });

  it("puts options over the file, and the file over the defaults", () => {
    const path = fileOf({ rpcPort: 1, miningPort: 2, once: true });
    const config = readConfig(devnetSchema, ["--config", path, "--rpc-port", "3"]);
    expect(config).to.deep.include({ rpcPort: 3, miningPort: 2, once: true, l1Port: 8545 });
  });

  it("collects an option that may be repeated", () => {
    const urls = ["http://a:b@127.0.0.1:1", "http://127.0.0.1:2"];
    const config = readConfig(minerSchema, ["--address", MINER, ...urls.flatMap((url) => ["--aux", url])]);
    expect(config.aux).to.deep.equal(urls);
  });

  it("turns a switch off by --no-NAME, also over a file", () => {
    expect(readConfig(devnetSchema, ["--no-story"]).story).to.equal(false);
    const path = fileOf({ fresh: true });
    expect(readConfig(devnetSchema, ["--config", path, "--no-fresh"]).fresh).to.equal(false);
  });

  const WRONG_OPTIONS: readonly (readonly [z.ZodObject, string, string, RegExp])[] = [
    [devnetSchema, "--rpc-port", "many", /rpcPort: /],
    [devnetSchema, "--rpc-port", "", /rpcPort: /],
    [devnetSchema, "--rpc-port", " ", /rpcPort: /],
    [devnetSchema, "--rpc-port", "65536", /rpcPort: /],
    [devnetSchema, "--rpc-port", "1.5", /rpcPort: /],
    [devnetSchema, "--l1", "localhost:8545", /l1Url: /],
    [devnetSchema, "--l1", "ftp://127.0.0.1", /l1Url: /],
    [devnetSchema, "--state", "", /stateDir: /],
    [devnetSchema, "--log-level", "loud", /logLevel: /],
    [minerSchema, "--address", "0x12", /address: must be an Ethereum address/],
    [minerSchema, "--threads", "0", /threads: /],
    [minerSchema, "--aux", "127.0.0.1:9332", /aux.0: /],
    [minerSchema, "--form", "witness", /form: /],
  ];
  for (const [schema, option, value, wording] of WRONG_OPTIONS)
    it(`refuses ${option} "${value}"`, () => {
      expect(refusal(schema, `${option}=${value}`)).to.match(wording);
    });

  it("refuses a port below zero", () => {
    expect(refusal(devnetSchema, "--rpc-port=-1")).to.match(/rpcPort: /);
  });

  it("refuses a value without its option, an option without its value, a value for a switch", () => {
    expect(refusal(devnetSchema, "fresh")).to.match(/Unexpected argument 'fresh'/);
    expect(refusal(devnetSchema, "--rpc-port")).to.match(/--rpc-port/);
    expect(refusal(devnetSchema, "--fresh=yes")).to.match(/--fresh/);
  });

  it("refuses a file that is not there, is no JSON, or is no object", () => {
    expect(refusal(devnetSchema, "--config", join(folder, "none.json"))).to.match(/cannot read .*none\.json/);
    for (const text of ["{", "[]", "null", "7"])
      expect(refusal(devnetSchema, "--config", fileOf(text)), text).to.match(/as a JSON object$/);
  });

  it("does not take the name of another file from a file", () => {
    expect(refusal(devnetSchema, "--config", fileOf({ config: "other.json" }))).to.include(
      'unknown key "config"',
    );
  });

  it("names everything that is wrong at once", () => {
    expect(refusal(devnetSchema, "--rpc-port", "x", "--log-level", "y")).to.match(/rpcPort: .*; logLevel: /);
  });
});
