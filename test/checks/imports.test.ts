import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");
const SERVICES = join(ROOT, "services");

type Import = { readonly file: string; readonly from: string; readonly typeOnly: boolean };

/** Every import of a file; the layer of a relative one is the first folder (or file) below services/. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/^\s*(?:import|export)\s+(type\s+)?([^;"]*?)from\s+"([^"]+)"/gm)].map((match) => ({
    file,
    from: match[3]!,
    typeOnly: match[1] !== undefined || /^\{(\s*type [^,}]+,?)+\s*\}\s*$/.test(match[2]!.trim()),
  }));
}

const layerOf = (path: string): string => relative(SERVICES, path).split(sep)[0]!.replace(/\.ts$/, "");
const target = (i: Import): string | undefined =>
  i.from.startsWith(".") ? layerOf(normalize(join(ROOT, dirname(i.file), i.from))) : undefined;

/** Who may import whom; `types` lists layers of which only types may be imported. */
const RULES: Readonly<
  Record<string, { readonly may: readonly string[]; readonly types?: readonly string[] }>
> = {
  protocol: { may: ["protocol", "abi"] },
  ports: { may: [], types: ["protocol"] },
  abi: { may: ["abi"] },
  runtime: { may: ["runtime"], types: ["ports", "protocol"] },
  execution: { may: ["execution", "protocol", "abi", "runtime"], types: ["ports"] },
  sequencer: {
    may: ["sequencer", "execution", "protocol", "abi", "runtime"],
    types: ["ports", "settlement", "mining", "node"],
  },
  settlement: {
    may: ["settlement", "execution", "protocol", "abi", "runtime"],
    types: ["ports", "sequencer", "mining", "node"],
  },
  mining: {
    may: ["mining", "execution", "protocol", "abi", "runtime"],
    types: ["ports", "sequencer", "settlement", "node"],
  },
  node: {
    may: ["node", "execution", "protocol", "abi", "runtime"],
    types: ["ports", "sequencer", "settlement", "mining"],
  },
  api: {
    may: ["api", "execution", "protocol", "abi", "runtime"],
    types: ["ports", "sequencer", "settlement", "mining", "node"],
  },
  adapters: { may: ["adapters", "protocol", "abi", "runtime"], types: ["ports"] },
};

/** Modules that do I/O, and the layers that may spell them. */
const IO = /^(node:(fs|net|http|https|dgram|child_process)(\/promises)?|fastify|@fastify\/.*|lmdb|ws)$/;
const IO_LAYERS = ["adapters", "api", "runtime", "roles", "story", "commands", "main", "devnet"];

const files = globSync("services/**/*.ts", { cwd: ROOT });
const all = files.flatMap(importsOf);

describe("imports of services/", () => {
  it("finds the sources", () => {
    expect(files.length).to.be.greaterThan(20);
    expect(all.length).to.be.greaterThan(50);
  });

  it("follow the layers", () => {
    const broken = all.flatMap((i) => {
      const from = layerOf(join(ROOT, i.file));
      const to = target(i);
      const rule = RULES[from];
      if (rule === undefined || to === undefined) return [];
      if (rule.may.includes(to) || (i.typeOnly && rule.types?.includes(to))) return [];
      return [`${i.file} imports ${i.typeOnly ? "types of " : ""}${to} (${i.from})`];
    });
    expect(broken).to.deep.equal([]);
  });

  it("keep I/O in the adapters and the API", () => {
    const broken = all
      .filter((i) => IO.test(i.from) && !i.typeOnly && !IO_LAYERS.includes(layerOf(join(ROOT, i.file))))
      .map((i) => `${i.file} imports ${i.from}`);
    expect(broken).to.deep.equal([]);
  });

  it("never bring TypeChain's ethers bindings into the services", () => {
    expect(all.filter((i) => /typechain|^ethers/.test(i.from)).map((i) => i.file)).to.deep.equal([]);
  });
});

describe("time in services/", () => {
  it("is read from the clock port only", () => {
    const readers = files.filter((file) =>
      /\bDate\.now\(|new Date\(\)|performance\.now\(/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(readers).to.deep.equal([join("services", "adapters", "systemClock.ts")]);
  });
});
